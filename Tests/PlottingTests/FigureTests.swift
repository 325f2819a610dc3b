import Results
import Testing

@testable import Plotting

struct FigureTests {
    @Test func namesOfFiguresAreUniqueAndFound() {
        #expect(Set(Figure.all.map(\.name)).count == Figure.all.count)
        for figure in Figure.all { #expect(Figure.named(figure.name)?.title == figure.title) }
        #expect(Figure.named("pie") == nil)
    }

    @Test func withoutValidTrialsNothingIsDrawnAndEachFigureSaysWhy() {
        var record = TrialRecord()
        record.outcome = .invalid
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: [record])
        let set = PlotSet.render(data)
        #expect(set.files.isEmpty)
        #expect(set.notes.count == Figure.all.count)
        let reasons = [
            "no valid trial", "no valid trial has the CPU time of its capture process",
            "no valid trial or baseline at rate max", "no search ended",
            "no valid trial or baseline has times between departures",
            "no valid trial has losses whose time is known",
            "no valid trial has latency_p50_ns",
        ]
        #expect(
            set.notes.allSatisfy { note in
                reasons.contains { note.hasSuffix("nothing to draw: \($0)") }
            })
    }

    @Test func aFigureWithoutItsAxisIsNotDrawn() throws {
        let set = PlotSet.render(SyntheticRun.ringSizes(), figures: [.bySize])
        #expect(set.files.isEmpty)
        #expect(
            set.notes == [
                "loss-by-size: nothing to draw: no valid trial has one fixed frame size"
            ])
    }

    @Test func invalidTrialsEnterNoCurveAndAreCounted() throws {
        let set = PlotSet.render(SyntheticRun.ringSizes(), figures: [.byRing])
        let trials = try #require(set.files["loss-by-ring.trials.csv"])
        // Invalid rows of the made-up run have a loss of 99 %.
        #expect(!trials.contains(",99,recv"))
        #expect(!trials.contains(",99,PACKET"))
        #expect(trials.split(separator: "\n").count == 1 + 115 - 6)
        let script = try #require(set.files["loss-by-ring.gp"])
        #expect(script.contains("6 of 115 attempts invalid and left out: 3 load, 3 steal."))
    }

    @Test(arguments: [(1000, true), (1001, false), (20_000, false)])
    func singleTrialsAreDrawnUpToANumber(_ count: Int, _ areDrawn: Bool) throws {
        let records = (0..<count).map {
            Self.ring(trial: $0, slots: [8, 16][$0 % 2], unique: 70 + $0 % 20)
        }
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: records)
        let script = try #require(PlotSet.render(data, figures: [.byRing]).files["loss-by-ring.gp"])
        #expect(script.contains("trials using") == areDrawn)
        #expect(script.contains("small dots: single trials") == areDrawn)
        #expect(script.contains("of \(count) trials, too many for a dot each") == !areDrawn)
        #expect(script.contains("with filledcurves"))
    }

    @Test func theSummaryHasMedianAndRangeOfEachPoint() throws {
        var records: [TrialRecord] = []
        for (trial, unique) in [90, 70, 80].enumerated() {
            records.append(Self.ring(trial: trial, slots: 8, unique: unique))
        }
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: records)
        let set = PlotSet.render(data, figures: [.byRing])
        #expect(
            set.files["loss-by-ring.csv"] == """
                series,x,ring_frames,ring_bytes,frame_size,n,median,min,max,role,label
                1,8,8,,,3,20,10,30,ring,ring

                """)
    }

    @Test func aRingWithoutSlotsLiesAtTheSameBytes() throws {
        var slots = Self.ring(trial: 0, slots: 8, unique: 90)
        slots.ringBytes = 8 * 2048
        var blocks = Self.ring(trial: 1, slots: nil, unique: 95)
        blocks.role = "blocks"
        blocks.ringBytes = 65_536
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: [slots, blocks])
        let table = PlotSet.render(data, figures: [.byRing]).files["loss-by-ring.csv"]
        #expect(table?.contains("\n1,32,,65536,,1,5,5,5,blocks,blocks (same bytes)\n") == true)
    }

    @Test(arguments: ["engine", "policy", "rate", "setting"])
    func differentConditionsAreNeverInOneCurve(what: String) throws {
        let one = Self.ring(trial: 0, slots: 8, unique: 90)
        var other = Self.ring(trial: 1, slots: 16, unique: 80)
        switch what {
        case "engine": other.engine = "sendmmsg"
        case "policy": other.napiPolicy = "fifo"
        case "rate": other.rate = "1000 pps"
        default: other.settings["wake_up"] = "spin"
        }
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: [one, other])
        let table = try #require(
            PlotSet.render(data, figures: [.byRing]).files["loss-by-ring.csv"])
        #expect(table.contains("\n2,"), "two series")
        let label = ["engine": "sendmmsg", "policy": "fifo", "rate": "1000 pps"][what] ?? "spin"
        #expect(table.contains(label))
    }

    @Test func twoPointsAtOnePlaceAreTwoCurves() throws {
        var one = Self.ring(trial: 0, slots: nil, unique: 90)
        one.ringBytes = 65_536
        one.settings["block_size"] = "4096"
        var other = one
        other.point = "other"
        other.settings["block_size"] = "65536"
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: [one, other])
        let table = try #require(
            PlotSet.render(data, figures: [.byRing]).files["loss-by-ring.csv"])
        #expect(table.contains("ring (block_size 4096, same bytes)"))
        #expect(table.contains("ring (block_size 65536, same bytes)"))
    }

    @Test func everyPlaceOfLossHasAColour() {
        #expect(LedgerTerm.all.dropFirst().map(\.title) == LossPlace.all.map(\.words))
        #expect(Set(LedgerTerm.all.map(\.colour)).count == LedgerTerm.all.count)
    }

    @Test func theLedgerAddsUpToAllFrames() throws {
        var record = Self.ring(trial: 0, slots: 8, unique: 0)
        record.ledger = Ledger(
            offered: 200, unique: 100, dropsSocket: 50, dropsDevice: 40, dropsBacklog: 0,
            residual: 6)
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: [record])
        let set = PlotSet.render(data, figures: [.ledgerOnly])
        let row = try #require(set.files["ledger.csv"]?.split(separator: "\n").last)
        #expect(row.hasPrefix("1,1,50,25,20,0,,,3,,2,50,"))
    }

    @Test func theTimeOfAFrameIsSplitByWhoSpentIt() throws {
        var told = Self.ring(trial: 0, slots: 8, unique: 100)
        (told.cpuKernelNs, told.cpuCaptureNs) = (50_000, 30_000)
        (told.cpuCaptureSystemNs, told.cpuCaptureUserNs) = (20_000, 10_000)
        (told.cpuOtherPercent, told.durationS) = (1, 0.001)
        var untold = Self.ring(trial: 1, slots: 16, unique: 100)
        untold.cpuCaptureNs = 40_000
        (untold.cpuKernelNs, untold.cpuOtherPercent) = (nil, nil)
        untold.durationS = told.durationS
        (untold.cpuCaptureSystemNs, untold.cpuCaptureUserNs) = (nil, nil)
        let data = PlotData(
            manifest: SyntheticRun.manifest("x"), records: [told, untold])
        let set = PlotSet.render(data, figures: [.cpuSplitOnly])
        let rows = try #require(set.files["cpu-split.csv"]).split(separator: "\n")
        #expect(
            rows[0]
                == "bar,n,kernel_ns,capture_system_ns,capture_user_ns,capture_ns,other_ns,"
                + "from_0,to_0,from_1,to_1,from_2,to_2,from_3,to_3,from_4,to_4,role,label")
        #expect(rows[1].hasPrefix("1,1,500,200,100,,100,0,500,500,700,700,800,800,800,800,900,"))
        #expect(rows[2].hasPrefix("2,1,,,,400,,0,0,0,0,0,0,0,400,400,400,"))
        let script = try #require(set.files["cpu-split.gp"])
        #expect(script.contains("it was not measured"))
    }

    @Test func pointsBeyondTheEngineAreNamed() throws {
        var limit = Self.ring(trial: 1, slots: 64, unique: 1)
        limit.outcome = .invalid
        limit.invalidReason = .engineLimit
        let data = PlotData(
            manifest: SyntheticRun.manifest("x"),
            records: [Self.ring(trial: 0, slots: 8, unique: 90), limit])
        let script = PlotSet.render(data, figures: [.byRing]).files["loss-by-ring.gp"]
        #expect(script?.contains("Beyond the engine’s limit: ring at 64 slots.") == true)
    }

    @Test func ofNothingMeasuredNoCurveIsDrawn() {
        let data = PlotData(
            manifest: SyntheticRun.manifest("x"),
            records: [Self.ring(trial: 0, slots: 8, unique: 90)])
        let set = PlotSet.render(data, figures: Figure.all.filter { $0.name == "cpu-by-ring" })
        #expect(
            set.notes == [
                "cpu-by-ring: nothing to draw: no valid trial has cpu_busy_percent or "
                    + "cpu_sar_percent"
            ])
    }

    private static func ring(trial: Int, slots: Int?, unique: Int) -> TrialRecord {
        var record = TrialRecord()
        record.trial = trial
        record.point = "slots\(slots ?? 0)"
        record.role = "ring"
        record.outcome = .valid
        record.engine = "xdp"
        record.ringFrames = slots
        record.ledger = Ledger(offered: 100, unique: unique)
        return record
    }
}

extension Figure {
    /// The figures of the registry that these tests draw alone.
    fileprivate static var byRing: Figure { at("loss-by-ring") }
    fileprivate static var bySize: Figure { at("loss-by-size") }
    fileprivate static var cpuSplitOnly: Figure { at("cpu-split") }
    fileprivate static var ledgerOnly: Figure { at("ledger") }

    private static func at(_ name: String) -> Figure {
        all.first { $0.name == name } ?? all[0]
    }
}
