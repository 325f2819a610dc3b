/// Correction for many comparisons: the probability of any false alarm among them stays below the
/// level, however they depend on each other.
///
/// Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
/// Statistics 6, 1979.
package enum Holm {
    /// Adjusted p-values in the order given: the smallest times `m`, the next times `m` − 1, …, none
    /// below the one before and none above 1.
    package static func adjusted(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var least = 0.0
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        for (place, index) in order.enumerated() {
            least = max(least, min(1, Double(pValues.count - place) * pValues[index]))
            adjusted[index] = least
        }
        return adjusted
    }
}
