import RealModule

/// Student's distribution of t.
///
/// In closed form, as degrees are whole.
///
/// Source: Abramowitz, Stegun, Handbook of mathematical functions, 1964, 26.7.3 and 26.7.4.
package enum StudentT {
    /// P(|T| ≤ `t`) for `t` ≥ 0; `degrees` ≥ 1.
    package static func within(_ t: Double, degrees: Int) -> Double {
        guard t.isFinite else { return 1 }
        let ratio = t / Double(degrees).squareRoot()
        let angle = Double.atan(ratio)
        let sine = ratio / (1 + ratio * ratio).squareRoot()
        let square = 1 / (1 + ratio * ratio)
        // Both series end with a power of the cosine of degrees − 2.
        let isOdd = !degrees.isMultiple(of: 2)
        var (sum, term) = (0.0, isOdd ? square.squareRoot() : 1.0)
        for step in 0..<(isOdd ? (degrees - 1) / 2 : degrees / 2) {
            sum += term
            let next = Double(2 * step + (isOdd ? 2 : 1))
            term *= square * next / (next + 1)
        }
        return min(1, isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum)
    }

    /// The `t` that |T| does not exceed with this probability (below 1).
    package static func bound(_ probability: Double, degrees: Int) -> Double {
        Bisection.smallest(in: 0...1e15) { within($0, degrees: degrees) >= probability }
    }

    /// The `t` that a share `p` (above 0, below 1) of the distribution lies below.
    package static func quantile(_ p: Double, degrees: Int) -> Double {
        p >= 0.5 ? bound(2 * p - 1, degrees: degrees) : -bound(1 - 2 * p, degrees: degrees)
    }
}
