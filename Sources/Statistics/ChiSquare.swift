import RealModule

/// The distribution of the sum of the squares of so many standard normal numbers.
enum ChiSquare {
    /// P(sum ≥ `value`); `degrees` ≥ 1.
    ///
    /// In closed form, as degrees are whole: each two more add a term to those of 1 or 2.
    static func atLeast(_ value: Double, degrees: Int) -> Double {
        guard value > 0 else { return 1 }
        let half = value / 2
        var (sum, term, next): (Double, Double, Double)
        if degrees.isMultiple(of: 2) {
            (sum, term, next) = (Double.exp(-half), Double.exp(-half), 1)
        } else {
            // Times x/½, this is the first term beyond erfc(√x).
            (sum, term, next) = (Double.erfc(half.squareRoot()), 0, 0.5)
            term = Double.exp(-half) / (half * .pi).squareRoot()
        }
        for _ in 0..<(degrees - 1) / 2 {
            term *= half / next
            sum += term
            next += 1
        }
        return min(1, sum)
    }
}
