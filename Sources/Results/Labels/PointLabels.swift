/// Names for points: the role, and whatever tells it from other points.
package struct PointLabels {
    package let table: ConditionTable
    private let points: [TrialRecord]
    private let told: [Int]
    private let order: DeclaredOrder

    /// - Parameter order: that of the experiment file.
    package init(
        _ points: [TrialRecord], settingNames: [String], order: DeclaredOrder = DeclaredOrder()
    ) {
        self.points = points
        self.order = order
        let table = ConditionTable(Condition.all(settingNames: settingNames), points: points)
        self.table = table
        // A ring's bytes already say how many blocks it has, and the rate of a recording its speed.
        let implied = Condition.impliedByRingBytes.union(["interval", "crop", "speed"])
        let roles = Dictionary(grouping: points.indices, by: { points[$0].role })
        let engines = Dictionary(grouping: points.indices, by: { points[$0].engine })
        let plain = table.conditions.indices.filter { index in
            let condition = table.conditions[index]
            guard !implied.contains(condition.name) else { return false }
            // That engines have different options goes without saying.
            if condition.name.hasPrefix("engine_") {
                return engines.values.contains { table.varies(index, among: $0) }
            }
            return condition.isShared
                ? table.varies(index, among: points.indices)
                : roles.values.contains { table.varies(index, among: $0) }
        }
        // Different requests may get the same grant (libpcap rounds up): then both are told.
        let alike = Dictionary(grouping: points.indices) { point in
            [points[point].role] + plain.map { table.rows[point][$0] ?? "" }
        }
        let hidden = table.conditions.indices.filter { index in
            implied.contains(table.conditions[index].name)
                && alike.values.contains { table.varies(index, among: $0) }
        }
        told = (plain + hidden).sorted()
    }

    /// What is told of a point besides its role, in words.
    package func conditions(of point: Int) -> [String] {
        told.compactMap { index in
            table.rows[point][index].map(table.conditions[index].words)
        }
    }

    package func label(of point: Int) -> String {
        ([points[point].role] + conditions(of: point)).joined(separator: ", ")
    }

    /// By what is told, in the order of the file and of values.
    package func precedes(_ left: Int, _ right: Int) -> Bool {
        for index in told {
            let (first, second) = (table.rows[left][index], table.rows[right][index])
            if first == second { continue }
            return order.precedes(first, second, of: table.conditions[index])
        }
        return points[left].point < points[right].point
    }

    /// Places of the points in the order of the series, then of their values; alike ones stay in
    /// their order.
    package func ordered() -> [Int] {
        points.indices.sorted { left, right in
            let (first, second) = (points[left].role, points[right].role)
            if first != second {
                return order.series.rank(of: first) < order.series.rank(of: second)
            }
            return precedes(left, right) || !precedes(right, left) && left < right
        }
    }
}
