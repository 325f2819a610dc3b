import Results

/// Numbers as sentences have them.
enum Words {
    /// `1,234,567`.
    static func count(_ number: Int) -> String {
        let digits = Array("\(number.magnitude)")
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 frame`, `1,234 frames`.
    static func frames(_ number: Int) -> String {
        number == 1 ? "1 frame" : "\(count(number)) frames"
    }

    /// `153,940 frames/s`.
    static func rate(_ rate: Double) -> String { "\(count(rate)) frames/s" }

    /// The nearest whole number, `1,234,567`.
    static func count(_ number: Double) -> String {
        count(number.isFinite ? Int(max(-1e15, min(number, 1e15)).rounded()) : 0)
    }

    /// `0.3 ms`, `12 ms`, `1.2 s`.
    static func milliseconds(_ time: Double) -> String {
        if time >= 1000 { return "\(short(time / 1000)) s" }
        return time < 0.1 ? "\(short(time * 1000)) us" : "\(short(time)) ms"
    }

    static func nanoseconds(_ time: Double) -> String { "\(short(time)) ns" }

    /// `75.6 %`; of very little three places.
    static func percent(_ value: Double) -> String {
        "\(DecimalText.rounded(value, places: abs(value) < 0.1 ? 4 : abs(value) < 10 ? 2 : 1)) %"
    }

    /// A share of 1 as whole percents.
    static func share(_ value: Double) -> String {
        value > 0 && value < 0.01
            ? "less than 1 %" : "\(DecimalText.rounded(value * 100, places: 0)) %"
    }

    /// About three digits that count.
    static func short(_ value: Double) -> String {
        DecimalText.rounded(value, places: abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2)
    }
}
