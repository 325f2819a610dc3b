import Results
import Statistics

/// An even scale for counts with the prefixes of SI, from 0 to a little more than the largest; from
/// below the smallest if that is negative.
struct AmountScale {
    private let top: Double
    private let bottom: Double

    /// - Parameter metric: place of the counts among the metrics of the set.
    init(_ set: CurveSet, metric: Int) {
        let samples = set.curves.flatMap(\.points).compactMap { $0.samples[metric] }
        let least = min(0, samples.map(\.minimum).min() ?? 0)
        let reach = max(samples.map(\.maximum).max() ?? 0, -least)
        var decade = reach > 0 && reach < 1 ? 1e-6 : 1.0
        while decade * 10 < reach { decade *= 10 }
        let tops = [1.0, 2, 2.5, 5, 10, 20].map { $0 * decade }
        top = tops.first { $0 >= reach * 1.02 } ?? 20 * decade
        bottom = least < 0 ? -top : 0
    }

    var settings: [String] {
        let steps = bottom < 0 ? -5...5 : 0...5
        let values = steps.map { top / 5 * Double($0) }
        let texts = values.map(AmountText.short)
        let tics = zip(texts, values).map { "'\($0)' \(DecimalText.rounded($1, places: 7))" }
        // gnuplot puts an axis' title into tics of one digit.
        let isNarrow = texts.allSatisfy { $0.count < 3 }
        return (isNarrow ? ["set ylabel offset -1"] : []) + [
            "set yrange [\(DecimalText.rounded(bottom - top / 50, places: 7)):"
                + "\(DecimalText.rounded(top * 1.02, places: 7))]",
            "set ytics (\(tics.joined(separator: ", "))) nomirror",
        ]
    }
}
