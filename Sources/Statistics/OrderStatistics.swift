/// Very many numbers that are not held, only counted: all pairs of something.
protocol OrderStatistics: Sendable {
    /// How many numbers, at least 1.
    var count: Int { get }
    /// No number lies outside.
    var range: ClosedRange<Double> { get }
    /// How many of the numbers do not exceed the limit.
    func count(upTo limit: Double) -> Int
}

extension OrderStatistics {
    /// The number that `rank` (1…count) of them do not exceed.
    ///
    /// Exact: the bisection ends at the number itself.
    func smallest(_ rank: Int) -> Double {
        Bisection.smallest(in: range) { count(upTo: $0) >= rank }
    }

    /// The middle one, or the mean of the middle two.
    var median: Double {
        let upper = smallest(count / 2 + 1)
        guard count.isMultiple(of: 2) else { return upper }
        return smallest(count / 2) / 2 + upper / 2
    }

    /// From the number with this rank to the one with the same rank from above; `nil` if the rank
    /// is below 1.
    func between(_ rank: Int) -> ClosedRange<Double>? {
        guard rank >= 1 else { return nil }
        // At low confidence, the two ranks may meet in the middle.
        let rank = min(rank, (count + 1) / 2)
        return smallest(rank)...smallest(count + 1 - rank)
    }
}
