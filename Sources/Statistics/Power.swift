/// What a comparison could have seen.
package enum Power {
    /// The smallest difference (in the unit of the interval) that a comparison with an interval
    /// this wide finds with the probability `power`.
    ///
    /// Half the width is `z(1 − α/2)` standard errors; a difference is found with this probability
    /// if it is `z(1 − α/2) + z(power)` of them.
    package static func detectable(
        _ interval: ClosedRange<Double>, confidence: Double, power: Double = 0.8
    ) -> Double {
        let half = interval.upperBound / 2 - interval.lowerBound / 2
        return half * (1 + Normal.quantile(power) / Normal.quantile((1 + confidence) / 2))
    }

    /// How many repetitions would make what `repetitions` of them can tell (an interval's half, or
    /// the smallest difference found) as small as `target`, if the noise stays; `nil` if no number
    /// would.
    ///
    /// Errors shrink with the root of the number.
    package static func repetitions(
        _ repetitions: Int, telling size: Double, for target: Double
    ) -> Int? {
        let ratio = size / target
        let number = (Double(repetitions) * ratio * ratio).rounded(.up)
        guard target > 0, number.isFinite, number < 1e9 else { return nil }
        return max(repetitions + 1, Int(number))
    }
}
