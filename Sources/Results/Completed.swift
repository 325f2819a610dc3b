/// One repetition of one point: what resume does or leaves.
package struct TrialKey: Sendable, Hashable {
    /// Stable hash of the resolved settings.
    package let point: String
    /// repetition, from 1.
    package let block: Int

    package init(point: String, block: Int) {
        self.point = point
        self.block = block
    }
}

/// What a run has settled so far.
package struct Completed: Sendable, Hashable {
    /// Those with a valid row.
    package private(set) var valid: Set<TrialKey> = []
    /// Those this machine cannot run.
    package private(set) var skipped: Set<TrialKey> = []
    /// Those that were baselines.
    package private(set) var baseline: Set<TrialKey> = []
    /// Those that are invalid for a reason that does not pass, and so are not tried again.
    package private(set) var failed: Set<TrialKey> = []

    package init(_ records: some Sequence<TrialRecord>) {
        for record in records {
            let key = TrialKey(point: record.point, block: record.block)
            switch record.outcome {
            case .valid: valid.insert(key)
            case .skipped: skipped.insert(key)
            case .baseline: baseline.insert(key)
            case .invalid where record.invalidReason?.isTransient == false: failed.insert(key)
            case .invalid: break
            }
        }
    }
}
