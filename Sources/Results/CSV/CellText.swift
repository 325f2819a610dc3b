/// The text of one cell, not yet copied.
package struct CellText {
    /// Whoever reads a table holds its source.
    private unowned(unsafe) let source: CSVSource
    private let cell: CSVRow.Cell
    private let bytes: UnsafeBufferPointer<UInt8>

    package init(_ cell: CSVRow.Cell, of source: CSVSource) {
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
    package var words: [Substring] { text.split(separator: ";") }

    /// A whole number in decimal digits; `nil` if the text is none, or does not fit 64 bits.
    package var integer: Int? {
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
        let allowed = "0123456789+-.eE".utf8
        guard bytes[cell.start..<cell.end].allSatisfy({ allowed.contains($0) }) else {
            return nil
        }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// A decimal number of at most 15 digits: exact, because both parts of the one division are.
    private var simpleDecimal: Double? {
        guard !isEmpty else { return nil }
        let isNegative = bytes[cell.start] == UInt8(ascii: "-")
        let start = isNegative ? cell.start + 1 : cell.start
        guard start < cell.end, cell.end - start <= 16 else { return nil }
        var digits = 0
        var point: Int?
        for index in start..<cell.end {
            if bytes[index] == UInt8(ascii: "."), point == nil, index > start {
                point = index
                continue
            }
            let digit = Int(bytes[index]) - 48
            guard digit >= 0, digit <= 9 else { return nil }
            digits = digits * 10 + digit
        }
        let places = point.map { cell.end - 1 - $0 } ?? 0
        guard digits < 1 << 53, point == nil || places > 0 else { return nil }
        let value = Double(digits) / Self.powers[places]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    ]

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
