/// The trials of one point, by one of their numbers: what plots and tables show.
///
/// The unit of analysis is the trial: frames within one are lost in bursts and say nothing of each
/// other.
package struct Sample: Sendable, Hashable {
    /// Ascending.
    package let values: [Double]

    /// `nil` if there is no value, or one that is no number.
    package init?(_ values: some Sequence<Double>) {
        // As an array of numbers: sorting any sequence takes several times as long.
        var sorted = Array(values)
        sorted.sort()
        guard !sorted.isEmpty, sorted.allSatisfy(\.isFinite) else { return nil }
        self.values = sorted
    }

    package var count: Int { values.count }
    package var minimum: Double { values[0] }
    package var maximum: Double { values[values.count - 1] }
    package var median: Double { quantile(0.5) }
    package var mean: Double { values.reduce(0, +) / Double(count) }

    /// The value that a share `p` (clamped to 0…1) of the sample lies below.
    ///
    /// Type 7, linear between order statistics: `h = (n − 1) p`,
    /// `x[⌊h⌋] + (h − ⌊h⌋)(x[⌊h⌋+1] − x[⌊h⌋])`, where `x` is sorted and counts from 0. What R, NumPy
    /// and spreadsheets (PERCENTILE.INC) do by default.
    ///
    /// Source: Hyndman, Fan, "Sample quantiles in statistical packages", The American Statistician
    /// 50 (4), 1996.
    package func quantile(_ p: Double) -> Double {
        let position = Double(count - 1) * min(max(p, 0), 1)
        let below = Int(position)
        guard below + 1 < count else { return maximum }
        let share = position - Double(below)
        return values[below] + share * (values[below + 1] - values[below])
    }
}
