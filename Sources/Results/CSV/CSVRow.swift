/// One row of a CSV text: where its cells lie.
package struct CSVRow {
    package struct CSVCell {
        package let start: Int
        package let end: Int
        package let isQuoted: Bool
    }

    package var cells: [CSVCell] = []
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
