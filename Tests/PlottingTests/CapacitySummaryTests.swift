import Plotting
import Results
import Testing

@Suite struct CapacitySummaryTests {
    private static func record(
        _ role: String, _ size: Int, _ lower: Double?, _ upper: Double?, goal: String = "0 %",
        _ end: CapacityEnd = .width, block: Int = 1
    ) -> CapacityRecord {
        var record = CapacityRecord()
        record.point = "\(role)\(size)"
        record.role = role
        record.block = block
        record.procedure = "mlr"
        record.goal = goal
        record.countedLoss = "total"
        record.end = end
        record.lowerPps = lower
        record.upperPps = upper
        record.wireBps = lower.map { $0 * 8 * Double(size + 20) }
        record.trials = 10
        record.values = ["backend": role, "sizes": "\(size)", "frame_size": "\(size)"]
        return record
    }

    private static let records = [
        record("V3", 1518, 800_000, nil, .atLeast), record("recv", 64, 200_000, 204_000),
        record("recv", 64, 250_000, 255_000, goal: "0.5 %"),
        record("recv", 64, 210_000, 214_000, block: 2),
        record("recv", 64, 220_000, 224_000, block: 3),
        record("V3", 64, 900_000, 910_000), record("recv", 1518, nil, 1000, .atMost),
    ]

    @Test func thereIsALineForEachPointAndGoalWithTheMedian() {
        let rows = CapacitySummary.rows(Self.records, order: DeclaredOrder(series: ["recv", "V3"]))
        #expect(
            rows[0] == ["series", "at", "loss", "frames/s", "upper bound", "Gbit/s", "n", "trials"])
        #expect(
            Array(rows.dropFirst()) == [
                ["recv", "64 B", "0 %", "210000", "214000", "0.141", "3", "30"],
                ["recv", "64 B", "0.5 %", "250000", "255000", "0.168", "1", "10"],
                ["recv", "1518 B", "0 %", "none", "1000", "-", "1", "10"],
                ["V3", "64 B", "0 %", "900000", "910000", "0.605", "1", "10"],
                ["V3", "1518 B", "0 %", "≥ 800000", "-", "9.843", "1", "10"],
            ])
        #expect(CapacitySummary.textColumns(rows) == 2)
    }

    @Test func aSentenceAnswers() {
        #expect(
            CapacitySummary.answer(Self.records, order: DeclaredOrder(series: ["recv", "V3"]))
                == "The highest load without loss, in frames/s: recv 210000; V3 800000 to 900000.")
        #expect(CapacitySummary.answer([]) == nil)
        let open = [Self.record("V3", 64, 900_000, nil, goal: "0.5 %", .atLeast)]
        #expect(
            CapacitySummary.answer(open)
                == "The highest load with at most 0.5 % loss, in frames/s: V3 at least 900000.")
    }

    @Test func rangesAreToldByHowTheSearchEnded() {
        let cases: [(Double?, Double?, CapacityEnd, String)] = [
            (100, 102, .width, "100 to 102 frames/s"),
            (100, nil, .atLeast, "at least 100 frames/s"),
            (nil, 100, .atMost, "less than 100 frames/s"),
            (50, 100, .irregular, "not decided, between 50 and 100 frames/s"),
            (nil, nil, .irregular, "nothing was found"),
        ]
        for (lower, upper, end, words) in cases {
            #expect(CapacitySummary.range(Self.record("recv", 64, lower, upper, end)) == words)
        }
    }

    @Test func burstsAreFrames() {
        var record = Self.record("ring", 64, nil, nil)
        record.procedure = "back-to-back"
        record.burstFrames = 511.7
        record.burstLeast = 511
        record.burstMost = 512
        let rows = CapacitySummary.rows([record])
        #expect(rows[0] == ["series", "loss", "frames", "upper bound", "n", "trials"])
        #expect(rows[1] == ["ring", "0 %", "512", "513", "1", "10"])
        #expect(CapacitySummary.range(record) == "bursts of 511.7 frames")
        var open = record
        open.burstFrames = nil
        open.end = .irregular
        #expect(
            CapacitySummary.range(open) == "not decided, bursts of 511 to 512 frames")
        #expect(
            CapacitySummary.answer([record])
                == "The longest burst without loss, in frames: ring 512.")
    }
}
