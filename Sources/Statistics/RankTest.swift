/// A test of ranks against what chance alone would do.
package protocol RankTest {
    /// Probability of a sum of ranks that is at most the one seen.
    var atMost: Double { get }
    /// Probability of a sum of ranks that is at least the one seen.
    var atLeast: Double { get }
}

extension RankTest {
    /// Probability of ranks at least as one-sided as those seen, in either direction, if chance
    /// alone decides: twice the smaller of the two one-sided ones.
    package var pValue: Double { min(1, 2 * min(atMost, atLeast)) }

    /// The same for one direction.
    package func pValue(_ side: Alternative) -> Double {
        switch side {
        case .less: atMost
        case .greater: atLeast
        }
    }
}

/// The alternative that a one-sided test looks for.
package enum Alternative: Sendable, Hashable, CaseIterable {
    /// What is tested lies below 0 (head below base).
    case less
    /// What is tested lies above 0 (head above base).
    case greater
}
