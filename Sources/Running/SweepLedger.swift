import Experiment
import Results

/// What is settled of a plan: which trials need no run, which attempt is next.
///
/// Small whatever the number of rows: it keeps keys, not rows.
struct SweepLedger {
    private var completed: Set<TrialKey> = []
    private var limited: Set<TrialKey> = []
    private var impossible: Set<TrialKey> = []
    private var begun: Set<TrialKey> = []
    private var attempts: [Int: Int] = [:]
    private var beyond: Set<String> = []
    private var baselines: [String: Double] = [:]
    private let keys: Set<TrialKey>
    private let trafficOf: [String: String]

    /// Takes over the rows of an earlier run of the same plan.
    init(_ plan: Plan, _ records: [TrialRecord]) {
        keys = Set(plan.trials.filter { !$0.isBaseline }.map(Self.key))
        trafficOf = Dictionary(
            plan.trials.map { ($0.point.id, $0.point.trafficID) },
            uniquingKeysWith: { first, _ in first })
        for record in records {
            note(record)
            attempts[record.trial] = max(attempts[record.trial] ?? 0, record.attempt)
        }
    }

    private static func key(_ trial: PlannedTrial) -> TrialKey {
        TrialKey(point: trial.point.id, block: trial.block, build: trial.point.build?.name)
    }

    mutating func note(_ trial: PlannedTrial, _ record: TrialRecord) {
        note(record)
        attempts[trial.index] = record.attempt
    }

    private mutating func note(_ record: TrialRecord) {
        let key = TrialKey(point: record.point, block: record.block, build: record.build)
        begun.insert(key)
        let traffic = trafficOf[record.point]
        switch record.outcome {
        case .valid: completed.insert(key)
        case .baseline:
            completed.insert(key)
            if let traffic { baselines[traffic] = record.cpuOtherPercent }
        case .invalid, .skipped:
            if record.invalidReason == .unsupported { impossible.insert(key) }
            guard record.invalidReason == .engineLimit else { return }
            limited.insert(key)
            // The baseline speaks for the engine; beside a capturer, one trial speaks for itself.
            if record.backend == Vocabulary.noBackend, !isNearly(record), let traffic {
                beyond.insert(traffic)
            }
        }
    }

    /// Whether the engine came so near to the load that it may reach it beside a capturer.
    ///
    /// A capture CPU that is busy takes a frame with less ado than one that sleeps and has to be
    /// woken for it, by the sender: on veth-softirq 1.2 to 1.4 million frames a second became 1.49.
    private func isNearly(_ record: TrialRecord) -> Bool {
        guard let offered = record.ratePpsOffered, let intended = record.ratePpsIntended else {
            return false
        }
        return offered > 0.75 * intended
    }

    /// Whether an earlier run left nothing to do here.
    ///
    /// What was invalid is tried again, since the machine may have been mended meanwhile; only what
    /// the engine cannot do is taken as it was found.
    func isSettled(_ trial: PlannedTrial) -> Bool {
        let key = Self.key(trial)
        return completed.contains(key) || limited.contains(key) || impossible.contains(key)
    }

    /// Whether the engine was found unable to send this traffic.
    func isBeyondEngine(_ trial: PlannedTrial) -> Bool {
        beyond.contains(trial.point.trafficID) && !trial.point.feedsItself
    }

    func baselineOther(of trial: PlannedTrial) -> Double? { baselines[trial.point.trafficID] }

    func nextAttempt(of trial: PlannedTrial) -> Int { (attempts[trial.index] ?? 0) + 1 }

    /// Points and blocks without a valid row, those that the engine cannot do left out.
    var missing: Int {
        keys.subtracting(completed).subtracting(limited).subtracting(impossible).count
    }
    /// Those of the missing ones that have no row.
    var unbegun: Int { keys.subtracting(begun).count }
    /// Whether any trial has a valid row.
    var hasValid: Bool { !completed.isDisjoint(with: keys) }
    var beyondEngine: Int { keys.intersection(limited).subtracting(completed).count }
    /// Points and blocks that the engine cannot send, wherever it runs.
    var unsupported: Int { keys.intersection(impossible).subtracting(completed).count }
}
