package import Experiment
package import Results

/// Groups the rows of a run one after the other, so that none need be kept.
package struct RunCells {
    let metrics: [ComparedMetric]
    /// In the order of their first rows.
    private(set) var cells: [Cell] = []
    /// Valid rows of trials that had one already.
    package private(set) var repeated = 0
    private let values: [ComparedMetric.Value]
    private let blocks: ClosedRange<Int>?
    /// A number for each key, in the order of their first rows.
    private var numbers: [CellKey: Int] = [:]
    /// Places of the cells by that number; `nil` for those without a row that is kept.
    private var places: [Int?] = []
    private var seen: Set<TrialNumber> = []

    /// What makes two rows repetitions of the same thing.
    private struct CellKey: Hashable {
        let point: String
        let role: String
        let build: String?
    }

    private struct TrialNumber: Hashable {
        let number: Int
        let block: Int
    }

    /// - Parameter blocks: those to keep; `nil` for all.
    package init(metrics: [ComparedMetric], blocks: ClosedRange<Int>? = nil) {
        self.metrics = metrics
        self.blocks = blocks
        values = metrics.map(\.valueOfTrial)
    }

    package mutating func add(_ record: TrialRecord) {
        let outcome = record.outcome
        let key = CellKey(point: record.point, role: record.role, build: record.build)
        let number = numbers[key] ?? places.count
        if number == places.count {
            numbers[key] = number
            places.append(nil)
        }
        if outcome == .valid,
            !seen.insert(TrialNumber(number: number, block: record.block)).inserted
        {
            repeated += 1
        }
        guard outcome != .baseline, record.hasCapture, isMeant(record.block) else { return }
        let place = places[number] ?? cells.count
        if place == cells.count {
            places[number] = place
            cells.append(Cell(record))
        }
        cells[place].add(record, values)
    }

    private func isMeant(_ block: Int) -> Bool { blocks?.contains(block) ?? true }
}
