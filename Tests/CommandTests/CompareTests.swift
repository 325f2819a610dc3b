import FoundationEssentials
import Kernel
import Results
import Testing

/// What “bench compare” says of results in every state, and how it exits; needs no privilege.
@Suite struct CompareTests {
    private let bench: Bench
    private let runs: CompareRuns

    init() throws {
        bench = try Bench()
        runs = CompareRuns(bench: bench)
    }

    private func compare(_ words: String...) throws -> Bench.Result {
        try bench.run(["compare", "--no-plot"] + words)
    }

    @Test func `A limit that is met exits 0, one that is exceeded 2`() throws {
        let good = try runs.write()
        let met = try compare(good.path)
        #expect(met.status == 0, "\(met.errors)")
        #expect(met.output.contains("better        recv → V3: kernel + process CPU per frame"))
        #expect(met.output.contains("gate: V3/recv is at most 0.75: met (0.50"))
        var costly = CompareRuns.blocks
        costly.cost = 3800
        let bad = try runs.write([CompareRuns.recv, costly], run: "2")
        let exceeded = try compare(bad.path)
        #expect(exceeded.status == 2, "\(exceeded.errors)")
        #expect(exceeded.output.contains("exceeded (0.95"))
    }

    @Test func `The newest run of an experiment stands for all`() throws {
        _ = try runs.write(run: "1")
        let newest = try runs.write(run: "3")
        let result = try compare(bench.folder + "/results/e", "--json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("\(newest.path.split(separator: "/").last ?? "none")"))
    }

    @Test func `Fewer than ten blocks are inconclusive and exit 3`() throws {
        let result = try compare(try runs.write(blocks: 9).path)
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.output.contains("valid on both sides: 9 repetitions; 10 are needed"))
    }

    @Test func `Two series are chosen by label, or by a setting`() throws {
        let run = try runs.write()
        let result = try compare(
            run.path, "--base", "V3", "--head", "recv", "--metric", "cpu_ns_per_unique_frame")
        #expect(result.status == 2, "\(result.errors)")
        #expect(result.output.contains("worse         V3 → recv"))
        let point = try compare(
            run.path, "--base", "point=h1", "--head", "point=h2", "--metric",
            "cpu_ns_per_unique_frame")
        #expect(point.status == 0, "\(point.errors)")
    }

    @Test func `Two runs are compared point by point`() throws {
        let base = try runs.write(run: "1")
        var slower = CompareRuns.blocks
        slower.cost = 2300
        let head = try runs.write([CompareRuns.recv, slower], seed: 2, run: "2")
        let result = try compare(base.path, head.path, "--metric", "cpu_ns_per_unique_frame")
        #expect(result.status == 2, "\(result.errors)")
        #expect(result.output.contains("worse         V3: kernel + process CPU per frame"))
        #expect(result.output.contains("same          recv: kernel + process CPU per frame"))
        #expect(result.output.contains("the two runs were not made side by side"))
    }

    @Test func `Other conditions are refused by name, and told when allowed`() throws {
        let base = try runs.write(run: "1")
        let head = try runs.write(run: "2") { $0.kernel = "6.2" }
        let refused = try compare(base.path, head.path)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("kernel: 6.1 and 6.2"), "\(refused.errors)")
        #expect(refused.errors.contains("--across kernel"))
        let allowed = try compare(base.path, head.path, "--across", "kernel")
        #expect(allowed.status == 0, "\(allowed.errors)")
        #expect(allowed.output.contains("the runs differ: kernel: 6.1 and 6.2"))
        let schema = try runs.write(run: "3") { $0.schema = 0 }
        let mixed = try compare(base.path, schema.path, "--across", "kernel")
        #expect(mixed.status == 64)
        #expect(mixed.errors.contains("schema"), "\(mixed.errors)")
    }

    @Test func `Nothing valid, one row or no rows are no ground for a verdict`() throws {
        let invalid = try runs.write(run: "1", row: { $0.outcome = .invalid })
        let none = try compare(invalid.path)
        #expect(none.status == 3)
        #expect(none.errors.contains("has no valid trial"), "\(none.errors)")
        let empty = try compare(try runs.write(blocks: 0, run: "2").path)
        #expect((empty.status, empty.output) == (3, ""))
        let one = try compare(try runs.write(blocks: 1, run: "3").path)
        #expect(one.status == 3)
        #expect(one.output.contains("inconclusive  recv → V3"))
    }

    @Test func `A base without the head's points is an error, and says so`() throws {
        let base = try runs.write(run: "1")
        var other = CompareRuns.blocks
        other.point = "h9"
        let head = try runs.write([other], run: "2")
        let result = try compare(base.path, head.path)
        #expect(result.status == 3)
        #expect(result.errors.contains("have no point in common"), "\(result.errors)")
    }

    @Test func `A half last row is left out and told, other damage is refused`() throws {
        let run = try runs.write()
        let text = try bench.text(run.trialsPath)
        try TextFile.write(String(text.dropLast(20)), to: run.trialsPath)
        let half = try compare(run.path)
        #expect(half.status == 0, "\(half.errors)")
        #expect(half.output.contains("the row is left out"))
        try TextFile.write(text.replacingFirst(",valid,", with: ",fine,"), to: run.trialsPath)
        let broken = try compare(run.path)
        #expect((broken.status, broken.output) == (64, ""))
        #expect(broken.errors.contains("trials.csv:2"), "\(broken.errors)")
        let lines = text.split(separator: "\n")
        try TextFile.write(
            text + lines.dropFirst().joined(separator: "\n") + "\n", to: run.trialsPath)
        let joined = try compare(run.path)
        #expect(joined.status == 64)
        #expect(joined.errors.contains("30 trials have two valid rows"), "\(joined.errors)")
    }

    @Test func `Numbers that are none are not measured`() throws {
        let run = try runs.write()
        let text = try bench.text(run.trialsPath)
        let cell = try #require(text.split(separator: "\n").dropFirst().first).split(
            separator: ",", omittingEmptySubsequences: false
        ).first { $0.contains(".") && $0 != "1.0" }
        try TextFile.write(
            text.replacingFirst("\(cell ?? "")", with: "nan"), to: run.trialsPath)
        let result = try compare(run.path)
        #expect(result.status == 64 || result.output.contains("14 pairs"), "\(result.output)")
    }

    @Test(arguments: [
        (["nowhere"], 64, "there is no such results directory"),
        (["RUN", "--metric", "los_percent"], 64, "there is no metric “los_percent”"),
        (["RUN", "--base", "recv"], 64, "--base and --head go together"),
        (["RUN", "--base", "recv", "--head", "V9"], 64, "has no series “V9”"),
        (["RUN", "--base", "recv", "--head", "backend=pcap"], 64, "no point of"),
        (["RUN", "--blocks", "5"], 64, "is no range such as 1-15"),
        (["RUN", "--blocks", "90-99"], 3, "has no valid trial"),
        (["RUN", "--across", "weather"], 64, "there is no difference “weather”"),
        (["RUN", "--quick"], 64, "goes with --base CMD"),
        (["RUN", "RUN", "RUN"], 64, "name one or two"),
        (["RUN", "--wait", "0s"], 64, "goes with --base CMD"),
        (["RUN", "--markdown", "/nowhere/x.md"], 64, "there is no directory “/nowhere/”"),
    ])
    func `What is wrong is said once, with its status`(
        words: [String], status: Int, says: String
    ) throws {
        let run = try runs.write()
        let result = try bench.run(
            ["compare", "--no-plot"] + words.map { $0 == "RUN" ? run.path : $0 })
        #expect(result.status == status, "\(result.errors)")
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test func `A run that declares nothing asks for two sides`() throws {
        let result = try compare(try runs.write(experiment: CompareRuns.plainExperiment).path)
        #expect(result.status == 64)
        #expect(result.errors.contains("--base recv --head V3"), "\(result.errors)")
    }

    @Test func `A report that cannot be written costs the report, and not the verdict`() throws {
        let run = try runs.write()
        try Directory.make(bench.folder + "/a-directory")
        let result = try bench.run(
            ["compare", run.path, "--markdown", "a-directory", "--junit", "v.xml", "--no-plot"])
        #expect(result.status == 1)
        #expect(result.errors.contains("bench: --markdown: "), "\(result.errors)")
        #expect(result.output.contains("junit  v.xml"), "\(result.output)")
        let nowhere = try bench.run(["compare", run.path, "--junit", "/proc/x.xml", "--no-plot"])
        #expect(nowhere.status == 1 && nowhere.errors.contains("bench: --junit: "))
        let whole = try bench.run(["compare", run.path, "--no-plot"])
        #expect(result.output.hasPrefix(whole.output))
        let xml = try bench.text(bench.folder + "/v.xml")
        #expect(xml.contains("<testsuites name=\"bench.e\""))
        #expect(xml.contains("classname=\"bench.e.primary\""))
    }

    @Test func `Reports that are longer than a comment are cut between blocks, headlines first`()
        throws
    {
        let row = "| " + String(repeating: "x", count: 200) + " |"
        let table = Array(repeating: row, count: 200).joined(separator: "\n")
        let folded = "<details>\n<summary>more</summary>\n\n\(table)\n\n</details>"
        for (name, word) in [("a.md", "Fine"), ("b.md", "Regression")] {
            try bench.write(
                "## \(word): sum\n\n\(table)\n\n\(folded)\n\nlast of \(name)\n", to: name)
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".github/comment").path
        let text = try Command.run([script, "a.md", "b.md", "absent.md"], in: bench.folder).text
        #expect(text.utf8.count <= 65_536)
        #expect(text.hasPrefix("## Fine: sum\n\n## Regression: sum\n\n"))
        #expect(text.contains(table) && text.contains("there is no room here"))
        let isWhole = text.split(separator: "\n").allSatisfy { !$0.hasPrefix("|") || $0 == row }
        #expect(isWhole)
        #expect(text.ranges(of: "<details>").count == text.ranges(of: "</details>").count)
    }

    @Test func `Reports are written whole, and the plot with its script`() throws {
        let run = try runs.write()
        let result = try bench.run(
            ["compare", run.path, "--markdown", "v.md", "--junit", "v.xml", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try bench.text(bench.folder + "/v.md").contains("### Primary comparisons"))
        #expect(try bench.text(bench.folder + "/v.xml").hasSuffix("</testsuites>\n"))
        #expect(result.output.hasPrefix("{") && result.output.contains("\"outcome\""))
        let plot = bench.folder + "/plots/e/20260101T000000Z-000000/effects.gp"
        #expect(FileManager.default.fileExists(atPath: plot))
    }
}
