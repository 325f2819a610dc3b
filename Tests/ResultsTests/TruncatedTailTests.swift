import Results
import Testing

struct TruncatedTailTests {
    private static let names = TrialRecord.columns.map(\.name)
    private static let row = FullRecord.cells(TrialRecord.columns).map {
        $0.contains("\n") ? "one, “\"” line" : $0
    }
    private static let whole = FullRecord.csv([names, row])
    private static let oneRow = FullRecord.csv([row])

    @Test func aRowCutAnywhereIsLeftOutWithAWarning() throws {
        for length in 1..<Self.oneRow.count {
            let table = try TrialTable.read(Self.whole + Self.oneRow.prefix(length), file: "t")
            #expect(table.records.count == 1)
            #expect(table.truncatedAt == Self.whole.count)
            #expect(table.warning?.hasPrefix("t:3: ") == true)
        }
    }

    /// A line break within a quoted cell is no end of a row.
    @Test func aRowCutWithinALineBreakIsLeftOutWithAWarning() throws {
        let row = FullRecord.cells(TrialRecord.columns).map {
            $0.contains("“") || $0.contains("\n") ? "one,\r\n\"two\"\nthree\n" : $0
        }
        let bytes = FullRecord.csv([row])
        for length in 1..<bytes.count {
            let table = try TrialTable.read(Self.whole + bytes.prefix(length), file: "t")
            #expect(table.records.count == 1)
            #expect(table.truncatedAt == Self.whole.count)
            #expect(table.warning?.hasPrefix("t:3: ") == true)
        }
    }

    @Test func aQuoteThatHidesWholeRowsIsAnError() {
        #expect {
            try TrialTable.read(
                Self.whole + Array("1,\"2\n".utf8) + Self.oneRow, file: "t")
        } throws: {
            "\($0)".hasPrefix("t:3: ") || "\($0)".hasPrefix("t:4: ")
        }
    }

    @Test func aLastRowWithTooFewCellsIsLeftOut() throws {
        let table = try TrialTable.read(Self.whole + Array("1,2,3\n".utf8), file: "t")
        #expect(table.records.count == 1)
        #expect(
            table.warning
                == "t:3: the last row has 3 of \(Self.names.count) cells; the row is left out")
    }

    @Test func tooFewCellsInTheMiddleAreAnError() {
        #expect {
            try TrialTable.read(Self.whole + Array("1,2,3\n".utf8) + Self.oneRow, file: "t")
        } throws: {
            "\($0)" == "t:3: the row has 3 cells; the header has \(Self.names.count)"
        }
    }

    @Test func tooManyCellsAreAnError() {
        let long = FullRecord.csv([Self.names, Self.row + ["more"]])
        #expect(throws: ResultsError.self) { try TrialTable.read(long, file: "t") }
    }

    @Test func aHalfHeaderIsNoHeader() {
        #expect {
            try TrialTable.read(Array("trial,attem".utf8), file: "t")
        } throws: {
            "\($0)" == "t: the file has no header row"
        }
    }

    @Test func intervalsAreCutTheSameWay() throws {
        var record = IntervalRecord()
        record.cpu = "all"
        record.busyPercent = 12.5
        let bytes = IntervalTable.header + IntervalTable.row(record)
        let table = try IntervalTable.read(bytes + Array("1,1".utf8), file: "i")
        #expect(table.records == [record])
        #expect(table.truncatedAt == bytes.count)
    }

    @Test func gapsAreCutTheSameWayAndEveryColumnSurvives() throws {
        #expect(GapTable.header == Array("trial,attempt,from_ns,to_ns,frames\n".utf8))
        let cells = FullRecord.csv([FullRecord.cells(GapRecord.columns)])
        let bytes = GapTable.header + cells
        let table = try GapTable.read(bytes + Array("1,1,64".utf8), file: "g")
        #expect(table.truncatedAt == bytes.count)
        #expect(try GapTable.row(#require(table.records.first)) == cells)
    }

    @Test func lossesAreCutTheSameWayAndEveryColumnSurvives() throws {
        #expect(LossTable.header == Array("point,trial,attempt,from_ns,to_ns,lost_frames\n".utf8))
        let cells = FullRecord.csv([FullRecord.cells(LossRecord.columns)])
        let bytes = LossTable.header + cells
        let table = try LossTable.read(bytes + Array("p1,1,64".utf8), file: "l")
        #expect(table.truncatedAt == bytes.count)
        #expect(try LossTable.row(#require(table.records.first)) == cells)
    }

    @Test func everyIntervalColumnSurvives() throws {
        let header =
            "trial,attempt,index,t_start_s,t_end_s,kept,cpu,user,nice,system,irq,softirq,steal,"
            + "iowait,idle,busy_percent,delivered_frames\n"
        #expect(IntervalTable.header == Array(header.utf8))
        let cells = FullRecord.cells(IntervalRecord.columns)
        let bytes = IntervalTable.header + FullRecord.csv([cells])
        let table = try IntervalTable.read(bytes, file: "i")
        #expect(try IntervalTable.row(#require(table.records.first)) == FullRecord.csv([cells]))
    }
}
