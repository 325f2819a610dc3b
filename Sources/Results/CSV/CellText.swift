import Frames

/// The text of one cell, not yet copied.
package struct CellText {
    /// Whoever reads a table holds its source.
    private unowned(unsafe) let source: CSVSource
    private let cell: CSVRow.CSVCell
    private let bytes: UnsafeBufferPointer<UInt8>

    package init(_ cell: CSVRow.CSVCell, of source: CSVSource) {
        self.source = source
        self.cell = cell
        bytes = source.bytes
    }

    package var isEmpty: Bool { cell.start == cell.end }

    /// The text, quotes resolved.
    package var text: String {
        let own = bytes[cell.start..<cell.end]
        guard cell.isQuoted, own.contains(Byte.quote) else {
            return source.text(cell.start..<cell.end)
        }
        return Self.unescaped(own)
    }

    /// The parts of a list, joined by `;` in the file.
    package var words: [String] {
        guard !cell.isQuoted else { return text.split(separator: ";").map(String.init) }
        return bytes[cell.start..<cell.end].split(separator: Byte.semicolon).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// A whole number of at most ``CountLimit/most`` in size, in decimal digits; `nil` if the text is
    /// none.
    package var integer: Int? {
        whole.flatMap { $0 == Self.bounded($0) ? $0 : nil }
    }

    /// The nearest whole number that ``integer`` reads, for writing.
    package static func bounded(_ number: Int) -> Int {
        min(max(number, -CountLimit.most), CountLimit.most)
    }

    private var whole: Int? {
        guard !isEmpty else { return nil }
        let isNegative = bytes[cell.start] == UInt8(ascii: "-")
        let start = isNegative ? cell.start + 1 : cell.start
        guard start < cell.end else { return nil }
        var value = 0
        for index in start..<cell.end {
            let digit = Int(bytes[index]) - 48
            guard digit >= 0, digit <= 9 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.subtractingReportingOverflow(digit)
            guard !overflow, !overflow2 else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// A decimal number; `nil` if the text is none.
    package var decimal: Double? {
        if let simple = simpleDecimal { return simple }
        let isDecimal = bytes[cell.start..<cell.end].allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        return isDecimal ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
    }

    /// A decimal number of at most 19 digits without an exponent.
    private var simpleDecimal: Double? {
        guard !isEmpty else { return nil }
        let isNegative = bytes[cell.start] == UInt8(ascii: "-")
        let start = isNegative ? cell.start + 1 : cell.start
        // 19 digits fit 64 bits.
        guard start < cell.end, cell.end - start <= 19 else { return nil }
        var digits: UInt64 = 0
        var point: Int?
        for index in start..<cell.end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                digits = digits &* 10 &+ UInt64(digit)
            } else {
                guard bytes[index] == UInt8(ascii: "."), point == nil, index > start else {
                    return nil
                }
                point = index
            }
        }
        let places = point.map { cell.end - 1 - $0 } ?? 0
        guard point == nil || places > 0 else { return nil }
        let value = DecimalQuotient.value(digits, places: places)
        return isNegative ? -value : value
    }

    private static func unescaped(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            result.append(bytes[index])
            index += bytes[index] == Byte.quote ? 2 : 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
