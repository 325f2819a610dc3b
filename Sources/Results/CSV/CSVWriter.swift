/// Builds RFC 4180 text; rows end with `\n`, as every Unix tool expects.
package struct CSVWriter {
    package private(set) var bytes: [UInt8] = []
    private var isRowEmpty = true

    package init() {}

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends a text cell, quoted where it must be.
    package mutating func cell(_ text: String) {
        separate()
        let needsQuotes = text.utf8.contains {
            $0 == Byte.quote || $0 == Byte.comma || $0 == Byte.newline || $0 == Byte.carriageReturn
        }
        guard needsQuotes else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(Byte.quote)
        for byte in text.utf8 {
            if byte == Byte.quote { bytes.append(Byte.quote) }
            bytes.append(byte)
        }
        bytes.append(Byte.quote)
    }

    /// Appends a whole number, or an empty cell.
    package mutating func cell(_ number: Int?) {
        separate()
        guard let number else { return }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Appends a decimal, or an empty cell.
    package mutating func cell(_ number: Double?) {
        separate()
        guard let number, let text = DecimalText.text(number) else { return }
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func endRow() {
        bytes.append(Byte.newline)
        isRowEmpty = true
    }

    /// Appends a whole row of texts.
    package mutating func row(_ cells: [String]) {
        for text in cells { cell(text) }
        endRow()
    }

    private mutating func separate() {
        if !isRowEmpty { bytes.append(Byte.comma) }
        isRowEmpty = false
    }
}

/// How decimals are written: the shortest text that reads back to the same number, with a point
/// and without an exponent, which some spreadsheets and awk scripts misread.
package enum DecimalText {
    /// `nil` for what is no number (infinity, not-a-number): such a thing was not measured.
    package static func text(_ number: Double) -> String? {
        guard number.isFinite else { return nil }
        let text = "\(number)"
        let letters = text.utf8
        guard let mark = letters.firstIndex(of: UInt8(ascii: "e")) else {
            return letters.suffix(2).elementsEqual(".0".utf8) ? String(text.dropLast(2)) : text
        }
        let sign = text.hasPrefix("-") ? "-" : ""
        let mantissa = text[..<mark].drop { $0 == "-" }.split(separator: ".")
        let exponent = Int(text[mark...].dropFirst()) ?? 0
        return sign + spread(mantissa, exponent)
    }

    /// Writes `a.b × 10^exponent` out.
    private static func spread(_ mantissa: [Substring], _ exponent: Int) -> String {
        let whole = mantissa.first ?? "0"
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        if exponent < 0 {
            return "0." + String(repeating: "0", count: -exponent - 1) + whole + fraction
        }
        let zeros = exponent - fraction.count
        return whole + fraction + String(repeating: "0", count: max(0, zeros))
    }

    /// With at most this many places, for texts that people read: `84.2`, `0.031`.
    package static func rounded(_ number: Double, places: Int) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return text((number * scale).rounded() / scale) ?? ""
    }
}
