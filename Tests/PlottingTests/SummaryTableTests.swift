import Plotting
import Results
import Testing

struct SummaryTableTests {
    @Test(arguments: [60, 80, 100, 160])
    func linesStayWithinTheWidth(width: Int) {
        let data = SyntheticRun.ringSizes(policies: ["other", "fifo"])
        let text = SummaryTable.text(data.records, width: width)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 1 + 2 * (1 + 13 + 9))
        #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
    }

    @Test func aWideTableHasEveryNumber() {
        let text = SummaryTable.text(SyntheticRun.frameSizes().records, width: 200)
        let header = text.prefix { $0 != "\n" }
        for title in ["series", "at", "n", "invalid", "loss %", "busy %", "sar %", "ns/frame"] {
            #expect(header.contains(title))
        }
        #expect(text.contains("socket"))
    }

    @Test func oneLineSaysWhatOnePointShowed() {
        var valid = TrialRecord()
        valid.role = "V3"
        valid.point = "a"
        valid.outcome = .valid
        valid.ledger = Ledger(offered: 1000, unique: 900, dropsSocket: 20, dropsDevice: 80)
        valid.cpuBusyPercent = 46.25
        var invalid = valid
        invalid.outcome = .invalid
        invalid.ledger = Ledger(offered: 1000, unique: 0)
        var skipped = TrialRecord()
        skipped.role = "XDP"
        skipped.point = "b"
        skipped.outcome = .skipped
        let text = SummaryTable.text([valid, invalid, skipped], width: 80)
        #expect(
            text == """
                series  n  invalid  loss % (min–max)  busy %  sar %  ns/frame  lost at
                V3      1        1                10    46.3      -         -  device
                XDP     0        0           skipped       -      -         -  -

                """)
    }

    @Test func withoutTrialsItSaysSo() {
        #expect(SummaryTable.text([], width: 80) == "no trial\n")
    }
}
