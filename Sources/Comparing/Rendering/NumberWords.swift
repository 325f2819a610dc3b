package import Experiment
import Results

/// Numbers of a report as people read them, with their units; `-` for what was not measured.
package enum NumberWords {
    /// `812 ns`, `0.42 %`, `11.4 MiB`.
    package static func value(_ number: Double?, of metric: ComparedMetric) -> String {
        guard let number, number.isFinite else { return "-" }
        let unit = MetricUnit(metric, largest: abs(number))
        return signed(digits(abs(number / unit.size)), number) + unit.suffix
    }

    /// `812 → 331 ns`, in one unit.
    package static func change(
        from base: Double?, to head: Double?, of metric: ComparedMetric
    ) -> String {
        let unit = MetricUnit(metric, largest: max(abs(base ?? 0), abs(head ?? 0)))
        let texts = [base, head].map { number -> String in
            guard let number, number.isFinite else { return "-" }
            return signed(digits(abs(number / unit.size)), number)
        }
        return texts == ["-", "-"] ? "-" : texts.joined(separator: " → ") + unit.suffix
    }

    /// `+3.2 % (−1.0 … 7.5 %)`, `+0.42 points (0.10 … 0.77)`.
    package static func effect(
        _ estimate: Double?, _ interval: ClosedRange<Double>?, of metric: ComparedMetric
    ) -> String {
        guard let estimate, estimate.isFinite else { return "-" }
        let factor = metric.scale == .ratio ? 100.0 : 1
        let middle = estimate * factor
        let ends = interval.map { ($0.lowerBound * factor, $0.upperBound * factor) }
        let places = places(for: middle, ends)
        let text = (middle > 0 ? "+" : "") + fixed(middle, places: places)
        let unit = metric.scale == .ratio ? " %" : " points"
        guard let (low, high) = ends, low.isFinite, high.isFinite else { return text + unit }
        let range = fixed(low, places: places) + " … " + fixed(high, places: places)
        return "\(text)\(unit) (\(range)\(metric.scale == .ratio ? " %" : ""))"
    }

    /// `6.1 %`, `0.2 points`: a size of an effect, without a sign.
    package static func size(_ effect: Double?, of metric: ComparedMetric) -> String {
        guard let effect, effect.isFinite else { return "-" }
        return switch metric.scale {
        case .ratio: digits(abs(effect) * 100, count: 2) + " %"
        case .points: digits(abs(effect), count: 2) + " points"
        }
    }

    /// `2.5 to 20 %`; one of them if both read the same.
    package static func sizes(
        _ least: Double, _ most: Double, of metric: ComparedMetric
    ) -> String {
        let texts = (size(least, of: metric), size(most, of: metric))
        guard texts.0 != texts.1 else { return texts.0 }
        return "\(texts.0.prefix { $0 != " " }) to \(texts.1)"
    }

    /// `0.003`, `<0.001`, `0.42`.
    package static func probability(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "-" }
        if value < 0.001 { return "<0.001" }
        return fixed(value, places: value < 0.1 ? 3 : 2)
    }

    /// A multiple of something: `0.41`.
    package static func ratio(_ value: Double) -> String { fixed(value, places: 2) }

    /// As many places as make two digits of what is unsure count; at least one, none from 100 on.
    private static func places(for middle: Double, _ ends: (Double, Double)?) -> Int {
        let half = ends.map { ($0.1 - $0.0) / 2 } ?? 0
        let unsure = half > 0 ? half : abs(middle)
        let largest = max(abs(middle), abs(ends?.0 ?? 0), abs(ends?.1 ?? 0))
        if largest >= 100, unsure >= 1 { return 0 }
        var places = 1
        var size = unsure * 10
        while size < 10, size > 0, places < 6 {
            places += 1
            size *= 10
        }
        // Beside numbers of two digits, more than two places are noise.
        return min(places, largest >= 10 ? 2 : 6)
    }

    /// That many digits that count, without zeros at the end; whole from 100 on.
    private static func digits(_ size: Double, count: Int = 3) -> String {
        if size >= 1000 { return DecimalText.rounded(size, places: 0) }
        var places = max(0, count - 1)
        var above = size
        while above >= 10, places > 0 {
            above /= 10
            places -= 1
        }
        var below = size
        while below < 1, below > 0, places < 7 {
            below *= 10
            places += 1
        }
        return DecimalText.rounded(size, places: places)
    }

    /// Exactly this many places, and a real minus: `−1.0`.
    private static func fixed(_ number: Double, places: Int) -> String {
        let text = DecimalText.rounded(abs(number), places: places)
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let zeros = String(repeating: "0", count: max(0, places - fraction.count))
        let whole = parts.first.map(String.init) ?? "0"
        let padded = places == 0 ? whole : "\(whole).\(fraction)\(zeros)"
        let isZero = padded.allSatisfy { $0 == "0" || $0 == "." }
        return isZero ? padded : signed(padded, number)
    }

    private static func signed(_ text: String, _ number: Double) -> String {
        number < 0 && text != "0" ? "−" + text : text
    }

    /// What a metric is counted in, told by its name as its column's is.
    private struct MetricUnit {
        var size = 1.0
        var suffix = ""

        init(_ metric: ComparedMetric, largest: Double) {
            let name = metric.name
            if name.hasSuffix("_percent") {
                suffix = " %"
            } else if name.hasSuffix("_bytes") {
                let isLarge = largest >= 1_048_576
                (size, suffix) = isLarge ? (1_048_576, " MiB") : (1024, " KiB")
            } else if name.hasSuffix("_ns") || name.contains("_ns_") {
                suffix = " ns"
            } else if name.hasSuffix("_s") {
                suffix = " s"
            }
        }
    }
}
