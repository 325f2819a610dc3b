/// What was read from one results table.
@dynamicMemberLookup
package struct Table<Record: Sendable>: Sendable {
    package var records: [Record] = []
    package var facts = TableFacts()

    package init() {}

    package subscript<Value>(dynamicMember fact: WritableKeyPath<TableFacts, Value>) -> Value {
        get { facts[keyPath: fact] }
        set { facts[keyPath: fact] = newValue }
    }
}

/// What is to be said of a results table besides its rows.
package struct TableFacts: Sendable {
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
/// with the same ones are known (`nil` if other cells stand between), and their texts for those that
/// are new.
typealias ExtraCells<Record> = (
    _ raw: UnsafeBufferPointer<UInt8>?, _ texts: () -> [String], inout Record
) -> Void

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

    /// Reads all rows into a table.
    func read() throws(ResultsError) -> Table<Record> {
        var table = Table<Record>()
        var records: [Record] = []
        table.facts = try read { records.append($0) }
        table.records = records
        return table
    }

    /// Reads row by row.
    ///
    /// - Parameter take: is given each record.
    /// - Returns: what else is to be said of the table.
    /// - Throws: a missing column or a cell that does not hold what its column says. A half last
    ///   row is no error: it is left out, with a warning.
    func read(_ take: (consuming Record) -> Void) throws(ResultsError) -> TableFacts {
        var reader = CSVReader(source)
        var row = CSVRow()
        try reader.header(into: &row)
        let layout = try TableLayout(header: row, of: source, columns: columns)
        var facts = TableFacts()
        facts.extraNames = layout.extras.map(\.name)
        let takeExtras = extras(facts.extraNames)
        while try reader.next(into: &row) {
            if let cut = try reader.cut(row) {
                facts.truncatedAt = row.offset
                facts.warning = "\(source.file):\(row.line): \(cut); the row is left out"
                break
            }
            var record = blank
            try fill(&record, from: row, layout)
            if let takeExtras { self.takeExtras(from: row, layout, takeExtras, &record) }
            if let problem = contradiction(record) {
                throw ResultsError(file: source.file, line: row.line, problem: problem)
            }
            take(record)
        }
        return facts
    }

    private func fill(
        _ record: inout Record, from row: CSVRow, _ layout: TableLayout
    ) throws(ResultsError) {
        for step in layout.steps {
            let cell = CellText(row.cells[step.position], of: source)
            if cell.isEmpty {
                guard step.isRequired else { continue }
            } else if let place = step.place {
                let isTaken = withUnsafeMutablePointer(to: &record) {
                    place.take(cell, into: UnsafeMutableRawPointer($0))
                }
                if isTaken { continue }
            } else if columns[step.column].read(cell, &record) {
                continue
            }
            let column = columns[step.column]
            throw ResultsError(
                file: source.file, line: row.line,
                problem: "\(column.name): “\(cell.text)” is not \(column.kind.allowed)")
        }
    }

    private func takeExtras(
        from row: CSVRow, _ layout: TableLayout, _ take: ExtraCells<Record>,
        _ record: inout Record
    ) {
        let raw = layout.extrasInRow.map { range in
            UnsafeBufferPointer(
                rebasing: source.bytes[
                    row.cells[range.lowerBound].start..<row.cells[range.upperBound].end])
        }
        take(
            raw, { layout.extras.map { CellText(row.cells[$0.position], of: source).text } },
            &record)
    }
}

/// Where each column of a file stands.
struct TableLayout {
    /// What is to be done with the cells of a row, in the order of the known columns; without those
    /// that an older file lacks.
    let steps: [CellStep]
    /// The other columns.
    let extras: [(name: String, position: Int)]
    /// First and last of those, if no other column stands between them.
    let extrasInRow: ClosedRange<Int>?

    /// A cell of a known column.
    struct CellStep: BitwiseCopyable {
        /// Its place in the row.
        let position: Int
        /// The place of its column among the known ones.
        let column: Int
        let isRequired: Bool
        let place: CellPlace?
    }

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
        var steps: [CellStep] = []
        for (index, column) in columns.enumerated() {
            guard let position = places[column.name] else {
                guard column.isLater else {
                    throw ResultsError(
                        file: source.file, line: 1,
                        problem: "the column “\(column.name)” is missing")
                }
                continue
            }
            steps.append(
                CellStep(
                    position: position, column: index, isRequired: column.isRequired,
                    place: column.place))
        }
        let known = Set(columns.map(\.name))
        extras = names.enumerated().filter { !known.contains($0.element) }
            .map { (name: $0.element, position: $0.offset) }
        let (first, last) = (extras.first?.position ?? 0, extras.last?.position ?? -1)
        extrasInRow = !extras.isEmpty && last - first == extras.count - 1 ? first...last : nil
        self.steps = steps
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
