import Experiment
import Results

/// Two cells that stand against each other.
struct CellPair {
    let base: Cell
    let head: Cell
}

/// Finds what stands against what.
enum CellPairs {
    /// Two series of one run: every pair of their points with the same traffic.
    ///
    /// Where both vary along a setting of the same name, only equal values stand against each other.
    static func between(_ base: [Cell], _ head: [Cell]) -> [CellPair] {
        SeriesPairs.between(base, head, traits: \.traits).map { CellPair(base: $0, head: $1) }
    }

    /// The same points by two builds of one run.
    static func builds(of run: RunData, base: String, head: String) -> [CellPair] {
        same(
            run.cells.filter { $0.build == base }, run.cells.filter { $0.build == head },
            bySeries: true)
    }

    /// The same points in two runs: the settings decide, whatever the series is called.
    static func runs(base: RunData, head: RunData) -> [CellPair] {
        same(base.cells, head.cells, bySeries: false)
    }

    private static func same(_ base: [Cell], _ head: [Cell], bySeries: Bool) -> [CellPair] {
        let places = Dictionary(
            base.map { (identity($0, bySeries), $0) }, uniquingKeysWith: { first, _ in first })
        return head.compactMap { cell in
            places[identity(cell, bySeries)].map { CellPair(base: $0, head: cell) }
        }
    }

    private static func identity(_ cell: Cell, _ bySeries: Bool) -> [String?] {
        // Traffic once more, so that different ones stay apart whatever the hash covers.
        // Two runs of builds stand against each other build by build.
        [cell.sample.point, bySeries ? cell.series : cell.build] + cell.stratum
    }
}
