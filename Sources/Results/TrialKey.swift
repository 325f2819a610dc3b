/// One repetition of one point: what resume does or leaves.
package struct TrialKey: Sendable, Hashable {
    /// Stable hash of the resolved settings.
    package let point: String
    /// Repetition, from 1; 0 for a baseline.
    package let block: Int
    /// Which program captured; `nil` where a run compares no builds.
    package let build: String?

    package init(point: String, block: Int, build: String? = nil) {
        self.point = point
        self.block = block
        self.build = build
    }
}

/// One attempt at one trial of a run: its row in `trials.csv`, and its rows in the other files.
package struct AttemptKey: Sendable, Hashable {
    package let trial: Int
    package let attempt: Int

    package init(trial: Int, attempt: Int) {
        self.trial = trial
        self.attempt = attempt
    }
}

extension TrialRecord {
    package var key: AttemptKey { AttemptKey(trial: self.trial, attempt: self.attempt) }
}

extension TableRow {
    package var key: AttemptKey { AttemptKey(trial: trial, attempt: attempt) }
}
