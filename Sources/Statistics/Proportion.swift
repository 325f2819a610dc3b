import RealModule

/// How sure a share of trials is: so many with the property, out of so many.
package struct Proportion: Sendable, Hashable {
    /// Trials with the property, 0…total.
    package let count: Int
    /// At least 1.
    package let total: Int

    /// `nil` unless 0 ≤ count ≤ total and total ≥ 1.
    package init?(_ count: Int, of total: Int) {
        guard total >= 1, (0...total).contains(count) else { return nil }
        self.count = count
        self.total = total
    }

    package var value: Double { Double(count) / Double(total) }

    /// Wilson's score interval; 95 % with the `z` given.
    ///
    /// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`, where `p` = count/total, `n` = total. Holds
    /// near 0 and 1, where the usual (Wald) interval does not.
    ///
    /// Source: Wilson, "Probable inference, the law of succession, and statistical inference",
    /// Journal of the American Statistical Association 22, 1927.
    package func wilson(z: Double = 1.959_963_984_540_054) -> ClosedRange<Double> {
        let n = Double(total)
        let square = z * z
        let centre = value + square / (2 * n)
        let spread = z * (value * (1 - value) / n + square / (4 * n * n)).squareRoot()
        let scale = 1 + square / n
        let low = count == 0 ? 0 : (centre - spread) / scale
        let high = count == total ? 1 : (centre + spread) / scale
        return max(0, low)...min(1, high)
    }

    /// Upper 95 % bound of the probability of an event that `trials` independent trials never
    /// showed: `1 − 0.05^(1/n)`, which is near `3/n` (the rule of three).
    ///
    /// `nil` unless trials ≥ 1.
    ///
    /// Source: Hanley, Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249,
    /// 1983.
    package static func upperBoundIfNone(of trials: Int) -> Double? {
        guard trials >= 1 else { return nil }
        return 1 - Double.pow(0.05, 1 / Double(trials))
    }
}
