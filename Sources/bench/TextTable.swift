import Results

/// Columns of text, as wide as they must be.
enum TextTable {
    /// One line a row.
    ///
    /// - Parameter numbers: columns from this one on are flush right.
    static func text(_ rows: [[String]], numbersFrom numbers: Int = .max) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                let space = String(repeating: " ", count: widths[index] - cell.count)
                return index < numbers ? cell + space : space + cell
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}

extension String {
    /// Words in lines of this width, all but the first indented; with a line break at the end.
    func wrapped(indent: Int, width: Int) -> String {
        let lines = WrappedText.lines(self, width: max(width - indent, 20) - 1)
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent)) + "\n"
    }
}
