/// What was read from one results table.
package struct Table<Record: Sendable>: Sendable {
    package var records: [Record] = []
    /// Columns after the fixed ones, in order of the file.
    package var extraNames: [String] = []
    /// Byte at which a half last row begins; `nil` if the file ends with a whole one.
    package var truncatedAt: Int?
    /// The same in words.
    package var warning: String?
    /// What else a reader should know: columns that were passed over.
    package var remarks: [String] = []

    package init() {}
}

/// Takes a row's extra cells into its record: their bytes as they stand in the file, by which rows
/// with the same ones are known, and their texts for those that are new.
typealias ExtraCells<Record> = (_ raw: String, _ texts: () -> [String], inout Record) -> Void

/// Turns rows into records by the names in the header; time is linear in the file's size.
struct RowReader<Record: Sendable> {
    let source: CSVSource
    let columns: [Column<Record>]
    /// A record with nothing measured.
    let blank: Record
    /// Given the names of columns that are not in `columns`, takes their cells; `nil` to pass over
    /// them.
    let extras: ([String]) -> ExtraCells<Record>?
    /// What contradicts itself in a record, as a clause; `nil` if nothing does.
    var contradiction: (Record) -> String? = { _ in nil }

    /// - Throws: a missing column or a cell that does not hold what its column says. A half last
    ///   row is no error: it is left out, with a warning.
    func read() throws(ResultsError) -> Table<Record> {
        try source.checkEncoding()
        var reader = CSVReader(source)
        var row = CSVRow()
        guard try reader.next(into: &row), row.isTerminated else {
            throw ResultsError(file: source.file, problem: "the file has no header row")
        }
        let layout = try TableLayout(header: row, of: source, columns: columns)
        reader.width = layout.width
        var table = Table<Record>()
        table.extraNames = layout.extras.map(\.name)
        table.records.reserveCapacity(source.mostRows)
        let takeExtras = extras(table.extraNames)
        while try reader.next(into: &row) {
            if let cut = try cut(row, layout.width, reader) {
                table.truncatedAt = row.offset
                table.warning = "\(source.file):\(row.line): \(cut); the row is left out"
                break
            }
            table.records.append(try record(from: row, layout, takeExtras))
        }
        return table
    }

    /// How the last row is cut short, or `nil` if it is whole.
    private func cut(
        _ row: CSVRow, _ width: Int, _ reader: CSVReader
    ) throws(ResultsError) -> String? {
        if !row.isTerminated { return "the last line does not end" }
        if row.cells.count == width { return nil }
        if row.cells.count < width, reader.isAtEnd {
            return "the last row has \(row.cells.count) of \(width) cells"
        }
        throw ResultsError(
            file: source.file, line: row.line,
            problem: "the row has \(row.cells.count) cells; the header has \(width)")
    }

    private func record(
        from row: CSVRow, _ layout: TableLayout, _ takeExtras: ExtraCells<Record>?
    ) throws(ResultsError) -> Record {
        var record = blank
        for index in columns.indices {
            guard let position = layout.positions[index] else { continue }
            let cell = CellText(row.cells[position], of: source)
            let column = columns[index]
            if cell.isEmpty {
                guard column.isRequired else { continue }
            } else if column.read(cell, &record) {
                continue
            }
            throw ResultsError(
                file: source.file, line: row.line,
                problem: "\(column.name): “\(cell.text)” is not \(column.kind.allowed)")
        }
        if let takeExtras {
            let texts = {
                layout.extras.map { CellText(row.cells[$0.position], of: source).text }
            }
            let raw = layout.extrasInRow.map {
                source.text(row.cells[$0.lowerBound].start..<row.cells[$0.upperBound].end)
            }
            takeExtras(raw ?? texts().joined(separator: "\u{1F}"), texts, &record)
        }
        if let problem = contradiction(record) {
            throw ResultsError(file: source.file, line: row.line, problem: problem)
        }
        return record
    }
}

/// Where each column of a file stands.
struct TableLayout {
    /// Position of each known column, in their order; `nil` for one that an older file lacks.
    let positions: [Int?]
    /// The other columns.
    let extras: [(name: String, position: Int)]
    /// First and last of those, if no other column stands between them.
    let extrasInRow: ClosedRange<Int>?
    let width: Int

    init<Record>(
        header: CSVRow, of source: CSVSource, columns: [Column<Record>]
    ) throws(ResultsError) {
        let names = header.cells.map { CellText($0, of: source).text }
        try Self.checkSeparator(header, names, of: source)
        var places: [String: Int] = [:]
        for (position, name) in names.enumerated()
        where places.updateValue(position, forKey: name) != nil {
            throw ResultsError(
                file: source.file, line: 1, problem: "the column “\(name)” is there twice")
        }
        var positions: [Int?] = []
        for column in columns {
            let position = places[column.name]
            guard position != nil || column.isLater else {
                throw ResultsError(
                    file: source.file, line: 1, problem: "the column “\(column.name)” is missing")
            }
            positions.append(position)
        }
        let known = Set(columns.map(\.name))
        extras = names.enumerated().filter { !known.contains($0.element) }
            .map { (name: $0.element, position: $0.offset) }
        let (first, last) = (extras.first?.position ?? 0, extras.last?.position ?? -1)
        extrasInRow = !extras.isEmpty && last - first == extras.count - 1 ? first...last : nil
        self.positions = positions
        width = names.count
    }

    /// - Throws: what a spreadsheet or a statistics program made of the header.
    private static func checkSeparator(
        _ header: CSVRow, _ names: [String], of source: CSVSource
    ) throws(ResultsError) {
        if let first = names.first, first.hasPrefix("sep=") {
            throw ResultsError(
                file: source.file, line: header.line,
                problem: "the line “\(first)” is for a spreadsheet; remove it")
        }
        for (separator, name) in [(";", "semicolons"), ("\t", "tabs")]
        where names.count == 1 && names[0].contains(separator) {
            throw ResultsError(
                file: source.file, line: header.line,
                problem: "the cells are separated by \(name); they must be by commas, with a "
                    + "decimal point")
        }
        if let place = names.firstIndex(of: "") {
            throw ResultsError(
                file: source.file, line: header.line,
                problem: "column \(place + 1) has no name; write.csv in R needs row.names = FALSE")
        }
    }
}
