import FoundationEssentials
import Testing

@testable import Results

/// A file on disk is read in parts; what is read does not depend on where they end.
struct PartwiseReadingTests {
    private static let texts = [
        "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n\r\n3,4\r\n", "\u{FEFF}a,b\n1,\"x\ny, \"\"z\"\"\"\n3,4",
        "a,b\n1,2\n\n\n", "", "\n\n", "a,b\n1,\"never closed\n3,4\n5,6\n", "a,b\n1,x\"y\n",
        "a,b\n1,\"x\"y\n", "a,b\n\"1\",\"\"\n",
        "a\n" + String(repeating: "långer ", count: 40) + "\n",
    ]

    private enum Outcome: Equatable {
        case rows([[String]], lines: [Int], offsets: [Int], areWhole: [Bool])
        case error(String)
    }

    private static func read(_ source: () throws -> CSVSource) -> Outcome {
        do {
            let source = try source()
            try source.checkEncoding()
            var reader = CSVReader(source)
            var row = CSVRow()
            var rows: [[String]] = []
            var lines: [Int] = []
            var offsets: [Int] = []
            var areWhole: [Bool] = []
            while try reader.next(into: &row) {
                rows.append(row.cells.map { CellText($0, of: source).text })
                lines.append(row.line)
                offsets.append(row.offset)
                areWhole.append(row.isTerminated)
            }
            return .rows(rows, lines: lines, offsets: offsets, areWhole: areWhole)
        } catch {
            return .error("\(error)")
        }
    }

    private static func withFile<Result>(
        _ bytes: [UInt8], _ body: (String) throws -> Result
    ) throws -> Result {
        let random = String(UInt64.random(in: 0 ... .max), radix: 36)
        let path =
            FileManager.default.temporaryDirectory.path(percentEncoded: false)
            + "/bench-parts-\(random).csv"
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test(arguments: texts)
    func anySizeOfPartsGivesTheSameRows(text: String) throws {
        try Self.withFile(Array(text.utf8)) { path in
            let whole = Self.read { CSVSource(Array(text.utf8), file: path) }
            for part in 4...20 {
                let partwise = Self.read {
                    try CSVSource(try #require(ReadFile(path: path)), part: part)
                }
                #expect(partwise == whole, "parts of \(part) bytes")
            }
        }
    }

    @Test func aTextThatIsNotUTF8IsToldWithItsLine() throws {
        let bytes = Array("a,b\nä,1\n2,".utf8) + [0xE4] + Array("\n".utf8)
        try Self.withFile(bytes) { path in
            let whole = Self.read { CSVSource(bytes, file: path) }
            #expect(whole != Self.read { CSVSource(Array("a,b\n".utf8), file: path) })
            for part in 4...20 {
                let partwise = Self.read {
                    try CSVSource(try #require(ReadFile(path: path)), part: part)
                }
                #expect(partwise == whole, "parts of \(part) bytes")
            }
        }
    }

    @Test func whatIsNoFileIsNotReadInParts() {
        #expect(ReadFile(path: "/nonexistent/trials.csv") == nil)
        #expect(ReadFile(path: "/proc") == nil)
        #expect(ReadFile(path: "/dev/null") == nil)
    }
}
