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
    package let bytes: [UInt8]
    private var pool: Set<String> = []

    package init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

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

    /// The one copy of a text.
    ///
    /// Short ones live inside the `String` anyway, and beyond 4,096 different ones (time stamps,
    /// messages) pooling would cost more than it saves.
    func shared(_ text: String) -> String {
        guard text.utf8.count > 15 else { return text }
        if let index = pool.firstIndex(of: text) { return pool[index] }
        if pool.count < 4096 { pool.insert(text) }
        return text
    }
}
