import Statistics

/// A scale for counts on which 0 and large numbers can be read: `asinh(3 y)`, even below 1 and
/// logarithmic above it.
struct CountScale {
    private let decades: Int

    /// The gnuplot function.
    static let definition = "# Counts: even below 1, logarithmic above.\nnc(y) = asinh(3 * y)"

    /// - Parameter metric: place of the counts among the metrics of the set.
    init(_ set: CurveSet, metric: Int) {
        let values = set.curves.lazy.flatMap(\.points).flatMap { $0.samples[metric]?.values ?? [] }
        let most = values.max() ?? 1
        var (decades, limit) = (1, 10.0)
        while limit < most, decades < 15 { (decades, limit) = (decades + 1, limit * 10) }
        self.decades = decades
    }

    var settings: [String] {
        let powers = (0...decades).map { "1" + String(repeating: "0", count: $0) }
        let tics = powers.map { "'\($0)' nc(\($0))" }
        return [
            "set yrange [nc(0) - 0.4:nc(\(powers.last ?? "1")) + 0.4]",
            "set ytics ('0' nc(0), \(tics.joined(separator: ", "))) nomirror",
        ]
    }
}
