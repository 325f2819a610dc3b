import Statistics

/// A scale on which both 0 and the decades above it can be read: `asinh(3 y / t)`, even below the
/// smallest decade `t` and logarithmic above it.
struct NearZeroScale {
    /// The gnuplot function.
    let function: String
    /// What it is for, as the script's comment says it.
    private let comment: String
    /// Exponents of ten of the smallest and the largest decade.
    private let decades: ClosedRange<Int>

    /// Percent, up to 100.
    ///
    /// - Parameter set: the smallest decade is that of its smallest loss above 0, from 0.00001 %
    ///   to 0.1 %.
    static func percent(_ set: CurveSet) -> NearZeroScale {
        var least = 0.1
        for sample in set.curves.lazy.flatMap(\.points).flatMap(\.samples) {
            for value in sample?.values ?? [] where value > 0 && value < least { least = value }
        }
        var decade = -1
        while decade > -5, least < Decades.power(decade) { decade -= 1 }
        return NearZeroScale(
            function: "nz",
            comment: "Near 0: even below \(text(decade)) %, logarithmic above.",
            decades: decade...2)
    }

    /// Whole numbers of anything.
    ///
    /// - Parameter metric: place of the counts among the metrics of the set.
    static func counts(_ set: CurveSet, metric: Int) -> NearZeroScale {
        let values = set.curves.lazy.flatMap(\.points).flatMap { $0.samples[metric]?.values ?? [] }
        let most = values.max() ?? 1
        var decade = 1
        while Decades.power(decade) < most, decade < 15 { decade += 1 }
        return NearZeroScale(
            function: "nc", comment: "Counts: even below 1, logarithmic above.",
            decades: 0...decade)
    }

    var definition: String {
        let scaled = decades.lowerBound == 0 ? "3 * y" : "3 * y / \(Self.text(decades.lowerBound))"
        return "# \(comment)\n\(function)(y) = asinh(\(scaled))"
    }

    var settings: [String] {
        let tics = decades.map { "'\(Self.text($0))' \(function)(\(Self.text($0)))" }
        return [
            "set yrange [\(function)(0) - 0.4:\(function)(\(Self.text(decades.upperBound))) + 0.4]",
            "set ytics ('0' \(function)(0), \(tics.joined(separator: ", "))) nomirror",
        ]
    }

    /// `-2` as `0.01`.
    private static func text(_ exponent: Int) -> String {
        exponent < 0
            ? "0." + String(repeating: "0", count: -exponent - 1) + "1"
            : "1" + String(repeating: "0", count: exponent)
    }
}
