import Results
import Statistics

/// An even scale for counts, from 0 to a little more than the largest, with the prefixes of SI.
struct AmountScale {
    private let top: Double

    /// - Parameter metric: place of the counts among the metrics of the set.
    init(_ set: CurveSet, metric: Int) {
        let most = set.curves.flatMap(\.points).compactMap { $0.samples[metric]?.maximum }.max()
        var decade = 1.0
        while decade * 10 < most ?? 0 { decade *= 10 }
        let tops = [1.0, 2, 2.5, 5, 10, 20].map { $0 * decade }
        top = tops.first { $0 >= (most ?? 0) * 1.02 } ?? 20 * decade
    }

    var settings: [String] {
        let values = (0...5).map { top / 5 * Double($0) }
        let texts = values.map(Self.text)
        let tics = zip(texts, values).map { "'\($0)' \(DecimalText.rounded($1, places: 1))" }
        // gnuplot puts an axis' title into tics of one digit.
        let isNarrow = texts.allSatisfy { $0.count < 3 }
        return (isNarrow ? ["set ylabel offset -1"] : []) + [
            "set yrange [\(DecimalText.rounded(-top / 50, places: 3)):"
                + "\(DecimalText.rounded(top * 1.02, places: 3))]",
            "set ytics (\(tics.joined(separator: ", "))) nomirror",
        ]
    }

    /// `1500000` as `1.5 M`.
    private static func text(_ value: Double) -> String {
        let prefixes = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
        guard let (unit, prefix) = prefixes.first(where: { value >= $0.0 }) else {
            return DecimalText.rounded(value, places: 1)
        }
        return DecimalText.rounded(value / unit, places: 2) + prefix
    }
}
