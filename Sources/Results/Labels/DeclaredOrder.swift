/// The order in which an experiment file has its series, and the values of its axes.
///
/// Numbers of one unit have an order of their own; other values (`touch`, topologies, mixed sizes)
/// stand as in the file, and those that are not in it follow in ``ValueOrder``.
package struct DeclaredOrder: Sendable {
    /// Labels of the series.
    package let series: [String]
    private let ranks: [String: [String: Int]]

    /// - Parameter values: by name of the condition, each value once.
    package init(series: [String] = [], values: [String: [String]] = [:]) {
        self.series = series
        ranks = Self.unordered(values).mapValues { values in
            Dictionary(zip(values, values.indices), uniquingKeysWith: { first, _ in first })
        }
    }

    package init(_ manifest: Manifest) {
        self.init(series: manifest.series ?? [], values: manifest.values ?? [:])
    }

    /// Those axes whose values have no order of their own, and differ.
    package static func unordered(_ values: [String: [String]]) -> [String: [String]] {
        values.filter { _, texts in
            let quantities = texts.compactMap(ValueOrder.quantity)
            let isOrdered =
                quantities.count == texts.count && Set(quantities.map(\.dimension)).count == 1
            return texts.count > 1 && !isOrdered
        }
    }

    /// Whether a point comes before another by the first of these conditions that they differ in;
    /// `nil` if they differ in none.
    package func precedes(
        _ one: TrialRecord, _ other: TrialRecord, by conditions: [Condition]
    ) -> Bool? {
        for condition in conditions {
            let (first, second) = (condition.value(one), condition.value(other))
            if first != second { return precedes(first, second, of: condition) }
        }
        return nil
    }

    /// Whether a point with the value `one` comes before a point with `other`.
    ///
    /// - Parameter condition: what they are values of; `nil` is a point without a value.
    package func precedes(_ one: String?, _ other: String?, of condition: Condition) -> Bool {
        if condition.name == "label" {
            return series.rank(of: one ?? "") < series.rank(of: other ?? "")
        }
        guard let ranks = ranks[condition.name] else {
            return ValueOrder.precedes(one ?? "", other ?? "")
        }
        let places = [one, other].map { ranks[condition.text($0)] ?? ranks.count }
        return places[0] == places[1]
            ? ValueOrder.precedes(one ?? "", other ?? "") : places[0] < places[1]
    }
}
