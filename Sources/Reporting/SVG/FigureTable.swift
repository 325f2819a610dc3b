import Results

/// The data behind a figure, as people read it: names first, without what only places the drawing.
struct FigureTable {
    let name: String
    let csv: String
    let columns: [String]
    let rows: [[String]]
    /// Places of the columns that are shown, those that name the row first.
    let shown: [Int]
    private let texts: Set<Int>

    init(name: String, csv: String) {
        self.name = name
        self.csv = csv
        var lines = Self.cells(csv, file: name)
        let columns = lines.isEmpty ? [] : lines.removeFirst()
        self.columns = columns
        rows = lines.filter { $0.count == columns.count }
        let rows = rows
        let texts = columns.indices.filter { column in
            rows.contains { !$0[column].isEmpty && Double($0[column]) == nil }
        }
        self.texts = Set(texts)
        let names = ["name", "label", "role", "trial", "attempt"]
            .compactMap { columns.firstIndex(of: $0) }
        // One name is enough, and so is one column of two that are the same.
        let rest = columns.indices.filter { column in
            !names.contains(column) && !Self.places(columns[column])
                && rows.contains { !$0[column].isEmpty }
                && !(columns[column] == "x"
                    && columns.indices.contains { other in
                        other != column && rows.allSatisfy { $0[other] == $0[column] }
                    })
        }
        let doubled = names.filter { columns[$0] == "role" && columns.contains("label") }
        shown = names.filter { !doubled.contains($0) } + rest
    }

    /// Whether a column says where something is drawn, not what it is.
    private static func places(_ column: String) -> Bool {
        ["series", "bar", "line", "panel"].contains(column)
            || ["from_", "to_", "lost_from_", "lost_to_"].contains { column.hasPrefix($0) }
    }

    func isText(_ column: Int) -> Bool { texts.contains(column) }

    /// A cell, with no more digits than count.
    func words(_ row: [String], _ column: Int) -> String {
        let text = row[column]
        guard !texts.contains(column), text.contains("."), let number = Double(text) else {
            return text
        }
        return NumberText.short(number)
    }

    /// `PACKET_MMAP · ring_frames 64 · median 0.698`: a row on one line.
    func words(_ row: Int) -> String {
        shown.enumerated().compactMap { place, column in
            let text = words(rows[row], column)
            guard !text.isEmpty else { return nil }
            return place == 0 && texts.contains(column) ? text : "\(columns[column]) \(text)"
        }.joined(separator: " · ")
    }

    private static func cells(_ text: String, file: String) -> [[String]] {
        let source = CSVSource(Array(text.utf8), file: file)
        var reader = CSVReader(source)
        var row = CSVRow()
        var lines: [[String]] = []
        while (try? reader.next(into: &row)) == true {
            lines.append(row.cells.map { CellText($0, of: source).text })
        }
        return lines
    }
}

/// The tables behind one figure, each read when it is asked for: that of single trials is long, and
/// is drawn only where there are few.
final class FigureTables {
    private let files: [(name: String, csv: String)]
    private var tables: [Int: FigureTable] = [:]

    /// - Parameter files: in the order of the script.
    init(_ files: [(name: String, csv: String)]) {
        self.files = files
    }

    var indices: Range<Int> { files.indices }
    var first: FigureTable? { files.isEmpty ? nil : self[0] }

    subscript(place: Int) -> FigureTable {
        if let table = tables[place] { return table }
        let table = FigureTable(name: files[place].name, csv: files[place].csv)
        tables[place] = table
        return table
    }
}
