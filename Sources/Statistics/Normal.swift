import RealModule

/// The standard normal distribution.
package enum Normal {
    /// P(Z ≤ z).
    package static func cumulative(_ z: Double) -> Double {
        0.5 * Double.erfc(-z / 2.0.squareRoot())
    }

    /// The `z` that a share `p` (above 0, below 1; others are clamped) of the distribution lies
    /// below: the smallest number whose `cumulative` is at least `p`.
    package static func quantile(_ p: Double) -> Double {
        // Beyond 8.2, `cumulative` is 1; below −38.5, it is 0.
        guard p <= 0.5 else { return -quantile(1 - p) }
        return Bisection.smallest(in: -38.5...0) { cumulative($0) >= p }
    }
}
