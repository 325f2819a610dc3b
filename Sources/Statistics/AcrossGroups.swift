/// One estimate from each of several groups, such as machines: what holds of all groups.
///
/// The unit is the group: each has one vote, however many repetitions it has and however noisy it is.
/// Student's t-test of the estimates. What differs from group to group is the error, so that the
/// interval is about groups like these, not about these alone.
///
/// The groups' errors may differ. With normal estimates the test is then conservative at levels up to
/// 8.3 %, whatever the number of groups, and at 10 % for up to 14 groups.
///
/// Source: Ibragimov, Müller, “t-statistic based correlation and heterogeneity robust inference”,
/// Journal of Business and Economic Statistics 28, 2010, section 2; Bakirov, Székely, “Student's t-test
/// for Gaussian scale mixtures”, Journal of Mathematical Sciences 139, 2006.
package struct AcrossGroups: Sendable {
    package let count: Int
    /// The mean: every group counts the same.
    package let estimate: Double
    /// Standard deviation of the groups' estimates.
    package let spread: Double

    /// `nil` of fewer than two groups, or of an estimate that is no number.
    package init?(_ estimates: [Double]) {
        guard estimates.count >= 2, let sample = Sample(estimates) else { return nil }
        let mean = sample.mean
        let squares = sample.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        (count, estimate) = (sample.count, mean)
        spread = (squares / Double(sample.count - 1)).squareRoot()
    }

    private var degrees: Int { count - 1 }
    private var error: Double { spread / Double(count).squareRoot() }

    /// Two-sided.
    package var pValue: Double {
        guard estimate != 0 else { return 1 }
        return 1 - StudentT.within(abs(estimate) / error, degrees: degrees)
    }

    package func interval(confidence: Double) -> ClosedRange<Double> {
        let half = StudentT.bound(confidence, degrees: degrees) * error
        return estimate - half...estimate + half
    }

    /// The smallest difference that so many groups with this spread show with the probability
    /// `power`.
    package func detectable(confidence: Double, power: Double = 0.8) -> Double {
        error
            * (StudentT.bound(confidence, degrees: degrees)
                + StudentT.quantile(power, degrees: degrees))
    }

    /// How many groups would show a difference of this size with the probability `power`, if they
    /// spread as these do; `nil` if more than 200.
    package func groups(toFind difference: Double, confidence: Double, power: Double = 0.8) -> Int?
    {
        guard abs(difference) > 0 else { return nil }
        return (2...200).first { count in
            let size =
                StudentT.bound(confidence, degrees: count - 1)
                + StudentT.quantile(power, degrees: count - 1)
            return size * spread / Double(count).squareRoot() <= abs(difference)
        }
    }
}
