import FoundationEssentials
import Kernel
import Results
import Testing

/// What another user plants where root works, as under sudo: nothing of it reaches further than that
/// user does.
@Suite(.serialized, .enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
struct PlantedTests {
    static let sudo = ["env", "SUDO_UID=\(Bench.userID)", "SUDO_GID=\(Bench.userID)"]

    /// A folder that the user owns, and in it a file of root's that nobody may harm.
    static func folder() throws -> (bench: Bench, victim: String) {
        let bench = try Bench()
        try bench.write(experiment(), to: "e.toml")
        try Command.run(["chown", "-R", "\(Bench.userID):\(Bench.userID)", bench.folder])
        let victim = bench.folder + "-victim"
        try TextFile.write("precious\n", to: victim)
        return (bench, victim)
    }

    static func expectUnharmed(_ victim: String) throws {
        #expect(try ProcFile.text(victim) == "precious")
        #expect(Directory.owner(of: victim) == 0)
        try FileManager.default.removeItem(atPath: victim)
    }

    /// A capture program that does something else.
    private static func series(_ script: String) -> String {
        "backend = \"command\"\nstart_within = \"8s\"\ncommand = \"\"\"sh -c '\(script)' {interface}\"\"\""
    }

    /// What in the folder does not belong to the user.
    static func foreign(_ bench: Bench) throws -> String {
        try Command.run(
            ["find", ".", "-not", "-uid", "\(Bench.userID)", "-not", "-name", "std*"],
            in: bench.folder
        ).text
    }

    @Test func `Who gives root's privileges up under sudo is the user from then on`() throws {
        let (bench, victim) = try Self.folder()
        let sweep = try bench.sweep("e.toml", ["--rootless"], prefix: Self.sudo).wait()
        #expect([0, 3].contains(sweep.status), "\(sweep.errors)")
        #expect(try bench.records().count == 2)
        #expect(try Self.foreign(bench) == "")
        try Self.expectUnharmed(victim)
    }

    @Test(arguments: [
        ("\"experiment\" : \"e\"", "\"experiment\" : \"../victim\"", "is no name of an experiment"),
        ("\"run_id\" : \"20", "\"run_id\" : \"../20", "is no id of a run"),
    ])
    func `A manifest is no path`(from: String, to: String, words: String) throws {
        let (bench, victim) = try Self.folder()
        _ = try bench.sweep(prefix: Self.sudo).wait()
        let run = try #require(bench.runDirectory)
        let text = try bench.text(run.manifestPath)
        #expect(text.contains(from))
        try Command.run(["rm", "-r", bench.folder + "/plots"])
        try TextFile.write(text.replacing(from, with: to), to: run.manifestPath)
        for words in [
            ["plot", run.path], ["compare", run.path, "--base", "recv", "--head", "recv"],
        ] {
            let result = try bench.run(words, prefix: Self.sudo)
            #expect(result.status == 64)
            let made = (try? ProcDirectory.names(bench.folder + "/plots")) ?? []
            #expect(made == [])
        }
        let result = try bench.run(["plot", run.path])
        #expect(result.errors.contains(words), "\(result.errors)")
        try Self.expectUnharmed(victim)
    }

    @Test(arguments: ["trials.csv", "intervals.csv", "manifest.json", "raw"])
    func `A link in a run that is continued leads nowhere`(name: String) throws {
        let (bench, victim) = try Self.folder()
        let sweep = try bench.sweep(prefix: Self.sudo).wait()
        #expect([0, 3].contains(sweep.status), "\(sweep.errors)")
        let run = try #require(bench.runDirectory)
        let path = run.path + "/" + name
        // One trial is missing, so that there is something to go on with.
        let rows = try bench.text(run.trialsPath).split(separator: "\n")
        try TextFile.write(rows.prefix(2).joined(separator: "\n") + "\n", to: run.trialsPath)
        try Command.run(["rm", "-r", path])
        try Command.run(["ln", "-s", name == "raw" ? "/root" : victim, path])
        try Command.run(["chown", "-h", "\(Bench.userID)", path])
        let before = try Command.run(["find", "/root", "-maxdepth", "1"]).text
        for prefix in [Self.sudo, []] {
            let result = try bench.run(
                ["sweep", "e.toml", "--resume", run.path, "--wait", "0s"], prefix: prefix)
            #expect(result.status != 0, "\(result.output)")
        }
        #expect(try Command.run(["find", "/root", "-maxdepth", "1"]).text == before)
        try Self.expectUnharmed(victim)
    }

    @Test func `A pipe or a link in the place of a plot's script is not used`() throws {
        let (bench, victim) = try Self.folder()
        let run = try PlotTests.makeRun(bench)
        try Command.run(["chown", "-R", "\(Bench.userID):\(Bench.userID)", bench.folder])
        #expect(try bench.run(["plot", run.path], prefix: Self.sudo).status == 0)
        let script = bench.folder + "/plots/e/20260101T000000Z-000000/loss-by-ring.gp"
        for plant in [["mkfifo", script], ["ln", "-s", victim, script]] {
            try Command.run(["rm", "-f", script])
            try Command.run(plant)
            for prefix in [Self.sudo, []] {
                let result = try bench.run(["plot", run.path], prefix: prefix, seconds: 20)
                #expect(result.status == 1, "\(result.errors)")
                #expect(result.errors.contains("loss-by-ring.gp"))
            }
        }
        try Self.expectUnharmed(victim)
    }

    @Test func `A run of somebody else's is not continued by root`() throws {
        let (bench, victim) = try Self.folder()
        _ = try bench.sweep(prefix: Self.sudo).wait()
        let run = try #require(bench.runDirectory)
        let result = try bench.run(["sweep", "e.toml", "--resume", run.path, "--wait", "0s"])
        #expect(result.status == 4)
        #expect(result.errors.contains("belongs to user \(Bench.userID), and you are user 0"))
        try Self.expectUnharmed(victim)
    }

    @Test func `The program that began runs to the end, whatever takes its place`() throws {
        let (bench, victim) = try Self.folder()
        let copy = bench.folder + "/copy"
        try Command.run(["cp", Bench.path, copy])
        try bench.write(experiment("repetitions = 5"), to: "e.toml")
        let sweep = try bench.start(["sweep", "e.toml", "--wait", "0s"], executable: copy)
        while (try? bench.records(soFar: 1)) ?? 0 == 0, try sweep.child.poll() == nil {
            Poll.sleep(until: MonotonicClock.now() + 5_000_000)
        }
        try TextFile.write("#!/bin/sh\ntouch '\(bench.folder)/planted'\n", to: copy + ".new")
        try Command.run(["chmod", "755", copy + ".new"])
        try Command.run(["mv", copy + ".new", copy])
        let result = try sweep.wait()
        #expect([0, 3].contains(result.status), "\(result.errors)")
        #expect(try bench.records().count == 6)
        #expect(!FileManager.default.fileExists(atPath: bench.folder + "/planted"))
        let sum = try #require(bench.runDirectory).manifest().facts["bench.sha256"]
        #expect(try Command.run(["sha256sum", Bench.path]).text.hasPrefix(sum ?? "-"))
        try Self.expectUnharmed(victim)
    }

    @Test func `A user who holds the lock of all sweeps does not stop root's`() throws {
        let (bench, victim) = try Self.folder()
        let holder = try ChildProcess(
            "setpriv",
            Bench.asUser.dropFirst() + [
                "flock", "/proc/self/ns/time", "sh", "-c", "echo; sleep 60",
            ],
            streams: .init(input: .null, output: .pipe, error: .null))
        defer { holder.killGroup() }
        _ = Poll.readable([holder.outputNumber], within: 5_000_000_000)
        let result = try bench.sweep("e.toml").wait()
        #expect([0, 3].contains(result.status), "\(result.errors)")
        #expect(result.errors.contains("of user \(Bench.userID) holds the users' lock"))
        // An ordinary user's sweep is told who is in the way.
        let copy = try bench.copyForUsers()
        let refused = try bench.run(
            ["sweep", "e.toml", "--wait", "0s"], prefix: Bench.asUser, executable: copy)
        #expect(refused.status == 4)
        #expect(refused.errors.contains("of user \(Bench.userID)"), "\(refused.errors)")
        try Self.expectUnharmed(victim)
    }

    @Test(arguments: ["BENCH_ROOTLESS=1", "BENCH_LOCK=0", "BENCH_LOCK=7", "BENCH_LOCK=x"])
    func `Marks of bench's own are not believed from outside, and go no further`(
        mark: String
    ) throws {
        let bench = try Bench()
        let probe = "env >\(bench.folder)/environment"
        try bench.write(experiment(series: [Self.series(probe)]), to: "e.toml")
        let result = try bench.sweep("e.toml", prefix: ["env", mark]).wait()
        #expect(result.status == 3, "\(result.errors)")
        let facts = try #require(bench.runDirectory).manifest().facts
        #expect(facts["rootless"] == "false")
        let environment = try bench.read("environment")
        #expect(!environment.contains("BENCH_ROOTLESS") && !environment.contains("BENCH_LOCK"))
    }

    @Test(arguments: [[], ["--privileged-tools"]])
    func `Capture programs of others have what a capture takes, and no more`(
        more: [String]
    ) throws {
        let bench = try Bench()
        let probe = "grep -E \"^(NoNewPrivs|CapBnd)\" /proc/self/status >\(bench.folder)/status"
        try bench.write(experiment(series: [Self.series(probe)]), to: "e.toml")
        _ = try bench.sweep("e.toml", more).wait()
        let status = try? bench.read("status")
        let bounding = status?.split(separator: "\n").first { $0.hasPrefix("CapBnd") }
            .flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
        let administers = try #require(bounding) & 1 << 21 != 0  // CAP_SYS_ADMIN
        #expect(administers == !more.isEmpty)
        #expect(try #require(bounding) & 1 << 13 != 0)  // CAP_NET_RAW
        #expect(status?.contains("NoNewPrivs:\t\(more.isEmpty ? 1 : 0)") == true)
    }
}
