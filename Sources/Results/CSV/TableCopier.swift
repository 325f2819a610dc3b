/// Copies rows of CSV files under one header; cells are not decoded, so that none changes.
struct TableCopier {
    /// The columns of the copy, in order.
    let columns: [String]

    /// The header row, with its newline.
    var header: [UInt8] {
        var writer = CSVWriter()
        writer.row(columns)
        return writer.bytes
    }

    /// Which cells of a row decide what becomes of it, and which get another text.
    struct Change {
        /// Columns whose texts are given to ``texts``; empty where the file lacks them.
        let keys: [String]
        let replaced: [String]
        /// The new texts of ``replaced``; `nil` to leave the row out.
        let texts: (_ keys: [String]) throws(ResultsError) -> [String]?
    }

    private static let part = 1 << 20

    /// Copies the rows of a file; time is linear in its size.
    ///
    /// Columns that the file lacks are empty in the copy; those that the copy lacks are left out.
    ///
    /// - Parameter write: is given the rows, about 1 MiB at a time.
    /// - Throws: a row that has not as many cells as the header; a half last row is left out.
    func copy(
        _ source: CSVSource, _ change: Change, write: ([UInt8]) throws -> Void
    ) throws {
        var reader = CSVReader(source)
        var row = CSVRow()
        try reader.header(into: &row)
        let names = row.cells.map { CellText($0, of: source).text }
        let keys = change.keys.map { names.firstIndex(of: $0) }
        let cells = columns.map { name -> Origin in
            if let place = change.replaced.firstIndex(of: name) { return .new(place) }
            return names.firstIndex(of: name).map(Origin.old) ?? .none
        }
        var out: [UInt8] = []
        while try reader.next(into: &row) {
            if try reader.cut(row) != nil { break }
            let texts = keys.map { $0.map { CellText(row.cells[$0], of: source).text } ?? "" }
            guard let new = try change.texts(texts) else { continue }
            Self.append(cells, of: row, source, new, to: &out)
            if out.count >= Self.part {
                try write(out)
                out.removeAll(keepingCapacity: true)
            }
        }
        if !out.isEmpty { try write(out) }
    }

    /// Where a cell of the copy comes from.
    private enum Origin {
        case old(Int)
        case new(Int)
        case none
    }

    private static func append(
        _ cells: [Origin], of row: CSVRow, _ source: CSVSource, _ new: [String],
        to out: inout [UInt8]
    ) {
        for (place, cell) in cells.enumerated() {
            if place > 0 { out.append(Byte.comma) }
            switch cell {
            case .old(let position):
                let cell = row.cells[position]
                // With its quotes, where it has them.
                let more = cell.isQuoted ? 1 : 0
                out.append(contentsOf: source.bytes[cell.start - more..<cell.end + more])
            case .new(let position):
                var writer = CSVWriter()
                writer.cell(new[position])
                out += writer.bytes
            case .none: break
            }
        }
        out.append(Byte.newline)
    }
}
