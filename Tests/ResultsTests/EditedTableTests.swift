import Results
import Testing

/// What spreadsheets and statistics programs make of a `trials.csv`.
struct EditedTableTests {
    private let names = TrialRecord.columns.map(\.name)

    /// A file with one row: those cells, and nothing else but what every row needs.
    private func file(_ cells: [String: String], more: [String] = []) -> [UInt8] {
        let needed = [
            "trial": "1", "attempt": "1", "block": "1", "point": "p", "role": "V3",
            "started_at": "2026-01-01T00:00:00Z", "outcome": "valid",
        ]
        let all = needed.merging(cells) { $1 }
        return FullRecord.csv([names + more, (names + more).map { all[$0] ?? "" }])
    }

    private func problem(_ bytes: [UInt8]) -> String? {
        do {
            _ = try TrialTable.read(bytes, file: "t", known: ["work"], isStrict: true)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func anUnknownColumnIsPassedOverAndNamed() throws {
        let bytes = file(["work": "20us", "note": "first"], more: ["work", "note"])
        let table = try TrialTable.read(bytes, file: "t", known: ["work"])
        #expect(table.records.first?.settings == ["work": "20us"])
        #expect(table.extraNames == ["work"])
        #expect(
            table.remarks == ["t:1: the column “note” is none of this bench's; it is passed over"])
    }

    @Test func rowNamesWithoutANameAreRefused() {
        let text = String(decoding: file([:]), as: UTF8.self)
        let lines = text.split(separator: "\n")
        let bytes = Array("\"\",\(lines[0])\n\"1\",\(lines[1])\n".utf8)
        #expect(
            problem(bytes)
                == "t:1: column 1 has no name; write.csv in R needs row.names = FALSE")
    }

    @Test(arguments: [(";", "semicolons"), ("\t", "tabs")])
    func anotherSeparatorIsNamed(separator: String, name: String) {
        let bytes = Array(
            String(decoding: file([:]), as: UTF8.self)
                .replacing(",", with: separator).utf8)
        #expect(
            problem(bytes)
                == "t:1: the cells are separated by \(name); they must be by commas, with a "
                + "decimal point")
        #expect(
            problem(Array("sep=\(separator)\n".utf8) + bytes)
                == "t:1: the line “sep=\(separator)” is for a spreadsheet; remove it")
    }

    @Test func anotherEncodingIsNamedWithItsLine() {
        let utf16: [UInt8] = [0xFF, 0xFE] + file([:]).flatMap { [$0, 0] as [UInt8] }
        #expect(problem(utf16) == "t:1: the text is UTF-16 or UTF-32; save it as UTF-8")
        #expect(
            problem(Array(utf16.dropFirst(2)))
                == "t:1: the text is UTF-16 or UTF-32; save it as UTF-8")
        // “µ” as Latin-1.
        let latin = file(["role": "Q"]).map { $0 == UInt8(ascii: "Q") ? 0xB5 : $0 }
        #expect(
            problem(latin)
                == "t:2: the text is not UTF-8 (perhaps Latin-1); save it as UTF-8")
        #expect(problem(file(["role": "µ"])) == nil)
        #expect(problem([0xEF, 0xBB, 0xBF] + file(["role": "µ"])) == nil)
    }

    @Test func aLossThatContradictsTheFramesIsRefused() {
        let frames = ["offered_frames": "10000", "unique_frames": "9908"]
        #expect(problem(file(frames.merging(["loss_percent": "0.92"]) { $1 })) == nil)
        for loss in ["0", "92", "0.9"] {
            #expect(
                problem(file(frames.merging(["loss_percent": loss]) { $1 }))?.contains(
                    "contradicts offered_frames and unique_frames, which give 0.92") == true)
        }
    }
}
