import Comparing
import Experiment
import FoundationEssentials
import Results
import Testing

@testable import Explaining

/// Points of a run, what stands beside them, and how they are named.
@Suite struct ExplainedRunTests {
    private static let manifest = Manifest(
        runID: "20260131T101500Z-3f9c1a", experiment: "x", seed: 1, experimentHash: "0",
        commandLine: ["bench"], benchVersion: "0", quick: false,
        startedAt: "2026-01-31T10:15:00Z", kernel: "6.18")

    /// Three trials each of V2 with 8, 64 and 512 slots and of V3; a point that is never valid; a
    /// baseline.
    static func run() -> ExplainedRun {
        var rows: [TrialRecord] = []
        for block in 1...3 {
            for (slots, lost) in [(8, 40_000), (64, 2000), (512, 0)] {
                rows.append(
                    PlantedRow.losing(lost + block, at: \.dropsSocket) {
                        (
                            $0.point, $0.ringFrames, $0.depthFrames, $0.block
                        ) = ("h\(slots)a0b1", slots, slots, block)
                        $0.ringBytes = slots * 4096
                    })
            }
            rows.append(
                PlantedRow.losing(20 * block, at: \.dropsDevice) {
                    ($0.point, $0.role, $0.backend, $0.block) = (
                        "hv3", "V3", "tpacket-v3", block
                    )
                    ($0.ringFrames, $0.ringBytes) = (nil, 1 << 20)
                    $0.settings["block_count"] = "16"
                })
        }
        rows.append(
            PlantedRow.make {
                ($0.point, $0.role, $0.rate) = ("hfast", "V3", "5000000 pps")
                ($0.outcome, $0.invalidReason, $0.backend) = (.invalid, .engineLimit, "tpacket-v3")
            })
        rows.append(
            PlantedRow.make { ($0.outcome, $0.backend, $0.role) = (.baseline, "none", "baseline") })
        for index in rows.indices { rows[index].trial = index + 1 }
        return ExplainedRun(name: "results/x", manifest: manifest, records: rows)
    }

    @Test func `Points have their trials, and the median stands for them`() {
        let run = Self.run()
        #expect(run.series == ["V2", "V3"])
        #expect(run.points.map(\.id) == ["h8a0b1", "h64a0b1", "h512a0b1", "hv3", "hfast"])
        #expect(run.points[0].valid.count == 3)
        #expect(run.points[0].typical.block == 2)
        #expect(run.points[4].valid.isEmpty && run.points[4].typical.invalidReason == .engineLimit)
        #expect(run.points[0].outlier == nil)
    }

    @Test func `Neighbours differ in one thing`() {
        let run = Self.run()
        let beside = run.neighbours(of: 0)
        #expect(
            beside.filter { $0.axis == Neighbour.ring }.map(\.words) == ["64 slots", "512 slots"])
        #expect(beside.filter { $0.axis == Neighbour.method }.count == 1)
        #expect(run.evidence(of: 0).cure?.words == "64 slots")
        #expect(run.evidence(of: 1).cure?.words == "512 slots")
        #expect(run.evidence(of: 2).deeper.isEmpty)
        // The other rate is no valid neighbour of V3.
        #expect(run.neighbours(of: 3).allSatisfy { $0.axis == Neighbour.method })
    }

    @Test(arguments: [
        ("h8a0b1", [0]), ("h8a", [0]), ("V2", [0, 1, 2]), ("V2, 100000 pps, 64 slots", [1]),
        ("ring_frames=512", [2]), ("backend=tpacket-v3", [3, 4]), ("hv3", [3]), ("nothing", []),
        ("h8", []), ("", []), ("ring_frames=9", []), ("no_key=1", []),
    ])
    func `A point is named by id, label, series or value`(word: String, points: [Int]) {
        let run = Self.run()
        #expect(run.named(word) == points, "\(run.points.map(\.label))")
    }

    @Test func `A trial that lost far more than the others is explained apart`() {
        var rows = (1...4).map { block in
            PlantedRow.losing(100, at: \.dropsSocket) { ($0.block, $0.trial) = (block, block) }
        }
        rows.append(
            PlantedRow.losing(90_000, at: \.dropsSocket) {
                ($0.block, $0.trial) = (5, 5)
                ($0.lossEpisodes, $0.lossLongestFrames) = (1, 90_000)
            })
        let run = ExplainedRun(name: "r", manifest: Self.manifest, records: rows)
        let point = ExplainedPoint(run, 0)
        #expect(point.causes.map(\.rule) == ["small-ring"])
        #expect(point.outlier.map(\.trial) == [5])
        #expect(point.outlier.first?.causes.map(\.rule) == ["stood-still"])
        let text = ExplainText.full([point], width: 80)
        #expect(text.contains("One trial lost far more: 4.5 %, trial 5."))
    }

    @Test(arguments: [60, 80, 200])
    func `The text of a point names terms, cause, advice and neighbours`(width: Int) {
        let text = ExplainText.full([ExplainedPoint(Self.run(), 0)], width: width)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
        let flat = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
        for words in [
            "V2, 100000 pps, 8 slots [h8a0b1]", "2 % lost in the middle one of 3 trials",
            "Why: the ring is too small.", "> Enlarge it: ring_frames.", "64 slots 0.1 %",
            "> With 64 slots 0.1 % was lost.",
            "socket or ring full 40,002 2 % drops_socket", "other methods, same traffic:",
            "CPU: most of the CPU time",
        ] {
            #expect(flat.contains(words), "\(words): \(text)")
        }
    }

    @Test(arguments: [60, 69, 70, 80])
    func `Small losses of long names keep the width`(width: Int) {
        let row = PlantedRow.losing(842, at: \.unexplained9) { $0.unexplainedFrames = 842 }
        let run = ExplainedRun(name: "r", manifest: Self.manifest, records: [row])
        let text = ExplainText.full([ExplainedPoint(run, 0)], width: width)
        #expect(text.contains("unexplained_frames"))
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
    }

    @Test func `Where no rule fits the text says so`() {
        let row = PlantedRow.losing(9, at: \.unexplained9) { $0.unexplainedFrames = 9 }
        let run = ExplainedRun(name: "r", manifest: Self.manifest, records: [row])
        let point = ExplainedPoint(run, 0)
        #expect(point.causes.isEmpty)
        let text = ExplainText.full([point], width: 80)
        #expect(text.contains("Why: no rule fits."), "\(text)")
        #expect(text.contains("unexplained"), "\(text)")
        #expect(
            ExplainText.brief("r", [point], lossless: [], left: 0, width: 80).contains(
                "no rule fits"))
    }

    @Test func `The overview is brief, and says how to see more`() {
        let run = Self.run()
        let text = ExplainText.brief(
            "results/x", [0, 4].map { ExplainedPoint(run, $0) }, lossless: [], left: 3, width: 80)
        #expect(text.contains("No valid trial: 1 engine-limit."), "\(text)")
        #expect(text.contains("3 more points are not shown."), "\(text)")
        #expect(text.contains("cannot send this fast here"), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `Series that lost nothing take a line`() {
        let rows = [1, 2, 3].flatMap { (size: Int) -> [TrialRecord] in
            [
                PlantedRow.make { ($0.point, $0.ringFrames) = ("hv2\(size)", size) },
                PlantedRow.losing(500, at: \.dropsSocket) {
                    ($0.point, $0.role, $0.ringFrames) = ("hlossy\(size)", "lossy", size)
                },
            ]
        }
        let run = ExplainedRun(name: "r", manifest: Self.manifest, records: rows)
        let (worst, lossless) = run.worst(run.points.indices, most: 2)
        #expect(worst.map { run.points[$0].id } == ["hlossy1", "hlossy2"])
        #expect(lossless == ["V2: no frame was lost at any of its 3 points."])
        let text = ExplainText.brief(
            "r", worst.map { ExplainedPoint(run, $0) }, lossless: lossless, left: 1, width: 80)
        #expect(text.contains("V2: no frame was lost"))
        #expect(text.contains("1 more point is not shown."))
    }

    @Test(arguments: [
        (0, "V2: loss was not measured at any of its 3 points."),
        (2, "V2: no frame was lost at 2 of its 3 points; at the others loss was not measured."),
        (3, "V2: no frame was lost at any of its 3 points."),
    ])
    func `Loss that was not measured is not said to be none`(measured: Int, words: String) {
        let rows = [1, 2, 3].map { (size: Int) -> TrialRecord in
            var row = PlantedRow.make { ($0.point, $0.ringFrames) = ("hv2\(size)", size) }
            if size > measured { row.lossPercent = nil }
            return row
        }
        let run = ExplainedRun(name: "r", manifest: Self.manifest, records: rows)
        #expect(run.worst(run.points.indices, most: 2).lossless == [words])
        let one = ExplainedRun(name: "r", manifest: Self.manifest, records: [rows[2]])
        #expect(
            one.worst(one.points.indices, most: 2).lossless.first?.hasSuffix(
                measured == 3 ? ": no frame was lost." : ": loss was not measured.") == true)
    }

    @Test func `What the engine cannot send comes after what was lost`() {
        let beyond = PlantedRow.make { row in
            (row.point, row.outcome, row.invalidReason) = ("hbeyond", .invalid, .engineLimit)
        }
        let lossy = PlantedRow.losing(9, at: \.dropsSocket) { $0.point = "hlossy" }
        let stolen = PlantedRow.make { row in
            (row.point, row.outcome, row.invalidReason) = ("hstolen", .invalid, .steal)
        }
        let run = ExplainedRun(
            name: "r", manifest: Self.manifest, records: [beyond, lossy, stolen])
        let (worst, _) = run.worst(run.points.indices, most: 3)
        #expect(worst.map { run.points[$0].id } == ["hstolen", "hlossy", "hbeyond"])
    }

    @Test func `JSON has the same, with the rules' names`() throws {
        let run = Self.run()
        let json = try ExplainJSON.text(run, [ExplainedPoint(run, 0)], open: [])
        for words in [
            #""run" : "results/x""#, #""rule" : "small-ring""#, #""loss_percent" : 2.0001"#,
            #""open_verdicts" : ["#, #""axis" : "ring""#,
        ] {
            #expect(json.contains(words), "\(words): \(json)")
        }
    }

    @Test func `Labels that would act are shown harmless`() {
        var row = PlantedRow.losing(9, at: \.dropsSocket)
        row.role = "\u{1B}[31mred\nline \u{202E}turned"
        let run = ExplainedRun(name: "r", manifest: Self.manifest, records: [row])
        let text = ExplainText.full([ExplainedPoint(run, 0)], width: 80)
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        #expect(text.contains("[31mred line"))
    }
}

extension Ledger {
    /// A term that nothing is in: what is lost there is unexplained.
    fileprivate var unexplained9: Int? {
        get { nil }
        set {}
    }
}
