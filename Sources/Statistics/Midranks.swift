/// Ranks from 1 in ascending order, times 2: equal values have the mean of their ranks, which is a
/// whole number or a half of one, so that twice of it is whole.
enum Midranks {
    /// In the order of the values.
    static func doubled(_ values: [Double]) -> [Int] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var end = first + 1
            while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
            // Ranks first + 1 … end.
            for place in first..<end { ranks[order[place]] = first + 1 + end }
            first = end
        }
        return ranks
    }

    /// Those of so many values without ties.
    static func untied(_ count: Int) -> [Int] {
        (1...count).map { 2 * $0 }
    }
}
