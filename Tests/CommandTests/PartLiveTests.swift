import FoundationEssentials
import Kernel
import Results
import Testing

/// Parts of the repetitions, measured.
extension SweepTests {
    /// Four repetitions of two series.
    private static let four = experiment(
        "repetitions = 4\nseed = 3",
        series: ["label = \"a\"\nbackend = \"recv\"", "label = \"b\"\nbackend = \"null\""])

    @Test func `Two parts, the second killed and resumed, are together the whole run`() throws {
        let bench = try Bench()
        try bench.write(Self.four, to: "e.toml")
        let first = try bench.sweep("e.toml", ["--blocks", "1/2", "--results", "part1"])
            .wait(seconds: 120)
        #expect([0, 3].contains(first.status), "\(first.errors)")
        let second = try bench.sweep("e.toml", ["--blocks", "2/2"])
        try bench.awaitRecords(1, of: second)
        second.child.kill()
        _ = try? second.child.wait()
        let killed = try #require(bench.runDirectory)
        #expect(try killed.manifest().blocks == "2/2")
        let other = try bench.sweep("e.toml", ["--blocks", "1/2", "--resume", killed.path])
            .wait()
        #expect(other.status == 64)
        #expect(other.errors.contains("has the part 2/2 of the repetitions; leave out --blocks"))
        let resumed = try bench.sweep("e.toml", ["--resume", killed.path]).wait(seconds: 120)
        #expect([0, 3].contains(resumed.status), "\(resumed.errors)")
        let merged = try bench.run(["merge", "part1/e", "results/e", "-o", "lab"])
        #expect(merged.status == 0, "\(merged.errors)")

        let lab = RunDirectory(path: bench.folder + "/lab")
        let records = try lab.trials().records
        let keys = { (records: [TrialRecord]) in
            Set(records.filter { $0.block > 0 }.map { "\($0.block) \($0.point)" })
        }
        #expect(keys(records).count == 8)
        #expect(Set(records.map(\.block)) == Set(0...4))
        #expect(Set(records.map(\.machine)).count == 1)
        let manifest = try lab.manifest()
        #expect(manifest.seed == 3)
        #expect(manifest.runs?.compactMap(\.manifest.blocks).sorted() == ["1/2", "2/2"])
        let again = try bench.sweep("e.toml", ["--resume", "lab"]).wait()
        #expect(again.status == 64)
        #expect(again.errors.contains("lab was made by bench merge; resume the runs"))
    }

    @Test func `A sweep waits for another one of the machine if it is told to`() throws {
        let (one, other) = (try Bench(), try Bench())
        try one.write(Self.four, to: "e.toml")
        try other.write(Self.four, to: "e.toml")
        let first = try one.start(["sweep", "e.toml", "--wait", "0s"])
        _ = try one.process(with: ["generate", "--json"])
        let refused = try other.start(["sweep", "e.toml"]).wait()
        #expect(refused.status == 4)
        #expect(refused.errors.contains("another sweep is running on this machine (process "))
        // Longer than the first takes. On a busy machine the second then waits as long for quiet.
        let second = try other.start(["sweep", "e.toml", "--wait", "60s"])
        let before = try first.wait(seconds: 120)
        #expect([0, 3].contains(before.status), "\(before.errors)")
        let after = try second.wait(seconds: 240)
        #expect([0, 3].contains(after.status), "\(after.errors)")
        #expect(after.errors.contains("waiting for another sweep on this machine (process "))
        #expect(try other.records().count >= 8)
    }

    @Test func `A run of another machine is not resumed`() throws {
        let bench = try Bench()
        try bench.write(Self.four, to: "e.toml")
        _ = try bench.sweep("e.toml", ["--blocks", "1/4"]).wait(seconds: 120)
        let run = try #require(bench.runDirectory)
        var manifest = try run.manifest()
        manifest.facts["host.name"] = "elsewhere"
        manifest.facts["host.boot_id"] = "another"
        try run.write(manifest)
        let result = try bench.sweep("e.toml", ["--resume", run.path]).wait()
        #expect(result.status == 64)
        #expect(result.errors.contains("was measured on elsewhere, and this is "))
        #expect(result.errors.contains("a repetition stays on one machine: start a new run"))
    }
}
