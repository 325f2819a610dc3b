/// Powers of ten.
enum Decades {
    static func power(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }

    /// Exponents of a power at or below the least positive value and of one at or above the
    /// greatest.
    ///
    /// - Parameter start: the lowest is this at most.
    static func spanning(
        _ values: [Double], from start: Int, atLeast: Int, atMost: Int
    ) -> ClosedRange<Int> {
        let positive = values.filter { $0 > 0 }
        var low = start
        while low > atLeast, power(low) > (positive.min() ?? 1) { low -= 1 }
        var high = low + 1
        while high < atMost, power(high) < (positive.max() ?? 1) { high += 1 }
        return low...high
    }
}
