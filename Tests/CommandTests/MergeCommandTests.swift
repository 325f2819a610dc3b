import FoundationEssentials
import Kernel
import Results
import Testing

/// `bench merge`, and sweeps of a part of the repetitions.
@Suite struct MergeCommandTests {
    private let bench: Bench
    private let runs: CompareRuns

    init() throws {
        bench = try Bench()
        runs = CompareRuns(bench: bench)
    }

    /// A run of a machine of its own, with 6 repetitions of two series.
    private func node(
        _ number: Int, head: Double = 2000, blocks: Int = 6,
        experiment: String = CompareRuns.experiment, change: (inout Manifest) -> Void = { _ in }
    ) throws -> RunDirectory {
        try runs.write(
            [CompareRuns.recv, .init(role: "V3", point: "h2", cost: head)], blocks: blocks,
            seed: UInt64(number), experiment: experiment, run: "\(number)",
            change: { manifest in
                manifest.facts["host.name"] = "node\(number)"
                manifest.facts["host.boot_id"] = "\(number)"
                change(&manifest)
            })
    }

    /// Names in the folder of the test that a merge may have left.
    private func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: bench.folder)
            .filter { $0.hasPrefix("lab") }
    }

    @Test func `Runs of several machines are joined, and every reader reads the result`() throws {
        let nodes = try [node(1), node(2, change: { $0.kernel = "6.9" }), node(3)]
        let merged = try bench.run(["merge", "-o", "lab"] + nodes.map(\.path))
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(merged.output.contains("machine  runs  repetitions  kernel"))
        #expect(merged.output.contains("node2    1     6            6.9"))
        #expect(merged.output.contains("differs  kernel: 6.1 (node1, node3), 6.9 (node2)"))
        let records = try RunDirectory(path: bench.folder + "/lab").trials().records
        #expect(records.count == 36)
        #expect(Set(records.map(\.block)) == Set(1...18))
        #expect(Set(records.map(\.machine)) == ["node1", "node2", "node3"])

        let compared = try bench.run(["compare", "lab", "--no-plot"])
        #expect(compared.status == 0, "\(compared.output)\(compared.errors)")
        #expect(compared.output.contains("3 of 3 machines go the same way: −49.8 % (node1)"))
        #expect(compared.output.contains("By machine (each one vote"))
        #expect(compared.output.contains("18 pairs"))
        #expect(
            compared.output.contains("machines or runs differ in kernel: 6.1 (node1, node3)"))
        let json = try bench.run(["compare", "lab", "--no-plot", "--json"]).output
        #expect(JSON.isWhole(json))
        #expect(json.contains("\"machine\" : \"node2\""))

        #expect(try bench.run(["explain", "lab"]).status == 0)
        let report = try bench.run(["report", "lab", "-o", "r.html"])
        #expect(report.status == 0, "\(report.errors)")
        let page = try bench.read("r.html")
        #expect(page.contains("The runs that were joined"))
        #expect(page.contains("3 of 3 machines go the same way"))
        #expect(try bench.run(["plot", "lab", "--figure", "ledger"]).status != 64)
    }

    @Test func `A folder stands for all runs in it, and JSON says what was joined`() throws {
        for number in 1...2 { _ = try node(number) }
        let merged = try bench.run(["merge", "results/e", "-o", "new/lab", "--json"])
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(JSON.isWhole(merged.output))
        #expect(merged.output.contains("\"rows\" : 24"))
        #expect(merged.output.contains("\"block_offset\" : 6"))
        #expect(try RunDirectory(path: bench.folder + "/new/lab").trials().records.count == 24)
    }

    @Test func `Runs that do not belong together are one clear line, and nothing is made`() throws {
        let one = try node(1)
        func refusal(_ other: RunDirectory, status: Int = 64) throws -> String {
            let result = try bench.run(["merge", one.path, other.path, "-o", "lab"])
            #expect(result.status == status, "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1)
            #expect(result.output.isEmpty)
            #expect(try left().isEmpty)
            return result.errors
        }
        #expect(
            try refusal(node(2, change: { $0.experimentHash = "y" })).contains(
                "do not belong together: the experiment file was changed"))
        let declared = CompareRuns.experiment.replacing("75%", with: "90%")
        #expect(
            try refusal(node(3, experiment: declared)).contains(
                "declare different contrasts, hypotheses or metrics"))
        #expect(
            try refusal(RunDirectory(path: "nowhere")).contains(
                "there is no such results directory"))
        let broken = try node(4)
        try bench.write("no manifest", to: "m")
        try FileManager.default.removeItem(atPath: broken.manifestPath)
        try FileManager.default.copyItem(
            atPath: bench.folder + "/m", toPath: broken.manifestPath)
        #expect(try refusal(broken).contains("manifest.json: not JSON, or cut short"))
        let torn = try node(5)
        let text = try bench.text(torn.trialsPath)
        try TextFile.write(text.replacing(",valid,", with: ",perhaps,"), to: torn.trialsPath)
        #expect(try refusal(torn).contains("trials.csv:2: outcome: “perhaps”"))
    }

    @Test func `No trial at all is no result; a directory that is there is not touched`() throws {
        let none = try node(1, blocks: 0)
        let empty = try bench.run(["merge", none.path, "-o", "lab"])
        #expect(empty.status == 3)
        #expect(empty.errors.contains("no run has a trial yet"))
        #expect(try left().isEmpty)
        let one = try node(2)
        try Directory.make(bench.folder + "/lab")
        try bench.write("mine", to: "lab/file")
        let there = try bench.run(["merge", one.path, "-o", "lab"])
        #expect(there.status == 64)
        #expect(there.errors.contains("lab is there already; name another directory"))
        #expect(try bench.read("lab/file") == "mine")
        #expect(try left() == ["lab"])
    }

    @Test(.enabled(if: Bench.isRoot, "needs root: a small file system"))
    func `On a full disk nothing is left`() throws {
        let one = try node(1, blocks: 200)
        let script = """
            mkdir full && mount -t tmpfs -o size=16k none full || exit 99
            '\(Bench.path)' merge '\(one.path)' -o full/lab
            echo "status $?"; ls -A full
            """
        let result = try bench.run(
            ["-c", script], prefix: ["unshare", "--mount"], executable: "/bin/sh")
        #expect(result.output == "status 1\n", "\(result.output)\(result.errors)")
        #expect(result.errors.contains("No space left on device"))
    }

    @Test func `A part that is none, or of too few repetitions, is refused before anything`() throws
    {
        try bench.write(experiment(), to: "e.toml")
        for (words, problem) in [
            (["plan", "e.toml", "--blocks", "3"], "“3” is no part of the repetitions"),
            (["sweep", "e.toml", "--blocks", "3/2"], "“3/2” is no part of the repetitions"),
            (["search", "e.toml", "--blocks", "1/2"], "the experiment has 1 repetition, which"),
            (["plan", "e.toml", "--blocks", "1/2"], "use at most 1, or more --repetitions"),
            (
                ["compare", "e.toml", "--base", "a", "--head", "b", "--blocks", "1/2"],
                "--blocks 1/2"
            ),
        ] {
            let result = try bench.run(words)
            #expect(result.status == 64, "\(words): \(result.errors)")
            #expect(result.errors.contains(problem), "\(words): \(result.errors)")
        }
        let run = try node(1)
        let range = try bench.run(["compare", run.path, "--blocks", "1/2", "--no-plot"])
        #expect(range.status == 64)
        #expect(
            range.errors.contains("“1/2” is no range such as 1-15; K/N is for what is measured"))
        #expect(bench.runDirectory != nil)
    }

    @Test func `The plan of a part has its repetitions, with the order of the whole`() throws {
        try bench.write(
            experiment("repetitions = 5", series: ["backend = \"recv\"", "backend = \"null\""]),
            to: "e.toml")
        struct Plan: Decodable {
            struct Trial: Decodable, Hashable {
                let trial: Int
                let block: Int
                let point: String
            }
            let seed: UInt64
            let trials: [Trial]
        }
        let plan = { (more: [String]) in
            let text = try bench.run(["plan", "e.toml", "--json"] + more).output
            return try JSONDecoder().decode(Plan.self, from: Data(text.utf8))
        }
        let parts = try (1...3).map { try plan(["--blocks", "\($0)/3"]) }
        #expect(Set(parts.map(\.seed)).count == 1)
        let whole = try plan(["--seed", "\(parts[0].seed)"])
        let measured = { (plan: Plan) in plan.trials.filter { $0.block > 0 } }
        #expect(parts.flatMap(measured) == measured(whole))
        #expect(measured(whole).count == 10)
    }
}
