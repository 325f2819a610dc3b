/// The order of values that are texts: by size where they are quantities, units included.
///
/// `10ms` before `100ms` before `1s`, `64KiB` before `1 MiB`, `2000 pps` before `10000 pps`. Numbers
/// within longer texts, such as labels, count in the same way.
package enum ValueOrder {
    /// Whether `one` comes before `other`.
    package static func precedes(_ one: String, _ other: String) -> Bool {
        guard one != other else { return false }
        let (left, right) = (parts(one), parts(other))
        for (first, second) in zip(left, right) where first != second {
            return first.precedes(second)
        }
        return left.count == right.count ? one < other : left.count < right.count
    }

    /// A text that is one number, with a unit or without: the value in the smallest unit of its
    /// dimension (`time` in ns, `frames` and `bits` a second, `bytes`, a `count` of frames,
    /// `percent`); `nil` for other texts.
    package static func quantity(_ text: String) -> (value: Double, dimension: String)? {
        let parts = parts(text)
        guard parts.count == 1, case .number(let value, let dimension) = parts[0] else {
            return nil
        }
        return (value, dimension)
    }

    private enum TextPart: Hashable {
        case number(Double, dimension: String)
        case text(String)

        /// Numbers before texts, and numbers of one dimension by size.
        func precedes(_ other: TextPart) -> Bool {
            switch (self, other) {
            case (.number(let one, let its), .number(let two, let others)):
                (its, one) < (others, two)
            case (.number, .text): true
            case (.text, .number): false
            case (.text(let one), .text(let two)): one < two
            }
        }
    }

    /// Scales of units, in the smallest common one of their dimension.
    private static let units: [String: (dimension: String, scale: Double)] = {
        var units: [String: (dimension: String, scale: Double)] = [
            "ns": ("time", 1), "us": ("time", 1e3), "µs": ("time", 1e3), "ms": ("time", 1e6),
            "frames": ("count", 1), "%": ("percent", 1),
            "s": ("time", 1e9), "m": ("time", 60e9), "min": ("time", 60e9), "h": ("time", 3600e9),
        ]
        for (prefix, scale) in [("", 1.0), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)] {
            units[prefix + "pps"] = ("frames", scale)
            units[prefix + "bit/s"] = ("bits", scale)
            units[prefix + "B"] = ("bytes", scale)
        }
        for (prefix, shift) in [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40)] {
            units[prefix + "B"] = ("bytes", Double(1 << shift))
        }
        return units
    }()

    private static func parts(_ text: String) -> [TextPart] {
        var parts: [TextPart] = []
        var rest = text[...]
        if rest.first == "-", let number = takeNumber(from: &rest, signed: true) {
            parts.append(number)
        }
        while let letter = rest.first {
            if isDigit(letter), let number = takeNumber(from: &rest, signed: false) {
                parts.append(number)
            } else {
                let words = rest.prefix { !isDigit($0) }
                rest = rest[words.endIndex...]
                parts.append(.text(String(words)))
            }
        }
        return parts
    }

    /// Takes a decimal number, and a unit right behind it or after one space.
    private static func takeNumber(from rest: inout Substring, signed: Bool) -> TextPart? {
        var end = rest.startIndex
        if signed { end = rest.index(after: end) }
        var hasPoint = false
        while end < rest.endIndex {
            if rest[end] == ".", !hasPoint {
                hasPoint = true
            } else if !isDigit(rest[end]) {
                break
            }
            end = rest.index(after: end)
        }
        guard let value = Double(rest[..<end]) else { return nil }
        rest = rest[end...]
        let space = rest.prefix { $0 == " " }.prefix(1)
        let word = rest.dropFirst(space.count).prefix { $0.isLetter || $0 == "/" || $0 == "%" }
        guard let unit = units[String(word)] else { return .number(value, dimension: "") }
        rest = rest[word.endIndex...]
        return .number(value * unit.scale, dimension: unit.dimension)
    }

    private static func isDigit(_ letter: Character) -> Bool { ("0"..."9").contains(letter) }
}
