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
}
