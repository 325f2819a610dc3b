import Statistics

/// A scale on which both 0 and the decades near it can be read: `asinh(3 y / t)`, even below the
/// smallest decade `t` and logarithmic above it.
struct NearZeroScale {
    /// Exponent of ten of the smallest decade.
    private let decade: Int

    /// - Parameter set: the smallest decade is that of its smallest loss above 0, from 0.00001 %
    ///   to 0.1 %.
    init(_ set: CurveSet) {
        var least = 0.1
        for sample in set.curves.lazy.flatMap(\.points).flatMap(\.samples) {
            for value in sample?.values ?? [] where value > 0 && value < least { least = value }
        }
        var decade = -1
        while decade > -5, least < Self.power(decade) { decade -= 1 }
        self.decade = decade
    }

    /// The gnuplot function.
    var definition: String {
        "# Near 0: even below \(Self.text(decade)) %, logarithmic above.\n"
            + "nz(y) = asinh(3 * y / \(Self.text(decade)))"
    }

    var settings: [String] {
        let tics = (decade...2).map { "'\(Self.text($0))' nz(\(Self.text($0)))" }
        return [
            "set yrange [nz(0) - 0.4:nz(100) + 0.4]",
            "set ytics ('0' nz(0), \(tics.joined(separator: ", "))) nomirror",
        ]
    }

    private static func power(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }

    /// `-2` as `0.01`.
    private static func text(_ exponent: Int) -> String {
        exponent < 0
            ? "0." + String(repeating: "0", count: -exponent - 1) + "1"
            : "1" + String(repeating: "0", count: exponent)
    }
}
