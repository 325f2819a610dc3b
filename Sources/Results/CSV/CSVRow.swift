package import FoundationEssentials

/// One row of a CSV text: where its cells lie.
package struct CSVRow {
    package struct Cell {
        package let start: Int
        package let end: Int
        package let isQuoted: Bool
    }

    package var cells: [Cell] = []
    /// Line the row begins in, from 1.
    package private(set) var line = 0
    /// Byte the row begins at.
    package private(set) var offset = 0
    /// Whether a newline ends the row.
    ///
    /// Without one the writer was cut short.
    package var isTerminated = false

    package init() {}

    mutating func begin(at offset: Int, line: Int) {
        cells.removeAll(keepingCapacity: true)
        self.offset = offset
        self.line = line
        isTerminated = false
    }
}

/// The bytes of one CSV file, with the texts that many of its rows share.
package final class CSVSource {
    /// The path, for messages.
    package let file: String
    /// Memory of its own, so that looking at a byte takes neither a count of references nor a check
    /// of exclusive access: a large file has hundreds of millions of looks.
    package let bytes: UnsafeBufferPointer<UInt8>
    private var pool: [UInt64: String] = [:]

    /// Copies the bytes of `text`.
    package init(_ text: some ContiguousBytes, file: String) {
        bytes = text.withUnsafeBytes { text in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
            _ = copy.initialize(from: text)
            return UnsafeBufferPointer(copy)
        }
        self.file = file
    }

    /// How many rows there can be at most.
    var mostRows: Int { bytes.count { $0 == Byte.newline } + 1 }

    deinit { bytes.deallocate() }

    /// - Throws: that the text is not UTF-8, with the first line that shows it.
    package func checkEncoding() throws(ResultsError) {
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF]]
        let start = bytes.prefix(4)
        if marks.contains(where: { start.starts(with: $0) }) || start.contains(0) {
            throw ResultsError(
                file: file, line: 1, problem: "the text is UTF-16 or UTF-32; save it as UTF-8")
        }
        // Most files are ASCII, and so is most of the others.
        guard bytes.contains(where: { $0 >= 0x80 }) else { return }
        var line = 1
        // A last line that does not end may be cut within a character.
        let end = (bytes.lastIndex(of: Byte.newline) ?? -1) + 1
        for part in bytes[..<end].split(separator: Byte.newline, omittingEmptySubsequences: false) {
            let isPlain = !part.contains { $0 >= 0x80 }
            guard isPlain || String(validating: part, as: UTF8.self) != nil else {
                throw ResultsError(
                    file: file, line: line,
                    problem: "the text is not UTF-8 (perhaps Latin-1); save it as UTF-8")
            }
            line += 1
        }
    }

    /// The text of these bytes; the one copy of it, if it is long.
    ///
    /// Short ones live inside the `String` anyway, and beyond 4,096 different ones (time stamps,
    /// messages) pooling would cost more than it saves.
    func text(_ range: Range<Int>) -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[range])
        guard slice.count > 15 else { return String(decoding: slice, as: UTF8.self) }
        let key = Self.hash(slice)
        if let known = pool[key], known.utf8.elementsEqual(slice) { return known }
        let text = String(decoding: slice, as: UTF8.self)
        if pool.count < 4096 { pool[key] = text }
        return text
    }

    /// FNV-1a, 64 bits (Fowler, Noll, Vo).
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
