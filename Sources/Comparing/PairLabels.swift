import Experiment
import Results

/// Names for pairs: the two series, and what tells the pair from the others.
struct PairLabels {
    private let names: [String]
    /// Places of the pairs in a reader's order: series by series, then as the file and values have it.
    let order: [Int]
    /// What all have in common, a clause each.
    let conditions: [String]

    init(_ pairs: [CellPair], order declared: DeclaredOrder) {
        let samples = pairs.map { pair in
            var record = pair.head.sample
            record.role = pair.head.series
            // The builds are the two sides: they tell no pair from another.
            if pair.head.build != nil { record.settings[Build.commandSetting] = nil }
            return record
        }
        let settingNames = Set(samples.lazy.flatMap(\.settings.keys)).sorted()
        let labels = PointLabels(samples, settingNames: settingNames, order: declared)
        conditions = labels.table.common()
        var ranks: [String: Int] = [:]
        for pair in pairs {
            for series in [pair.base.series, pair.head.series] where ranks[series] == nil {
                ranks[series] = ranks.count
            }
        }
        order = pairs.indices.sorted { left, right in
            let keys = [left, right].map { index in
                [pairs[index].head.series, pairs[index].base.series].map { ranks[$0] ?? 0 }
            }
            if keys[0] != keys[1] { return keys[0].lexicographicallyPrecedes(keys[1]) }
            return labels.precedes(left, right)
        }
        let bases = Self.baseLabels(pairs)
        names = pairs.indices.map { index in
            let pair = pairs[index]
            let isSame = pair.base.series == pair.head.series
            let at = labels.conditions(of: index).joined(separator: ", ")
            let who =
                isSame && pair.base.sample.point == pair.head.sample.point
                ? pair.head.series : "\(bases[index]) → \(pair.head.series)"
            return at.isEmpty ? who : "\(who), \(at)"
        }
    }

    func name(of index: Int) -> String { names[index] }

    /// Labels of the base sides, with what tells them apart where one series has several points.
    private static func baseLabels(_ pairs: [CellPair]) -> [String] {
        let samples = pairs.map { pair in
            var record = pair.base.sample
            record.role = pair.base.series
            return record
        }
        let settingNames = Set(samples.lazy.flatMap(\.settings.keys)).sorted()
        let labels = PointLabels(samples, settingNames: settingNames)
        let shared = PointLabels(
            pairs.map(\.head.sample),
            settingNames: Set(pairs.lazy.flatMap(\.head.sample.settings.keys)).sorted())
        return pairs.indices.map { index in
            // What the head's label says already needs no repetition.
            let own = labels.conditions(of: index).filter {
                !shared.conditions(of: index).contains($0)
            }
            return ([pairs[index].base.series] + own).joined(separator: " ")
        }
    }
}
