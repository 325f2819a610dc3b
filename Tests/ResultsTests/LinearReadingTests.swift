import Synchronization
import Testing

@testable import Results

/// Reading time is linear: each cell is looked at once, whatever the size of the file.
struct LinearReadingTests {
    private struct Row: Sendable {
        var value = 0
    }

    @Test(arguments: [1, 10, 1000])
    func eachCellIsReadOnce(rows: Int) throws {
        let reads = Counter()
        let column = Column<Row>(
            name: "value", unit: nil, meaning: "counts its own reading", kind: .integer,
            write: { _, _ in },
            read: { cell, row in
                reads.count.wrappingAdd(1, ordering: .relaxed)
                row.value = cell.integer ?? 0
                return true
            },
            number: { _ in nil }, isRequired: true)
        let text = "value\n" + String(repeating: "7\n", count: rows)
        let reader = RowReader(
            source: CSVSource(Array(text.utf8), file: "t"), columns: [column], blank: Row(),
            extras: { _ in nil })
        let table = try reader.read()
        #expect(table.records.count == rows)
        #expect(reads.count.load(ordering: .relaxed) == rows)
    }

    @Test func rowsWithTheSameLongTextShareIt() {
        let texts = (0..<10_000).map { "a text of more than fifteen bytes \($0 + 10_000)" }
        let source = CSVSource(Array(texts.joined().utf8), file: "t")
        let length = texts[0].utf8.count
        for _ in 0..<2 {
            for (index, text) in texts.enumerated() {
                #expect(source.text(index * length..<(index + 1) * length) == text)
            }
        }
    }

    private final class Counter: Sendable {
        let count = Atomic(0)
    }
}
