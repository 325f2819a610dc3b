import Results
import Statistics

/// A logarithmic scale from the smallest to the largest of values and references.
struct DecadeScale {
    private let low: Double
    private let high: Double

    init(_ set: CurveSet, panel: CurvePanel) {
        let metric = set.place(of: panel.metric)
        let points = set.curves.flatMap(\.points)
        let places = points.compactMap(\.x)
        let values =
            points.flatMap { $0.samples[metric]?.values ?? [] }
            + panel.references.flatMap { reference in places.map(reference.value) }
        let positive = values.filter { $0 > 0 }
        low = (positive.min() ?? 0.1) / 1.5
        high = (positive.max() ?? 10) * 1.6
    }

    /// Tick marks at 1, 2 and 5 of each decade.
    var settings: [String] {
        var tics: [String] = []
        var decade = 1e-6
        while decade < high {
            for value in [decade, 2 * decade, 5 * decade] where value >= low && value <= high {
                let text = Self.text(value)
                tics.append("'\(text)' \(text)")
            }
            decade *= 10
        }
        return [
            "set logscale y; set yrange [\(Self.text(low)):\(Self.text(high))]",
            "set ytics (\(tics.joined(separator: ", "))) nomirror",
        ]
    }

    /// Three digits that count, without an exponent.
    private static func text(_ value: Double) -> String {
        var places = 2
        var size = value
        while size < 1, size > 0, places < 9 {
            size *= 10
            places += 1
        }
        return DecimalText.rounded(value, places: places)
    }
}
