import Results
import Statistics

/// The values of one pair of cells, machine by machine.
struct MachineEffects {
    /// One machine's part, on the working scale.
    struct MachineShift {
        let machine: String
        let test: ShiftTest
        /// Pairs; of two runs, values of the smaller side.
        let count: Int
        /// Median loss of the head less that of the base, in points; `nil` if not measured.
        let lossDifference: Double?
        let medians: (base: Double?, head: Double?)
    }

    /// By name; empty where only one machine measured both sides.
    private(set) var parts: [MachineShift] = []

    /// - Parameters:
    ///   - base: values by block; `head` likewise.
    ///   - place: to the working scale.
    init(
        _ pair: CellPair, isPaired: Bool, base: [Int: Double], head: [Int: Double],
        place: (Double) -> Double
    ) {
        let bases = Self.byMachine(pair.base, base)
        let heads = Self.byMachine(pair.head, head)
        let names = Set(bases.keys).intersection(heads.keys).sorted(by: ValueOrder.precedes)
        guard names.count > 1 else { return }
        parts = names.compactMap { name in
            guard let base = bases[name], let head = heads[name] else { return nil }
            let shared = isPaired ? Set(base.keys).intersection(head.keys).sorted() : nil
            guard let test = Self.test(base, head, shared, place) else { return nil }
            let blocks = shared.map { ($0, $0) } ?? (Array(base.keys), Array(head.keys))
            return MachineShift(
                machine: name, test: test, count: min(blocks.0.count, blocks.1.count),
                lossDifference: Self.lossDifference(pair, blocks),
                medians: (Sample(base.values)?.median, Sample(head.values)?.median))
        }
        if parts.count < 2 { parts = [] }
    }

    /// Each machine has one vote; `nil` where there is only one.
    var test: ShiftTest? { AcrossGroups(parts.map(\.test.estimate)).map { .nested($0) } }

    /// The machine on which the losses of the two sides differ most; `nil` if one is not known.
    var mostUnequal: MachineShift? {
        guard parts.allSatisfy({ $0.lossDifference != nil }) else { return nil }
        return parts.max { abs($0.lossDifference ?? 0) < abs($1.lossDifference ?? 0) }
    }

    private static func byMachine(_ cell: Cell, _ values: [Int: Double]) -> [String: [Int: Double]]
    {
        var all: [String: [Int: Double]] = [:]
        for (block, value) in values {
            guard let machine = cell.trials[block]?.machine else { continue }
            all[machine, default: [:]][block] = value
        }
        return all
    }

    private static func test(
        _ base: [Int: Double], _ head: [Int: Double], _ shared: [Int]?,
        _ place: (Double) -> Double
    ) -> ShiftTest? {
        guard let shared else {
            return RankSum(base: base.values.map(place), head: head.values.map(place))
                .map { .unpaired($0) }
        }
        let differences = shared.compactMap { block -> Double? in
            guard let base = base[block], let head = head[block] else { return nil }
            return place(head) - place(base)
        }
        return SignedRank(differences).map { .paired($0) }
    }

    private static func lossDifference(
        _ pair: CellPair, _ blocks: (base: [Int], head: [Int])
    ) -> Double? {
        let median = { (cell: Cell, blocks: [Int]) in
            Sample(blocks.compactMap { cell.trials[$0]?.loss })?.median
        }
        guard let base = median(pair.base, blocks.base), let head = median(pair.head, blocks.head)
        else { return nil }
        return head - base
    }
}
