import Results
import Testing

struct TrialTableTests {
    private let names = TrialRecord.columns.map(\.name)

    @Test func theFileBeginsWithTheAgreedColumns() {
        let agreed = """
            trial,attempt,block,point,role,started_at,outcome,invalid_reason,flags,backend,\
            topology,napi_policy,engine,frame_size,sizes,ring_frames,ring_bytes,\
            receive_buffer_bytes,depth_frames,rate_pps_intended,rate_pps_offered,duration_s,\
            intended_frames,offered_frames,delivered_frames,unique_frames,duplicate_frames,\
            reordered_frames,corrupt_frames,stray_frames,truncated_frames,\
            drops_socket,drops_device,drops_backlog,drops_qdisc,filtered_frames,residual_frames,\
            tool_frames,unexplained_frames,loss_percent,cpu_sar_percent,cpu_sar_all_percent,\
            cpu_busy_percent,cpu_other_percent,cpu_capture_ns,cpu_kernel_ns,\
            cpu_ns_per_unique_frame,cpu_ns_per_offered_frame
            """
        let header = String(decoding: TrialTable(settingNames: []).header, as: UTF8.self)
        #expect(header.hasPrefix(agreed + ",engine_reason,"))
        #expect(header.hasSuffix("\n"))
    }

    @Test func namesAreUnique() {
        #expect(Set(names).count == names.count)
    }

    @Test func everyColumnSurvivesWritingAndReading() throws {
        let cells = FullRecord.cells(TrialRecord.columns)
        let bytes = FullRecord.csv([names + ["wake_up"], cells + ["poll"]])
        let table = try TrialTable.read(bytes, file: "trials.csv")
        let record = try #require(table.records.first)
        #expect(record.settings == ["wake_up": "poll"])
        let layout = TrialTable(settingNames: ["wake_up"])
        #expect(layout.header + layout.row(record) == bytes)
        let again = try TrialTable.read(layout.header + layout.row(record), file: "trials.csv")
        #expect(again.records == table.records)
    }

    @Test func eachColumnHasAPlaceOfItsOwn() throws {
        let cells = FullRecord.cells(TrialRecord.columns)
        let table = try TrialTable.read(FullRecord.csv([names, cells]), file: "trials.csv")
        let record = try #require(table.records.first)
        let numbers = TrialRecord.columns.compactMap { record.number(in: $0) }
        #expect(Set(numbers).count == numbers.count)
    }

    @Test func notMeasuredIsAnEmptyCellAndNeverZero() throws {
        var record = TrialRecord()
        record.point = "p"
        record.role = "r"
        record.startedAt = "now"
        let layout = TrialTable(settingNames: ["timeout"])
        let row = String(decoding: layout.row(record), as: UTF8.self)
        #expect(row.hasPrefix("0,1,0,p,r,now,invalid,,,,"))
        #expect(row.filter { $0 == "0" }.count == 2)
        let read = try TrialTable.read(layout.header + layout.row(record), file: "t").records
        #expect(read == [record])
    }

    @Test func settingColumnsAreSortedAndNeverRepeatAFixedOne() {
        let layout = TrialTable(settingNames: ["wake_up", "ring_frames", "block_size", "wake_up"])
        #expect(layout.settingNames == ["block_size", "wake_up"])
    }

    @Test func aContinuedFileKeepsItsColumns() throws {
        let bytes = FullRecord.csv([names + ["z", "a"]])
        let table = try TrialTable.read(bytes, file: "t")
        #expect(TrialTable(continuing: table).header == bytes)
    }

    @Test func aRenamedColumnIsNamedWithTheFile() {
        let renamed = names.map { $0 == "loss_percent" ? "loss" : $0 }
        #expect {
            try TrialTable.read(FullRecord.csv([renamed]), file: "x/trials.csv")
        } throws: {
            "\($0)" == "x/trials.csv:1: the column “loss_percent” is missing"
        }
    }

    @Test func anOlderFileWithoutALaterColumnIsRead() throws {
        let older = names.filter { $0 != "build" && $0 != "engine_reason" }
        let table = try TrialTable.read(FullRecord.csv([older]), file: "t")
        #expect(table.records.isEmpty && table.extraNames.isEmpty)
    }

    @Test func aColumnThereTwiceIsAnError() {
        #expect {
            try TrialTable.read(FullRecord.csv([names + ["trial"]]), file: "t")
        } throws: {
            "\($0)" == "t:1: the column “trial” is there twice"
        }
    }

    @Test(arguments: [
        ("loss_percent", "much", "“much” is not a number"),
        ("loss_percent", "nan", "“nan” is not a number"),
        ("offered_frames", "1.5", "“1.5” is not a whole number"),
        ("offered_frames", "99999999999999999999", "is not a whole number"),
        ("trial", "", "“” is not a whole number"),
        ("outcome", "good", "“good” is not one of valid, invalid, skipped, baseline"),
        ("flags", "coarse;odd", "“coarse;odd” is not a list"),
    ])
    func aWrongCellIsNamedWithItsLine(column: String, text: String, problem: String) throws {
        let whole = FullRecord.cells(TrialRecord.columns).map {
            $0.contains("\n") ? "one line" : $0
        }
        var wrong = whole
        wrong[try #require(names.firstIndex(of: column))] = text
        #expect {
            try TrialTable.read(FullRecord.csv([names, whole, wrong, whole]), file: "t")
        } throws: {
            "\($0)".hasPrefix("t:3: \(column): ") && "\($0)".contains(problem)
        }
    }

    @Test func markdownHasOneLineForEachColumn() {
        let table = Column.markdownTable(TrialRecord.columns)
        #expect(table.split(separator: "\n").count == names.count + 2)
        #expect(table.contains("| `loss_percent` | decimal | % |"))
    }

    @Test func meaningsAreNeverEmptyAndUnitsStandInNames() {
        for column in TrialRecord.columns {
            #expect(!column.meaning.isEmpty)
            for (suffix, unit) in [
                ("_ns", "ns"), ("_s", "s"), ("_percent", "%"), ("_bytes", "bytes"),
            ]
            where column.name.hasSuffix(suffix) {
                #expect(column.unit == unit, "\(column.name)")
            }
        }
    }
}
