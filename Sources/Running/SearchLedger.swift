import Experiment
import Results
import Searching

/// What is known of the searches of a run.
struct SearchLedger {
    /// The number of the next trial.
    private(set) var nextTrial: Int
    /// What was found so far, in the order in which the searches ended.
    private(set) var found: [CapacityRecord] = []
    /// Rows of an earlier part of the run, by search.
    private let recorded: [TrialKey: [TrialRecord]]
    /// Searches that have begun, here or in an earlier part of the run.
    private(set) var begun: Set<TrialKey> = []
    /// Those that ended because trials were invalid: they can be gone on with.
    private(set) var givenUp: Set<TrialKey> = []
    /// Those that cannot be made here.
    private(set) var impossible: Set<TrialKey> = []

    /// Takes over the rows of an earlier part of the run.
    init(_ records: [TrialRecord]) {
        nextTrial = (records.map(\.trial).max() ?? 0) + 1
        recorded = Dictionary(
            grouping: records.filter { $0.search != nil },
            by: { TrialKey(point: $0.search ?? "", block: $0.block, build: $0.build) })
    }

    static func key(_ search: PlannedTrial) -> TrialKey {
        TrialKey(point: search.point.id, block: search.block, build: search.point.build?.name)
    }

    /// A number for a new trial.
    mutating func takeTrial() -> Int {
        defer { nextTrial += 1 }
        return nextTrial
    }

    mutating func begin(_ search: PlannedTrial) { begun.insert(Self.key(search)) }
    mutating func refuse(_ search: PlannedTrial) { impossible.insert(Self.key(search)) }
    mutating func note(_ records: [CapacityRecord]) { found += records }
    mutating func giveUp(_ search: PlannedTrial) { givenUp.insert(Self.key(search)) }

    /// What earlier attempts of a search were, in their order.
    func rows(of search: PlannedTrial) -> [TrialRecord] { recorded[Self.key(search)] ?? [] }
}
