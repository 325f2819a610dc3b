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
