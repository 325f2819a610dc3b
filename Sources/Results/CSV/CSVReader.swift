/// Reads RFC 4180 text row by row, over UTF-8 bytes.
///
/// Our own, because a wrong cell must be reported with its line, a half row at the end must be
/// told from a broken one, and reading must stay linear: of the libraries we know none does all
/// three. Takes `\n` and `\r\n`, quoted cells with embedded commas, quotes and newlines, and a
/// byte order mark; empty lines are passed over.
package struct CSVReader {
    package let source: CSVSource
    /// Line of the next row, from 1.
    package private(set) var line = 1
    /// Place in the part of the file that is in memory.
    private var offset: Int
    private var bytes: UnsafeBufferPointer<UInt8>
    /// Cells of a whole row, once the header told: a quote that is never closed is then a row cut
    /// short if no line behind it could be a row.
    package var width: Int?

    package init(_ source: CSVSource) {
        self.source = source
        bytes = source.bytes
        offset = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Whether nothing follows but empty lines; the cells of rows read so far are lost.
    package mutating func isAtEnd() throws(ResultsError) -> Bool {
        while true {
            let rest = bytes[offset...]
            guard rest.allSatisfy({ $0 == Byte.newline || $0 == Byte.carriageReturn }) else {
                return false
            }
            if source.isWhole { return true }
            line += rest.count { $0 == Byte.newline }
            try moveOn(past: bytes.count)
        }
    }

    /// Reads the next row into `row`, reusing its memory.
    ///
    /// Its cells are places in the source's memory until the next call.
    /// - Returns: `false` at the end of the text.
    /// - Throws: a quote out of place, or one opened and never closed over several lines; that the
    ///   file cannot be read further.
    package mutating func next(into row: inout CSVRow) throws(ResultsError) -> Bool {
        while true {
            skipEmptyLines()
            let (start, first) = (offset, line)
            row.begin(at: source.start + offset, line: line)
            if offset < bytes.count { while try readCell(into: &row) {} }
            if row.isTerminated { return true }
            if source.isWhole { return start < bytes.count }
            // The row may go on behind the part that is in memory.
            line = first
            try moveOn(past: start)
        }
    }

    /// Has the source read on; what begins at `start` stays.
    private mutating func moveOn(past start: Int) throws(ResultsError) {
        try source.advance(past: start, line: line)
        bytes = source.bytes
        offset = 0
    }

    private mutating func skipEmptyLines() {
        while offset < bytes.count {
            if bytes[offset] == Byte.newline {
                offset += 1
                line += 1
            } else if bytes[offset] == Byte.carriageReturn,
                offset + 1 < bytes.count, bytes[offset + 1] == Byte.newline
            {
                offset += 1
            } else {
                return
            }
        }
    }

    /// - Returns: whether another cell follows in this row.
    private mutating func readCell(into row: inout CSVRow) throws(ResultsError) -> Bool {
        if offset < bytes.count, bytes[offset] == Byte.quote {
            return try readQuoted(into: &row)
        }
        let start = offset
        var end = start
        let bytes = bytes
        while end < bytes.count {
            let byte = bytes[end]
            if byte == Byte.comma || byte == Byte.newline { break }
            if byte == Byte.quote {
                throw error("a quote inside a cell that does not begin with one")
            }
            end += 1
        }
        offset = end
        if offset < bytes.count, bytes[offset] == Byte.newline, end > start,
            bytes[end - 1] == Byte.carriageReturn
        {
            end -= 1
        }
        row.cells.append(CSVRow.CSVCell(start: start, end: end, isQuoted: false))
        return finishCell(of: &row)
    }

    private mutating func readQuoted(into row: inout CSVRow) throws(ResultsError) -> Bool {
        let opening = line
        let start = offset + 1
        offset = start
        while offset < bytes.count {
            if bytes[offset] == Byte.newline { line += 1 }
            if bytes[offset] == Byte.quote {
                guard offset + 1 < bytes.count, bytes[offset + 1] == Byte.quote else { break }
                offset += 1
            }
            offset += 1
        }
        row.cells.append(CSVRow.CSVCell(start: start, end: offset, isQuoted: true))
        guard offset < bytes.count else {
            guard source.isWhole else { return false }
            // Within one line this is a row cut short; over several it may hide whole rows.
            guard line == opening || !hidesRows(from: start) else {
                throw ResultsError(
                    file: source.file, line: opening, problem: "a quote is opened and never closed")
            }
            return false
        }
        offset += 1
        if offset < bytes.count, bytes[offset] == Byte.carriageReturn { offset += 1 }
        guard offset == bytes.count || bytes[offset] == Byte.comma || bytes[offset] == Byte.newline
        else {
            throw error("text after a closing quote; a quote within a cell is written twice")
        }
        return finishCell(of: &row)
    }

    /// Whether a line that begins after `start` has the commas of a row.
    private func hidesRows(from start: Int) -> Bool {
        guard let width else { return true }
        let lines = bytes[start...].split(
            separator: Byte.newline, omittingEmptySubsequences: false)
        return lines.dropFirst().contains { line in
            line.count { $0 == Byte.comma } >= max(1, width - 1)
        }
    }

    /// Steps over the separator or the end of the line.
    private mutating func finishCell(of row: inout CSVRow) -> Bool {
        guard offset < bytes.count else { return false }
        let isComma = bytes[offset] == Byte.comma
        offset += 1
        if !isComma {
            line += 1
            row.isTerminated = true
        }
        return isComma
    }

    private func error(_ problem: String) -> ResultsError {
        ResultsError(file: source.file, line: line, problem: problem)
    }
}

/// The bytes that CSV is made of.
package enum Byte {
    package static let quote = UInt8(ascii: "\"")
    package static let comma = UInt8(ascii: ",")
    package static let newline = UInt8(ascii: "\n")
    package static let carriageReturn = UInt8(ascii: "\r")
    package static let semicolon = UInt8(ascii: ";")
}

extension CSVReader {
    /// Reads the header, which says how many cells a row has.
    ///
    /// - Throws: another encoding; that there is no header.
    mutating func header(into row: inout CSVRow) throws(ResultsError) {
        try source.checkEncoding()
        guard try next(into: &row), row.isTerminated else {
            throw ResultsError(file: source.file, problem: "the file has no header row")
        }
        width = row.cells.count
    }

    /// How the last row is cut short; `nil` if it is whole.
    ///
    /// - Throws: a row before the last that has not as many cells as the header.
    mutating func cut(_ row: CSVRow) throws(ResultsError) -> String? {
        if !row.isTerminated { return "the last line does not end" }
        guard let width, row.cells.count != width else { return nil }
        if row.cells.count < width, try isAtEnd() {
            return "the last row has \(row.cells.count) of \(width) cells"
        }
        throw ResultsError(
            file: source.file, line: row.line,
            problem: "the row has \(row.cells.count) cells; the header has \(width)")
    }
}
