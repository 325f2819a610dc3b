import FoundationEssentials
import Glibc
import Results
import Settings
import Testing

/// A run's directory in a place of its own, removed with its owner.
private final class Place {
    let root = "/tmp/bench-results-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    deinit { try? FileManager.default.removeItem(atPath: root) }

    var manifest: Manifest {
        var manifest = Manifest(
            runID: "20260131T101500Z-3f9c1a", experiment: "ringsize", seed: .max,
            experimentHash: "ab12", commandLine: ["bench", "sweep", "a/b.toml"],
            benchVersion: "1.0", quick: true, startedAt: "2026-01-31T10:15:00Z",
            kernel: "6.18.44")
        manifest.sysctls = ["net.core.rmem_max": "212992"]
        manifest.captureCPU = 1
        return manifest
    }

    func make() throws -> RunDirectory {
        try RunDirectory.create(under: root, manifest: manifest, experiment: "# Why?\n")
    }
}

struct RunDirectoryTests {
    private let place = Place()

    @Test func aRunHasItsManifestAndItsExperiment() throws {
        let run = try place.make()
        #expect(run.path == place.root + "/ringsize/20260131T101500Z-3f9c1a")
        var manifest = place.manifest
        manifest.sequence = 1
        #expect(try RunDirectory(path: run.path + "/").manifest() == manifest)
        let copy = try Data(contentsOf: URL(filePath: run.experimentPath))
        #expect(copy == Data("# Why?\n".utf8))
        #expect(try run.makeRawDirectory(trial: 3, attempt: 2) == run.path + "/raw/3.2")
        #expect(FileManager.default.fileExists(atPath: run.path + "/raw/3.2"))
    }

    @Test func aRunIsNeverWrittenOver() throws {
        _ = try place.make()
        #expect {
            _ = try place.make()
        } throws: {
            "\($0)".hasSuffix("the run's directory already exists")
        }
    }

    @Test func keysOfTheManifestAreSorted() throws {
        let text = String(decoding: try place.manifest.json(), as: UTF8.self)
        let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
        #expect(keys == keys.sorted())
        #expect(text.contains("\"schema\" : 1"))
    }

    @Test("what older versions kept as text among the facts is read as what it is")
    func olderFacts() throws {
        var old = place.manifest
        old.facts = [
            "series": "recv\nV3", "figures": "cpu-by-ring\n\t\nloss-by-ring\tLoss, at last",
            "builds": "base\nhead", "build.base.command": "./old", "build.head.command": "./new",
            "build.head.sha256": "ab",
        ]
        let read = try Manifest(json: try old.json(), file: "manifest.json")
        #expect(read.series == ["recv", "V3"])
        #expect(
            read.plots == [
                PlotRequest(figure: "cpu-by-ring"),
                PlotRequest(figure: "loss-by-ring", title: "Loss, at last"),
            ])
        #expect(
            read.builds == [
                ComparedBuild(name: "base", command: "./old"),
                ComparedBuild(name: "head", command: "./new", sha256: "ab"),
            ])
        // What a run says itself stands.
        old.series = ["V2"]
        #expect(try Manifest(json: try old.json(), file: "manifest.json").series == ["V2"])
    }

    @Test(arguments: [Int.max, .min, -1, 1 << 41])
    func numbersThatAreAddedToOthersHaveABound(number: Int) throws {
        var numbered = place.manifest
        numbered.sequence = number
        let merged = [(number, 0), (0, number)].map { trials, blocks in
            var made = place.manifest
            made.runs = [
                MergedRun(
                    machine: "m", trialOffset: trials, blockOffset: blocks,
                    manifest: place.manifest)
            ]
            return made
        }
        for made in [numbered] + merged {
            let text = try made.json()
            let error = try #require(throws: ResultsError.self) {
                try Manifest(json: text, file: "manifest.json")
            }
            #expect("\(error)".contains("manifest.json") && "\(error)".contains("(allowed: 0 to"))
        }
    }

    @Test func aNewerSchemaIsRefusedWithBothVersions() throws {
        let run = try place.make()
        try Data(#"{"schema": 7, "all_new": true}"#.utf8).write(to: URL(filePath: run.manifestPath))
        #expect {
            _ = try run.manifest()
        } throws: {
            "\($0)".contains("schema 7") && "\($0)".contains("schema 1")
        }
    }

    @Test(arguments: [
        ("", "not JSON, or cut short"), ("{", "not JSON, or cut short"),
        ("{}", "the key “schema” is missing"), (#"{"schema": 1}"#, "is missing"),
    ])
    func aBrokenManifestIsNamed(text: String, problem: String) throws {
        let run = try place.make()
        try Data(text.utf8).write(to: URL(filePath: run.manifestPath))
        #expect {
            _ = try run.manifest()
        } throws: {
            "\($0)".hasPrefix(run.manifestPath) && "\($0)".contains(problem)
        }
    }

    @Test func aMissingManifestIsNamed() {
        #expect {
            _ = try RunDirectory(path: "/nowhere").manifest()
        } throws: {
            "\($0)".hasPrefix("/nowhere/manifest.json: cannot be read")
        }
    }

    @Test func runIDsHaveTheTimeAndSortByIt() {
        var random = Fixed()
        #expect(
            RunID.make(at: Date(timeIntervalSince1970: 1_769_854_500), using: &random)
                == "20260131T101500Z-00002a")
        #expect(RunID.make() != RunID.make())
    }

    /// Draws 42 below 2^24.
    private struct Fixed: RandomNumberGenerator {
        mutating func next() -> UInt64 { 42 << 8 }
    }
}

struct RepairTests {
    private let place = Place()

    private func trial(_ trial: Int, _ outcome: Outcome) -> TrialRecord {
        var record = TrialRecord()
        record.trial = trial
        record.point = "p\(trial)"
        record.role = "r"
        record.startedAt = "now"
        record.outcome = outcome
        return record
    }

    private func interval(_ trial: Int) -> IntervalRecord {
        var record = IntervalRecord()
        record.trial = trial
        record.cpu = "1"
        return record
    }

    @Test func halfRowsAndUncommittedIntervalsGo() throws {
        let run = try place.make()
        let layout = TrialTable(settingNames: ["wake_up"])
        let trials = layout.header + layout.row(trial(0, .valid))
        let intervals = IntervalTable.header + IntervalTable.row(interval(0))
        try Data(trials + layout.row(trial(1, .valid)).dropLast(9))
            .write(to: URL(filePath: run.trialsPath))
        try Data(intervals + IntervalTable.row(interval(1)) + Array("1,1".utf8))
            .write(to: URL(filePath: run.intervalsPath))

        let repaired = try run.repairTail()
        #expect(repaired.trials.records.map(\.trial) == [0])
        #expect(repaired.repairs.count == 2)
        #expect(try Data(contentsOf: URL(filePath: run.trialsPath)) == Data(trials))
        #expect(try Data(contentsOf: URL(filePath: run.intervalsPath)) == Data(intervals))
        #expect(try run.repairTail().repairs.isEmpty)
    }

    private func gap(_ trial: Int) -> GapRecord {
        var record = GapRecord()
        record.trial = trial
        record.toNs = 63
        record.frames = 9
        return record
    }

    @Test func halfRowsAndUncommittedGapsGo() throws {
        let run = try place.make()
        let layout = TrialTable(settingNames: [])
        try Data(layout.header + layout.row(trial(0, .valid)))
            .write(to: URL(filePath: run.trialsPath))
        let gaps = GapTable.header + GapTable.row(gap(0))
        try Data(gaps + GapTable.row(gap(1)) + Array("1,1".utf8))
            .write(to: URL(filePath: run.gapsPath))
        #expect(try run.repairTail().repairs.count == 1)
        #expect(try Data(contentsOf: URL(filePath: run.gapsPath)) == Data(gaps))
        #expect(try run.gaps().records == [gap(0)])
        try Data(gaps + Array("0,1,6".utf8)).write(to: URL(filePath: run.gapsPath))
        #expect(try run.repairTail().repairs == ["\(run.gapsPath): cut off a half last row"])
        #expect(try Data(contentsOf: URL(filePath: run.gapsPath)) == Data(gaps))
    }

    private func loss(_ trial: Int) -> LossRecord {
        var record = LossRecord()
        (record.point, record.trial) = ("p", trial)
        (record.toNs, record.lostFrames) = (1000, 9)
        return record
    }

    @Test func halfRowsAndUncommittedLossesGo() throws {
        let run = try place.make()
        let layout = TrialTable(settingNames: [])
        try Data(layout.header + layout.row(trial(0, .valid)))
            .write(to: URL(filePath: run.trialsPath))
        let losses = LossTable.header + LossTable.row(loss(0))
        try Data(losses + LossTable.row(loss(1)) + Array("p,1".utf8))
            .write(to: URL(filePath: run.lossesPath))
        #expect(try run.repairTail().repairs.count == 1)
        #expect(try Data(contentsOf: URL(filePath: run.lossesPath)) == Data(losses))
        #expect(try run.losses().records == [loss(0)])
        var pause = PauseRecord()
        (pause.point, pause.trial, pause.attempt) = ("p", 0, 1)
        var other = pause
        other.trial = 1
        let pauses = PauseTable.header + PauseTable.row(pause)
        try Data(pauses + PauseTable.row(other)).write(to: URL(filePath: run.pausesPath))
        #expect(try run.repairTail().repairs.count == 1)
        #expect(try run.pauses().records == [pause])
        var worker = WorkerRecord()
        (worker.point, worker.trial, worker.worker, worker.frames) = ("p", 0, 3, 7)
        var more = worker
        (more.attempt, more.dropsFrames) = (2, 1)
        let workers = WorkerTable.header + WorkerTable.row(worker)
        try Data(workers + WorkerTable.row(more)).write(to: URL(filePath: run.workersPath))
        #expect(try run.repairTail().repairs.count == 1)
        #expect(try run.workers().records == [worker])
    }

    @Test func aRunOfBeforeThereWereGapsOrLossesHasNone() throws {
        let run = try place.make()
        #expect(try run.gaps().records.isEmpty && run.gaps().warning == nil)
        #expect(try run.losses().records.isEmpty && run.losses().warning == nil)
        #expect(try run.pauses().records.isEmpty && run.pauses().warning == nil)
        #expect(try run.workers().records.isEmpty && run.workers().warning == nil)
    }

    @Test func aRunThatNeverBeganNeedsNoRepair() throws {
        let repaired = try place.make().repairTail()
        #expect(repaired.trials.records.isEmpty)
        #expect(repaired.repairs.isEmpty)
    }
}
