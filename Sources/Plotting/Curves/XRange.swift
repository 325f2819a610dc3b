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
        let level = set.curves.contains(where: \.isLevel) ? set.axis.levelWords : nil
        let least = values.first ?? 1
        let most = values.last ?? 1
        switch set.axis.marks {
        case .octaves: self.init(octavesFrom: least, to: most, level: level)
        case .decades: self.init(decadesFrom: least, to: most, level: level, width: width)
        case .values:
            let margin = max((most - least) * 0.04, most < 10 ? most * 0.1 : 1)
            let low = max(0, least - margin)
            self.init(
                scale: "unset logscale x", low: low, high: most + margin,
                ticks: Self.spaced(values, width: width, over: most + margin - low),
                levelPlace: low)
        case .amounts:
            // Values that begin near 0 are shown from 0 on.
            let base = least < most * 0.4 ? 0 : least - max((most - least) * 0.08, most * 0.02)
            let high = most + max((most - base) * 0.04, 1e-9)
            self.init(
                scale: "unset logscale x", low: base, high: high,
                ticks: Self.rounded(from: base, to: high), levelPlace: base)
        case .words(let words):
            self.init(
                scale: "unset logscale x", low: -0.5, high: Double(words.count) - 0.5,
                ticks: Self.named(words, width: width), levelPlace: -0.5)
        }
    }

    private init(
        scale: String, low: Double, high: Double, ticks: [(String, Double)], levelPlace: Double
    ) {
        let number = Self.number
        setting = "\(scale); set xrange [\(number(low)):\(number(high))]"
        let labelled = ticks.map { "\(GnuplotText.tick($0.0)) \(number($0.1))" }
        tics = "(\(labelled.joined(separator: ", ")))"
        blankTics = "(\(ticks.map { "'' \(number($0.1))" }.joined(separator: ", ")))"
        self.low = number(low)
        lowest = low
        span = number(high - low)
        self.levelPlace = number(levelPlace)
    }
}

extension XRange {
    /// Powers of two, every other one if there are many; points without a value one octave below.
    private init(octavesFrom least: Double, to most: Double, level: String?) {
        let first = Self.log2(least, rounded: .down)
        let last = Self.log2(most, rounded: .up)
        let step = last - first > 14 ? 2 : 1
        let octaves = stride(from: first, through: last, by: step).map { exponent in
            (Self.short(Self.power(exponent)), Self.power(exponent))
        }
        self.init(
            scale: "set logscale x 2",
            low: Self.power(first - (level == nil ? 0 : 1)) / 1.5, high: Self.power(last) * 1.5,
            ticks: (level.map { [($0, Self.power(first - 1))] } ?? []) + octaves,
            levelPlace: Self.power(first - 1))
    }

    /// 1, 2 and 5 of each decade, as far as there is room; points without a value at the left end.
    private init(decadesFrom least: Double, to most: Double, level: String?, width: Int) {
        // Room for the words below the first tick, which has its own.
        let low = least / (level == nil ? 1.25 : 4)
        let lowestTick = level == nil ? low : least
        let high = most * 1.25
        var decade = 1.0
        while decade > low { decade /= 10 }
        while decade * 10 <= low { decade *= 10 }
        var ticks: [(String, Double)] = []
        let isWide = high / low > 2000
        while decade <= high {
            for factor in [1.0, 2, 5]
            where decade * factor >= lowestTick && decade * factor <= high {
                let text = isWide && factor > 1 ? "" : AmountText.short(decade * factor)
                ticks.append((text, decade * factor))
            }
            decade *= 10
        }
        self.init(
            scale: "set logscale x 10", low: low, high: high,
            ticks: (level.map { [($0, low * 1.25)] } ?? []) + ticks, levelPlace: low * 1.25)
    }

    /// Some five round numbers.
    private static func rounded(from low: Double, to high: Double) -> [(String, Double)] {
        guard high > low, (high - low).isFinite else { return [(AmountText.short(low), low)] }
        var step = 1e-9
        while step * 10 < (high - low) / 4 { step *= 10 }
        step = [1, 2, 2.5, 5, 10].map { $0 * step }.first { $0 >= (high - low) / 6 } ?? step * 10
        let first = (low / step).rounded(.up)
        return stride(from: first, through: (high / step).rounded(.down), by: 1).map {
            (AmountText.short($0 * step), $0 * step)
        }
    }

    /// Each word below its place, cut to its room.
    private static func named(_ words: [String], width: Int) -> [(String, Double)] {
        let room = max(4, width / max(words.count, 1) / 7)
        return words.enumerated().map { index, word in
            let text = GnuplotText.oneLine(word)
            return (text.count > room ? text.prefix(room - 1) + "…" : text, Double(index))
        }
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
            let text = value < 100_000 ? GnuplotText.number(value) : AmountText.short(value)
            let room = next.map { ($0.0 - value) / span * Double(width) } ?? .infinity
            let need = Double(text.count + (next?.1.count ?? 0)) / 2 * 7 + 5
            ticks.append((room >= need ? text : "", value))
            if room >= need { next = (value, text) }
        }
        return ticks.reversed()
    }

    /// As gnuplot reads it, however small: on a logarithmic axis 0 would be none.
    private static func number(_ value: Double) -> String {
        abs(value) < 0.01 && value != 0 ? "\(value)" : GnuplotText.number(value)
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
