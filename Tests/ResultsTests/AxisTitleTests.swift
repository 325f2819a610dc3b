import Results
import Testing

struct AxisTitleTests {
    private static let numbers = TrialRecord.columns.filter {
        $0.kind == .integer || $0.kind == .decimal
    }

    @Test("every column of numbers has a title with its unit, which fits beside a panel")
    func columns() {
        for column in Self.numbers {
            #expect(AxisTitle.columns[column.name] != nil, "\(column.name) has no title")
            let title = AxisTitle(column: column.name, unit: column.unit)
            switch column.unit {
            case nil where title.unit == nil: #expect(!title.text.contains("("))
            case nil: break
            case "%"?:
                #expect(title.unit?.hasPrefix("% of ") == true, "\(column.name): of what?")
            case let unit?:
                #expect(title.unit?.hasPrefix(unit) == true, "\(column.name): \(title.text)")
            }
            #expect(title.text.count <= 39, "\(title.text)")
        }
    }

    @Test("no title stands for a column that is not there, and no two columns share one")
    func others() {
        let names = Set(Self.numbers.map(\.name))
        #expect(Set(AxisTitle.columns.keys).subtracting(names).isEmpty)
        let texts = Self.numbers.map { AxisTitle(column: $0.name, unit: $0.unit).text }
        #expect(Set(texts).count == texts.count)
    }

    @Test("keys and settings have the unit that their values lack")
    func keys() {
        #expect(AxisTitle(key: "batch").text == "most in a system call (frames)")
        #expect(AxisTitle(key: "engine_batch").text == "engine, most in a system call (frames)")
        #expect(AxisTitle(key: "retire_timeout", unit: "ms").text == "retire timeout (ms)")
        #expect(AxisTitle(key: "ring_bytes").text == "ring size (bytes)")
        #expect(AxisTitle(key: "touch").text == "touch")
    }
}
