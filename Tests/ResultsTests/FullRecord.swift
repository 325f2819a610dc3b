import Results

/// Records in which every column holds something, by way of the columns themselves.
enum FullRecord {
    /// A cell text for each column that no other column has.
    static func cells<Record>(_ columns: [Column<Record>]) -> [String] {
        columns.enumerated().map { index, column in
            switch column.kind {
            case .integer: column.name == "kept" ? "1" : "\(index + 1_000_000_007)"
            case .decimal: "\(index).0625"
            case .text: "text \(index), with “\"”, ; and\na line"
            case .word(let words): words[index % words.count]
            case .words(let words): words.joined(separator: ";")
            }
        }
    }

    static func csv(_ rows: [[String]]) -> [UInt8] {
        var writer = CSVWriter()
        for row in rows { writer.row(row) }
        return writer.bytes
    }
}
