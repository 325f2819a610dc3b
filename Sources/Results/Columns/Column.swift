/// One column of a results table: its name, unit and meaning, and where a record keeps it.
///
/// One list of these drives header, writer, reader, the reference's table and what plots may ask for,
/// so that they cannot disagree. An empty cell is “not measured”, never 0.
package struct Column<Record: Sendable>: Sendable {
    /// The header: snake_case, ending with the unit where there is one.
    package let name: String
    /// `nil` for texts and plain counts.
    package let unit: String?
    /// One line, ending with the kernel's or the tool's name for it where there is one.
    package let meaning: String
    package let kind: CellKind
    /// Appends the cell; an empty one for “not measured”.
    package let write: @Sendable (Record, inout CSVWriter) -> Void
    /// Takes the cell, which is not empty.
    /// - Returns: `false` if it does not hold what ``kind`` says.
    package let read: @Sendable (CellText, inout Record) -> Bool
    /// The value as a number; `nil` for texts, and if not measured.
    package let number: @Sendable (Record) -> Double?

    /// What a cell may hold, if it is not empty.
    package enum CellKind: Sendable, Hashable {
        case integer
        case decimal
        case text
        /// One of these words.
        case word([String])
        /// Some of these words, joined by `;`; any words if the list is empty.
        case words([String])
    }

    /// Whether every row must have the cell.
    package let isRequired: Bool
    /// Whether files of the same schema may lack it, since they were written before it came.
    package private(set) var isLater = false
    /// Where a record keeps it, if cells can be put there without ``read``.
    var place: CellPlace?

    /// The same column, which older files lack.
    var later: Column {
        var copy = self
        copy.isLater = true
        return copy
    }
}

extension Column.CellKind {
    /// What may be written, for messages.
    package var allowed: String {
        switch self {
        case .integer: "a whole number (at most 2^53)"
        case .decimal: "a number (at most 10^18)"
        case .text: "a text"
        case .word(let words): "one of \(words.joined(separator: ", "))"
        case .words(let words): "a list, joined by “;”, of \(words.joined(separator: ", "))"
        }
    }

    /// A short word for tables.
    package var word: String {
        switch self {
        case .integer: "integer"
        case .decimal: "decimal"
        case .text: "text"
        case .word: "word"
        case .words: "list"
        }
    }
}

extension Column {
    /// The columns as a Markdown table.
    package static func markdownTable(_ columns: [Column]) -> String {
        let rows = columns.map { column in
            let meaning = column.meaning.split(separator: "|", omittingEmptySubsequences: false)
                .joined(separator: "\\|")
            return "| `\(column.name)` | \(column.kind.word) | \(column.unit ?? "") | \(meaning) |"
        }
        return (["| column | kind | unit | meaning |", "|---|---|---|---|"] + rows)
            .joined(separator: "\n") + "\n"
    }
}
