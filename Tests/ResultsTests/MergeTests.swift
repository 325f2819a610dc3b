import FoundationEssentials
import Glibc
import Testing

@testable import Results

/// Runs on disk, in a place of their own.
private final class Lab {
    let root = "/tmp/bench-lab-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// What one run is like.
    struct Node {
        var name: String? = "node1"
        var boot = "b1"
        var blocks = 1...2
        var run = "20260131T101500Z-000001"
        var kernel = "6.12"
        var hash = "x"
        var baseline = true
        var edit: (inout Manifest) -> Void = { _ in }
        var row: (inout TrialRecord) -> Void = { _ in }
    }

    func write(_ node: Node, to folder: String = "results") throws -> RunDirectory {
        var manifest = Manifest(
            runID: node.run, experiment: "e", seed: 7, experimentHash: node.hash,
            commandLine: ["bench"], benchVersion: "0.1.0", quick: false,
            startedAt: "2026-01-31T10:15:00Z", kernel: node.kernel)
        manifest.facts["bench.sha256"] = "0123456789abcdef"
        manifest.facts[Machine.nameFact] = node.name
        manifest.facts[Machine.bootFact] = node.name.map { _ in node.boot }
        node.edit(&manifest)
        let run = try RunDirectory.create(
            under: "\(root)/\(folder)", manifest: manifest, experiment: "# Why?\n")
        let table = TrialTable(settingNames: ["batch"])
        var (trials, pauses) = (table.header, PauseTable.header)
        var (intervals, workers) = (IntervalTable.header, WorkerTable.header)
        var trial = node.baseline ? 1 : 0
        if node.baseline {
            trials += table.row(row(node, trial: 1, block: 0, "h0") { $0.outcome = .baseline })
        }
        for block in node.blocks {
            for point in ["h1", "h2"] {
                trial += 1
                trials += table.row(row(node, trial: trial, block: block, point) { _ in })
                pauses += PauseTable.row(pause(trial, 1, point, block))
                var interval = IntervalRecord()
                (interval.trial, interval.cpu) = (trial, "all")
                intervals += IntervalTable.row(interval)
                var worker = WorkerRecord()
                (worker.trial, worker.point, worker.frames) = (trial, point, block)
                workers += WorkerTable.row(worker)
            }
        }
        // Of an attempt that came to no row.
        pauses += PauseTable.row(pause(trial + 1, 1, "h1", 99))
        try Data(trials).write(to: URL(filePath: run.trialsPath))
        try Data(pauses).write(to: URL(filePath: run.pausesPath))
        try Data(intervals).write(to: URL(filePath: run.intervalsPath))
        try Data(workers).write(to: URL(filePath: run.workersPath))
        return run
    }

    private func pause(_ trial: Int, _ attempt: Int, _ point: String, _ from: Int) -> PauseRecord {
        var pause = PauseRecord()
        (pause.trial, pause.attempt, pause.point) = (trial, attempt, point)
        (pause.fromNs, pause.toNs) = (from, from + trial)
        return pause
    }

    private func row(
        _ node: Node, trial: Int, block: Int, _ point: String,
        _ change: (inout TrialRecord) -> Void
    ) -> TrialRecord {
        var row = TrialRecord()
        (row.trial, row.block, row.point, row.role) = (trial, block, point, "recv, \"quoted\"")
        (row.outcome, row.backend) = (.valid, "recv")
        row.startedAt = "2026-01-31T10:15:0\(block)Z"
        row.runID = node.run
        row.sizes = point
        row.cpuCaptureNs = 1000 * block + trial
        row.message = "a\nline"
        row.settings = ["batch": "32"]
        change(&row)
        node.row(&row)
        return row
    }

    /// The merged run, as it would be on disk.
    func merge(_ runs: [RunDirectory], to name: String = "merged") throws -> Merged {
        let plan = try MergePlan(runs.map(MergeSurvey.init))
        let directory = RunDirectory(path: "\(root)/\(name)")
        try FileManager.default.createDirectory(
            atPath: directory.path, withIntermediateDirectories: true)
        var files: [String: [UInt8]] = [:]
        try MergedFiles(plan) { name, bytes in files[name, default: []] += bytes }.write()
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(filePath: "\(directory.path)/\(name)"))
        }
        try directory.write(plan.manifest(commandLine: ["bench", "merge"]))
        return Merged(plan: plan, directory: directory, files: files)
    }

    struct Merged {
        let plan: MergePlan
        let directory: RunDirectory
        let files: [String: [UInt8]]

        var records: [TrialRecord] {
            get throws { try directory.trials().records }
        }
    }

    func problem(_ runs: [RunDirectory]) -> String? {
        do {
            _ = try MergePlan(runs.map(MergeSurvey.init))
            return nil
        } catch {
            return "\(error)".replacing(root + "/", with: "")
        }
    }
}

@Suite("Joining runs") struct MergeTests {
    private let lab = Lab()

    @Test("Parts of one whole are the whole again, with its numbers of repetitions")
    func parts() throws {
        let one = try lab.write(.init(blocks: 1...2))
        let two = try lab.write(
            .init(name: "node2", boot: "b2", blocks: 3...4, run: "20260131T101500Z-000002"))
        let merged = try lab.merge([two, one])
        let records = try merged.records
        #expect(records.map(\.block) == [0, 1, 1, 2, 2, 0, 3, 3, 4, 4])
        #expect(records.map(\.trial) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(
            records.map(\.machine) == Array(repeating: "node1", count: 5)
                + Array(repeating: "node2", count: 5))
        #expect(Set(records.map(\.benchBuild)) == ["0.1.0 0123456789ab"])
        #expect(Set(records.map(\.kernelRelease)) == ["6.12"])
        #expect(merged.plan.blockCounts == ["node1": 2, "node2": 2])
        // Nothing but numbers and conditions has changed.
        for (record, source) in zip(records, try one.trials().records) {
            var copy = record
            copy.machine = nil
            copy.kernelRelease = nil
            copy.benchBuild = nil
            #expect(copy == source)
        }
    }

    @Test("The same repetitions of two machines become repetitions of their own")
    func sameBlocks() throws {
        let one = try lab.write(.init(blocks: 1...3))
        let two = try lab.write(
            .init(name: "node2", boot: "b2", blocks: 2...4, run: "20260131T101500Z-000002"))
        let records = try lab.merge([one, two]).records.filter { $0.block > 0 }
        #expect(records.map(\.block) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
        // A repetition has each point once, on one machine.
        for (_, own) in Dictionary(grouping: records, by: \.block) {
            #expect(Set(own.map(\.machine)).count == 1)
            #expect(own.map(\.point) == ["h1", "h2"])
        }
    }

    @Test("Rows of the other tables follow their trials; those without a trial are left out")
    func sidecars() throws {
        let one = try lab.write(.init(blocks: 1...2))
        let two = try lab.write(
            .init(name: "node2", boot: "b2", blocks: 1...2, run: "20260131T101500Z-000002"))
        let merged = try lab.merge([one, two])
        let trials = Dictionary(
            uniqueKeysWithValues: try merged.records.map { ($0.trial, $0) })
        let pauses = try merged.directory.pauses().records
        #expect(pauses.map(\.trial) == [2, 3, 4, 5, 7, 8, 9, 10])
        for pause in pauses {
            #expect(trials[pause.trial]?.point == pause.point)
            // Written with the trial's number in its own run.
            let own = pause.trial > 5 ? pause.trial - 5 : pause.trial
            #expect(pause.toNs - pause.fromNs == own)
        }
        #expect(try merged.directory.intervals().records.map(\.trial) == [2, 3, 4, 5, 7, 8, 9, 10])
        #expect(merged.files["gaps.csv"] == nil)
        #expect(merged.files["capacity.csv"] == nil)
    }

    @Test("The order in which runs are given does not matter")
    func order() throws {
        let runs = try [
            Lab.Node(blocks: 1...2),
            Lab.Node(name: "node2", boot: "b2", blocks: 2...3, run: "20260131T101500Z-000002"),
            Lab.Node(name: "node10", boot: "b3", blocks: 1...1, run: "20260131T101500Z-000003"),
        ].map { try lab.write($0) }
        let one = try lab.merge(runs, to: "a")
        let other = try lab.merge([runs[2], runs[0], runs[1]], to: "b")
        #expect(one.files == other.files)
        #expect(try one.directory.manifest() == other.directory.manifest())
        #expect(RunID.isOne(try one.directory.manifest().runID))
    }

    @Test("A run that is given twice counts once, and what one copy has more counts")
    func twice() throws {
        let one = try lab.write(.init(blocks: 1...2))
        let longer = try lab.write(.init(blocks: 1...4), to: "copy")
        for (runs, name) in [([one, longer], "a"), ([longer, one], "b")] {
            let merged = try lab.merge(runs, to: name)
            #expect(try merged.records.map(\.block) == [0, 1, 1, 2, 2, 3, 3, 4, 4])
            #expect(try merged.directory.pauses().records.map(\.trial) == Array(2...9))
            #expect(merged.plan.notes.contains { $0.hasSuffix("its rows are taken once") })
        }
        let changed = try lab.write(
            .init(blocks: 1...2, row: { $0.cpuCaptureNs = 5 }), to: "changed")
        #expect(
            lab.problem([one, changed])?.hasPrefix("trial ") == true
                && lab.problem([one, changed])?.hasSuffix(
                    "of run 20260131T101500Z-000001 differs in results/e/20260131T101500Z-000001 and"
                        + " changed/e/20260131T101500Z-000001: one of them was changed") == true
        )
    }

    @Test("A merged run can be merged again: with what it has already, and with more")
    func again() throws {
        let runs = try [
            Lab.Node(blocks: 1...2),
            Lab.Node(name: "node2", boot: "b2", blocks: 1...2, run: "20260131T101500Z-000002"),
            Lab.Node(name: "node3", boot: "b3", blocks: 1...2, run: "20260131T101500Z-000003"),
        ].map { try lab.write($0) }
        let two = try lab.merge([runs[0], runs[2]], to: "two")
        let all = try lab.merge([two.directory, runs[1], runs[0]], to: "all")
        let direct = try lab.merge(runs, to: "direct")
        let lines = { (merged: Lab.Merged, name: String) in
            String(decoding: merged.files[name] ?? [], as: UTF8.self)
                .split(separator: "\n").sorted()
        }
        for name in ["trials.csv", "pauses.csv", "intervals.csv", "workers.csv"] {
            #expect(lines(all, name).count > 12)
            #expect(lines(all, name) == lines(direct, name))
        }
        #expect(all.plan.runs == direct.plan.runs)
    }

    @Test("Runs of one machine are one machine, whatever a container calls it")
    func machines() throws {
        let runs = try [
            Lab.Node(name: "a", boot: "same", blocks: 1...1),
            Lab.Node(name: "b", boot: "same", blocks: 2...2, run: "20260131T101500Z-000002"),
            Lab.Node(name: "localhost", boot: "x", blocks: 3...3, run: "20260131T101500Z-000003"),
            Lab.Node(
                name: "localhost", boot: "y", blocks: 4...4, run: "20260131T101500Z-000004",
                edit: { $0.facts[Machine.idFact] = "h2" }),
        ].map { try lab.write($0) }
        #expect(try lab.merge(runs).plan.machines == ["a", "localhost", "localhost 2"])
    }

    @Test("Runs that do not say their machine are taken for one, and that is said")
    func untold() throws {
        let one = try lab.write(.init(name: nil, blocks: 1...1))
        let two = try lab.write(
            .init(name: nil, blocks: 1...1, run: "20260131T101500Z-000002"))
        let merged = try lab.merge([one, two])
        #expect(merged.plan.machines == ["unknown"])
        #expect(merged.plan.notes.contains { $0.contains("these are taken for one, “unknown”") })
    }

    @Test("The manifest has what all runs share, and the manifest of each")
    func manifests() throws {
        let one = try lab.write(
            .init(edit: { ($0.cpuCount, $0.sysctls) = (2, ["a": "1", "b": "1"]) }))
        let two = try lab.write(
            .init(
                name: "node2", boot: "b2", run: "20260131T101500Z-000002", kernel: "6.18",
                edit: { ($0.cpuCount, $0.sysctls) = (4, ["a": "1", "b": "2"]) }))
        let manifest = try lab.merge([one, two]).directory.manifest()
        #expect(manifest.kernel == "6.12, 6.18")
        #expect(manifest.cpuCount == nil)
        #expect(manifest.sysctls == ["a": "1"])
        #expect(manifest.facts["bench.sha256"] == "0123456789abcdef")
        #expect(manifest.facts[Machine.nameFact] == nil)
        #expect(manifest.experimentHash == "x")
        #expect(manifest.runs?.map(\.manifest.cpuCount) == [2, 4])
        #expect(manifest.runs?.map(\.machine) == ["node1", "node2"])
    }

    @Test("Runs that do not belong together are refused, with the reason")
    func refused() throws {
        let one = try lab.write(.init())
        func other(_ node: Lab.Node) throws -> String? {
            var node = node
            node.run = "20260131T101500Z-00000\(Int.random(in: 2...9))"
            let run = try lab.write(node, to: "\(UInt32.random(in: 0 ... .max))")
            return lab.problem([one, run])
        }
        #expect(
            try other(.init(hash: "y"))?.hasSuffix(
                "the experiment file was changed, or --repetitions or --only differ") == true)
        #expect(
            try other(.init(hash: "y", edit: { $0.quick = true }))?.hasSuffix(
                "do not belong together: one was made with --quick, the other without") == true)
        #expect(
            try other(
                .init(hash: "y", row: { ($0.topology, $0.engine) = ("veth-napi", "send") }))?
                .contains("the experiment file was changed") == true)
        #expect(
            try other(.init(edit: { $0.experiment = "f" }))?.hasPrefix(
                "the runs are of different experiments: e in") == true)
        #expect(
            try other(.init(edit: { $0.search = "mlr" }))?.hasPrefix(
                "a sweep and a search cannot be joined") == true)
        #expect(
            try other(.init(row: { $0.sizes = "1518" }))?.hasPrefix("the point h") == true)
        let built = { (sha: String) in
            { (manifest: inout Manifest) in
                manifest.builds = [ComparedBuild(name: "head", command: "h", sha256: sha)]
            }
        }
        let first = try lab.write(.init(run: "20260131T101500Z-00000a", edit: built("1")))
        let second = try lab.write(.init(run: "20260131T101500Z-00000b", edit: built("2")))
        #expect(
            lab.problem([first, second])?.hasPrefix("the program of --head is another in") == true)
    }

    @Test("Runs without a trial are left out; none at all is told")
    func empty() throws {
        let one = try lab.write(.init())
        let none = try lab.write(.init(name: "node2", run: "20260131T101500Z-000002"))
        try FileManager.default.removeItem(atPath: none.trialsPath)
        let merged = try lab.merge([one, none])
        #expect(try merged.records.count == 5)
        #expect(merged.plan.notes.contains { $0.hasSuffix("has no trial yet; it is left out") })
        #expect(throws: MergeError("no run has a trial yet", isInconclusive: true)) {
            try MergePlan([MergeSurvey(none)])
        }
    }

    @Test("The order of values is kept, also where a run is of a version that had none")
    func valuesAreKept() throws {
        let old = try lab.write(.init())
        let new = try lab.write(
            .init(
                name: "node2", run: "20260131T101500Z-000002",
                edit: { $0.values = ["touch": ["header", "count"]] }))
        let merged = try lab.merge([old, new])
        #expect(try merged.directory.manifest().values == ["touch": ["header", "count"]])
    }

    @Test("A half last row is left out; a broken row is an error with its line")
    func broken() throws {
        let one = try lab.write(.init())
        let whole = try Data(contentsOf: URL(filePath: one.trialsPath))
        try (whole + Data("99,1,3,h1".utf8)).write(to: URL(filePath: one.trialsPath))
        let pauses = try Data(contentsOf: URL(filePath: one.pausesPath))
        try (pauses + Data("h1,2,1".utf8)).write(to: URL(filePath: one.pausesPath))
        let merged = try lab.merge([one])
        #expect(try merged.records.count == 5)
        #expect(try merged.directory.pauses().records.count == 4)
        #expect(merged.plan.notes.contains { $0.contains("the row is left out") })
        try (pauses + Data("h1,2,1\nh1,2,1,3,4\n".utf8)).write(to: URL(filePath: one.pausesPath))
        #expect {
            try lab.merge([one], to: "other")
        } throws: {
            "\($0)".contains("pauses.csv:") && "\($0)".hasSuffix("has 3 cells; the header has 5")
        }
    }

    @Test("Searches are joined with what they found")
    func searches() throws {
        let found = { (block: Int) in
            var record = CapacityRecord()
            (record.point, record.role, record.block) = ("s1", "recv", block)
            (record.procedure, record.goal, record.countedLoss) = ("mlr", "0 %", "total")
            record.lowerPps = Double(1000 * block)
            return record
        }
        let runs = try [
            Lab.Node(blocks: 1...2, edit: { $0.search = "mlr" }),
            Lab.Node(
                name: "node2", boot: "b2", blocks: 1...2, run: "20260131T101500Z-000002",
                edit: { $0.search = "mlr" }),
        ].map { try lab.write($0) }
        for run in runs { try run.write([found(1), found(2)]) }
        let merged = try lab.merge(runs)
        let records = try merged.directory.capacities().records
        #expect(records.map(\.block) == [1, 2, 3, 4])
        #expect(records.map(\.machine) == ["node1", "node1", "node2", "node2"])
        #expect(records.map(\.comparable.machine) == ["node1", "node1", "node2", "node2"])
        let twice = try lab.merge([merged.directory, runs[1]], to: "twice")
        #expect(try twice.directory.capacities().records == records)
    }
}
