/// The blank-separated fields of one line of a kernel file.
struct Fields: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) {
        rest = line
    }

    mutating func next() -> ArraySlice<UInt8>? {
        rest = rest.drop(while: Self.isBlank)
        guard !rest.isEmpty else { return nil }
        let field = rest.prefix { !Self.isBlank($0) }
        rest = rest[field.endIndex...]
        return field
    }

    /// The next field as a number; `nil` at the end, and for anything but digits that fit.
    mutating func number<Number: FixedWidthInteger>(
        radix: Number = 10
    ) -> Number? {
        next().flatMap { Number(digits: $0, radix: radix) }
    }

    /// Passes over `count` fields.
    mutating func skip(_ count: Int) {
        for _ in 0..<count { _ = next() }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

extension FixedWidthInteger {
    /// A number without a sign, in radix 10 or 16; `nil` for anything else or one too large.
    init?(digits: ArraySlice<UInt8>, radix: Self = 10) {
        guard !digits.isEmpty else { return nil }
        var value: Self = 0
        for byte in digits {
            guard let digit = Self(digit: byte), digit < radix else { return nil }
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: radix)
            let (sum, carried) = scaled.addingReportingOverflow(digit)
            guard !tooLarge, !carried else { return nil }
            value = sum
        }
        self = value
    }

    private init?(digit byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = Self(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = Self(byte &- UInt8(ascii: "a") &+ 10)
        default: return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// The lines, without line feeds; empty ones are left out.
    var lines: [ArraySlice<UInt8>] {
        split(separator: UInt8(ascii: "\n"))
    }

    /// The bytes as text, for names and messages.
    var text: String {
        String(decoding: self, as: UTF8.self)
    }
}
