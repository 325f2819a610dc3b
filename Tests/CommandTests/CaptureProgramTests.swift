import Kernel
import Results
import Testing

extension SweepTests {
    private static let hasTcpdump = ProcessInfo.program("tcpdump") != nil
    private static let series =
        "backend = \"command\"\ncommand = \"tcpdump -i {interface} -w /dev/null\""

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"), arguments: [2, 9])
    func `A sweep that is ended takes a capture program of others with it`(signal: Int32) throws {
        let bench = try Bench()
        try bench.write(experiment(duration: "1500ms", series: [Self.series]), to: "e.toml")
        let before = Bench.napiThreads
        let sweep = try bench.sweep("e.toml")
        _ = try bench.process(with: ["tcpdump", "/dev/null"])
        let threads = Bench.napiThreads.subtracting(before)
        Poll.sleep(until: MonotonicClock.now() + 300_000_000)
        sweep.child.kill(signal)
        _ = try? sweep.child.wait()
        bench.expectNothingLeft(threads)
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `A sweep of a capture program writes its row, and plan names it`() throws {
        let bench = try Bench()
        try bench.write(
            experiment(series: [Self.series]), to: "e.toml")
        let plan = try bench.run(["plan", "e.toml"])
        #expect(plan.output.contains("command=tcpdump -i {interface} -w /dev/null"))
        let result = try bench.sweep("e.toml").wait()
        #expect([0, 3].contains(result.status), "\(result.errors)")
        let row = try #require(try bench.records().first { $0.backend == "command" })
        #expect(row.flags.contains(.unstamped))
        #expect(row.unexplainedFrames == 0, "\(row.message ?? "")")
        #expect(row.settings["command"] == "tcpdump -i {interface} -w /dev/null")
    }

    @Test(arguments: [
        ("", "command: is missing"), ("\ncommand = \"tcpdump -i eth0\"", "{interface}"),
        ("\ncommand = \"a {interface} | b\"", "none is run"),
        (
            "\ncommand = \"a {interface} {iface}\"",
            "{iface} stands for nothing; there are {interface}"
        ),
        (
            "\ncommand = \"a {interface}\"\ncaptured = \"(\"",
            "captured: “(” is no regular expression"
        ),
        ("\ncommand = \"a {interface}\"\ncaptured = \"x\"", "captured: “x” has no group"),
        ("\ncommand = \"a {interface}\"\nend_within = \"0s\"", "from 100ms to 600s"),
    ])
    func `A capture program without its command line is refused before anything starts`(
        more: String, words: String
    ) throws {
        let bench = try Bench()
        try bench.write(experiment(series: ["backend = \"command\"" + more]), to: "e.toml")
        let result = try bench.run(["plan", "e.toml"])
        #expect(result.status == 64)
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test func `A capture program that is not there ends a sweep before it starts`() throws {
        let bench = try Bench()
        let series = ["no-such-tool", "nor-this-one"].map {
            "label = \"\($0)\"\nbackend = \"command\"\ncommand = \"\($0) {interface}\""
        }
        try bench.write(experiment(series: series), to: "e.toml")
        let words = ["no-such-tool", "nor-this-one"].map { "there is no program “\($0)”" }
        let result = try bench.sweep("e.toml").wait()
        #expect(result.status == 4)
        #expect(words.allSatisfy(result.errors.contains), "\(result.errors)")
        #expect(bench.runDirectory == nil)
        // Another machine may have them.
        let plan = try bench.run(["plan", "e.toml"])
        #expect(plan.status == 0 && words.allSatisfy(plan.output.contains), "\(plan.output)")
    }
}
