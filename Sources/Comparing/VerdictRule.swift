import Experiment

/// When a difference may be called one.
package enum VerdictRule {
    /// Fewer blocks than this, and there is no verdict: a sign-flip test of 10 pairs can still find
    /// p = 0.002, which six comparisons leave significant; one of 6 pairs cannot.
    package static let fewestBlocks = 10
    /// Of every interval that is reported.
    static let confidence = 0.95
    static let significance = 0.05
    /// Points of loss by which two sides may differ before their CPU times mean different things.
    static let mostLossDifference = 1.0

    /// The verdict on an effect of which enough is known.
    ///
    /// A difference is called one if it is significant and at least as large as what matters; there
    /// is none if the whole interval is smaller than that. Everything else is open.
    ///
    /// - Parameters:
    ///   - estimate, interval, least: head less base, and the smallest effect that matters, on one
    ///     scale (logarithms for ratios).
    static func verdict(
        estimate: Double, interval: ClosedRange<Double>, adjustedP: Double, least: Double,
        _ polarity: ComparedMetric.Polarity
    ) -> Verdict {
        if adjustedP < significance, abs(estimate) >= least {
            return (estimate < 0) == (polarity == .lowerIsBetter) ? .better : .worse
        }
        return interval.lowerBound > -least && interval.upperBound < least ? .same : .inconclusive
    }
}
