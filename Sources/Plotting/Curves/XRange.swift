/// The range and the tick marks of a figure's x axis.
struct XRange {
    /// `set xrange …` and its scale.
    let setting: String
    /// Tick marks with labels, and without.
    let tics: String
    let blankTics: String
    /// The axis's left end and its length, for lines right across.
    let low: String
    let lowest: Double
    let span: String
    /// Where methods without a value have their mark.
    let levelPlace: String

    init(_ set: CurveSet, width: Int) {
        let values = Set(set.curves.flatMap { $0.points.compactMap(\.x) }).sorted()
        let hasLevel = set.curves.contains(where: \.isLevel)
        let least = values.first ?? 1
        let most = values.last ?? 1
        if set.axis.isLogarithmic {
            let first = Self.log2(least, rounded: .down)
            let last = Self.log2(most, rounded: .up)
            let low = Self.power(first - (hasLevel ? 1 : 0)) / 1.5
            let high = Self.power(last) * 1.5
            self.init(
                scale: "set logscale x 2", low: low, high: high,
                ticks: Self.octaves(first, last, hasLevel: hasLevel),
                levelPlace: Self.power(first - 1))
        } else {
            let margin = max((most - least) * 0.04, 1)
            let low = max(0, least - margin)
            self.init(
                scale: "unset logscale x", low: low, high: most + margin,
                ticks: Self.spaced(values, width: width, over: most + margin - low),
                levelPlace: low)
        }
    }

    private init(
        scale: String, low: Double, high: Double, ticks: [(String, Double)], levelPlace: Double
    ) {
        let number = GnuplotText.number
        setting = "\(scale); set xrange [\(number(low)):\(number(high))]"
        let labelled = ticks.map { "\(GnuplotText.tick($0.0)) \(number($0.1))" }
        tics = "(\(labelled.joined(separator: ", ")))"
        blankTics = "(\(ticks.map { "'' \(number($0.1))" }.joined(separator: ", ")))"
        self.low = number(low)
        lowest = low
        span = number(high - low)
        self.levelPlace = number(levelPlace)
    }

    /// Powers of two, every other one if there are many.
    private static func octaves(
        _ first: Int, _ last: Int, hasLevel: Bool
    ) -> [(String, Double)] {
        let step = last - first > 14 ? 2 : 1
        let octaves = stride(from: first, through: last, by: step).map { exponent in
            (Self.short(power(exponent)), power(exponent))
        }
        return (hasLevel ? [("no ring", power(first - 1))] : []) + octaves
    }

    /// `16384` as `16 Ki`, for lack of room.
    private static func short(_ value: Double) -> String {
        value >= 16_384
            ? "\(GnuplotText.number(value / 1024)) Ki" : GnuplotText.number(value)
    }

    /// The values themselves; those whose labels would touch have none, the largest always has.
    private static func spaced(
        _ values: [Double], width: Int, over span: Double
    ) -> [(String, Double)] {
        var ticks: [(String, Double)] = []
        var next: (Double, String)?
        for value in values.reversed() {
            let text = GnuplotText.number(value)
            let room = next.map { ($0.0 - value) / span * Double(width) } ?? .infinity
            let need = Double(text.count + (next?.1.count ?? 0)) / 2 * 7 + 5
            ticks.append((room >= need ? text : "", value))
            if room >= need { next = (value, text) }
        }
        return ticks.reversed()
    }

    private static func log2(_ value: Double, rounded rule: FloatingPointRoundingRule) -> Int {
        guard value > 0, value.isNormal else { return 0 }
        let isPower = value.significand == 1
        return Int(value.exponent) + (rule == .up && !isPower ? 1 : 0)
    }

    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
