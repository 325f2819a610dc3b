import Capture
import Experiment
import FoundationEssentials
import Kernel
import Results
import Settings
import Testbed
import Testing

@testable import Running

/// Capture programs of others as capturers.
extension LiveTests {
    private static let hasTcpdump = ProcessInfo.program("tcpdump") != nil
    private static let hasNetsniff = ProcessInfo.program("netsniff-ng") != nil

    private static func series(_ command: String) -> String {
        "backend = \"command\"\ncommand = \"\(command)\""
    }

    private static func row(
        _ command: String, more: String = "", duration: String = "500ms",
        _ meddling: LiveTrial.Meddling = .init()
    ) throws -> TrialRecord {
        try LiveTrial.row(
            of: try Laboratory.experiment(duration: duration, series: [series(command) + more]),
            meddling)
    }

    /// Every offered frame is in what the program said, or in a drop counter.
    private func expectCounted(_ row: TrialRecord) throws {
        expectClosed(row)
        let (offered, captured) = (
            try #require(row.offeredFrames), try #require(row.deliveredFrames)
        )
        let drops = try [row.dropsSocket, row.dropsDevice, row.residualFrames, row.toolFrames].map {
            try #require($0)
        }
        #expect(offered == captured + drops.reduce(0, +))
        #expect(captured > 0)
        #expect(row.uniqueFrames == nil)
        #expect(row.flags.contains(.unstamped) && !row.flags.contains(.uncounted))
        #expect(row.lossPercent == 100 * Double(offered - captured) / Double(offered))
        #expect(try #require(row.cpuCaptureNs) > 0)
        #expect(row.capturerExit == "exit status 0")
        #expect(try #require(row.captureUtimeS) + (try #require(row.captureStimeS)) > 0)
        #expect(row.ringBytes ?? 0 > 0)
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `Every frame offered to tcpdump is in its own counts or in a drop counter`() throws {
        let row = try Self.row("tcpdump -i {interface} -w /dev/null")
        try expectCounted(row)
        #expect(row.backend == "command")
        #expect(row.settings["command"] == "tcpdump -i {interface} -w /dev/null")
        // Nothing but the frames of the trial: no warm-up.
        #expect((row.kernelReceivedFrames ?? .max) <= (row.offeredFrames ?? 0))
    }

    @Test(.enabled(if: hasNetsniff, "needs netsniff-ng: apt-get install netsniff-ng"))
    func `Every frame offered to netsniff-ng is in its own counts or in a drop counter`() throws {
        try expectCounted(
            try Self.row("netsniff-ng --in {interface} --out /dev/null --silent --ring-size 8MiB"))
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `Two capture programs are interleaved, and the one that prints each frame costs more`()
        throws
    {
        let folder = try BuildProbeTests.Folder()
        let experiment = try Laboratory.experiment(
            "repetitions = 2", series: ["backend = \"recv\"", "backend = \"tpacket-v3\""]
        ).interleaving([
            Build(name: "base", "tcpdump -i {interface} -w /dev/null"),
            Build(name: "head", "tcpdump -n -i {interface}"),
        ])
        let root = folder.path
        let directory = try LiveTrial.onThread {
            var options = Sweep.SweepOptions(
                experiment: experiment, resultsRoot: root, resume: nil, seed: 1, patience: 0,
                commandLine: ["test"], version: "test")
            options.executable = LiveTrial.executable
            return try Sweep(options, signals: nil).run().directory
        }
        let rows = try directory.trials().records.filter { $0.backend == Build.commandBackend }
        #expect(rows.map(\.build) == ["base", "head", "head", "base"])
        #expect(
            rows.map(\.role) == [
                "command [base]", "command [head]", "command [head]", "command [base]",
            ])
        rows.forEach { expectClosed($0) }
        let costs = try rows.map { try #require($0.cpuCaptureNs) }
        #expect(min(costs[1], costs[2]) > 2 * max(costs[0], costs[3]), "\(costs)")
        let head = try directory.manifest().builds?.last
        #expect(head?.command == "tcpdump -n -i {interface}")
        #expect(head?.version?.hasPrefix("tcpdump version") == true)
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `The clocks are those of the program below a script, and of no other process`() throws {
        let folder = try BuildProbeTests.Folder()
        let script = try folder.script(
            "busy",
            "tcpdump -i \"$1\" -w /dev/null & trap 'kill -INT $!; wait; exit 0' INT\n"
                + "while :; do :; done")
        let row = try Self.row("\(script) {interface}", duration: "1s")
        #expect(row.deliveredFrames ?? 0 > 0)
        // The shell spins all the time.
        #expect(try #require(row.cpuCaptureNs) > 300_000_000)
        #expect(row.unexplainedFrames == 0)
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `A program that says nothing of its frames is flagged, and nothing is made up`() throws {
        let folder = try BuildProbeTests.Folder()
        let script = try folder.script("mute", "exec tcpdump -i \"$1\" -w /dev/null 2>/dev/null")
        let row = try Self.row("\(script) {interface}")
        #expect(row.flags.contains(.uncounted) && row.flags.contains(.unstamped))
        #expect(row.invalidReason.map(LiveTrial.excusable.contains) ?? true, "\(row.message ?? "")")
        #expect(row.deliveredFrames == nil && row.lossPercent == nil)
        #expect(row.dropsSocket == nil && row.toolFrames == nil && row.residualFrames == nil)
        #expect(row.unexplainedFrames == nil)
        #expect(try #require(row.cpuCaptureNs) > 0)
    }

    @Test func `A program of others sees the processes of its trial only`() throws {
        let folder = try BuildProbeTests.Folder()
        let script = try folder.script(
            "look", "echo $(ls /proc | grep -c '^[0-9]') processes >&2; exit 3")
        let row = try Self.row("\(script) {interface}")
        let said = try #require(row.message?.firstMatch(of: /“([0-9]+) processes”/)?.output.1)
        // The first process of the namespace, generator, capturer, the shell and what it starts.
        #expect(try #require(Int(said)) <= 8, "\(row.message ?? "")")
    }

    @Test(arguments: [
        (
            "sh -c 'echo first >&2; echo no good >&2; exit 3' {interface}",
            InvalidReason.capturerDied,
            "sh ended by itself with exit status 3; its last line: “no good”"
        ),
        ("sh -c 'kill -9 $$' {interface}", .capturerDied, "signal 9"),
        ("no-such-tool {interface}", .capturerDied, "there is no program “no-such-tool”"),
        ("/no/such/tool {interface}", .capturerDied, "there is no program “/no/such/tool”"),
    ])
    func `A program that does not capture is called dead, in its own words`(
        command: String, reason: InvalidReason, words: String
    ) throws {
        let row = try Self.row(command)
        #expect(row.outcome == .invalid)
        #expect(row.invalidReason == reason)
        #expect(row.message?.contains(words) == true, "\(row.message ?? "")")
        #expect(row.deliveredFrames == nil && row.captureUtimeS == nil)
        #expect(Self.leftovers.isEmpty, "\(Self.leftovers)")
    }

    @Test func `A program that opens no socket is called hung, and ended`() throws {
        #expect(ToolPatience(Settings()).start == 8_000_000_000, "unless told otherwise")
        let start = MonotonicClock.now()
        let row = try Self.row(
            "sh -c 'sleep 98765; sleep 1' {interface}", more: "\nstart_within = \"2s\"")
        #expect(row.invalidReason == .capturerHung)
        #expect(row.message?.contains("opened no packet socket within 2s (start_within)") == true)
        #expect(MonotonicClock.now() - start < 6_000_000_000)
        #expect(Self.leftovers.isEmpty, "\(Self.leftovers)")
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `A program that ignores SIGINT is ended all the same, and keeps its numbers`() throws {
        let folder = try BuildProbeTests.Folder()
        for (ignored, signal) in [("INT", 15), ("INT TERM", 9)] {
            let script = try folder.script(
                "deaf",
                "tcpdump -i \"$1\" -w /dev/null & \n"
                    + "trap '' \(ignored)\nwhile :; do sleep 98765; done")
            let row = try Self.row("\(script) {interface}", more: "\nend_within = \"300ms\"")
            expectClosed(row)
            #expect(row.flags.contains(.slowEnd))
            #expect(row.capturerExit == "signal \(signal)")
            #expect(row.deliveredFrames ?? 0 > 0 && row.unexplainedFrames == 0)
            #expect(Self.leftovers.isEmpty, "\(Self.leftovers)")
        }
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `A program that is killed midway is called dead`() throws {
        let row = try Self.row(
            "tcpdump -i {interface} -w /dev/null -c 98765",
            LiveTrial.Meddling(duringTraffic: { _, share in
                guard share > 0.3 && share < 0.9 else { return }
                for pid in Self.pids(of: "98765") {
                    _ = try? Command.run(["kill", "-9", "\(pid)"])
                }
            }))
        #expect(row.invalidReason == .capturerDied)
        #expect(row.message?.contains("tcpdump ended by itself with signal 9") == true)
        #expect(Self.leftovers.isEmpty, "\(Self.leftovers)")
    }

    /// Processes that have this among their arguments, by which the tests mark their own.
    static func pids(of word: String) -> [Int32] {
        ((try? ProcDirectory.numbers("/proc")) ?? []).filter { pid in
            let words = (try? ProcFile.text("/proc/\(pid)/cmdline"))?.split(separator: "\0")
            return words?.contains(word[...]) == true
        }
    }

    private static var leftovers: [Int32] { pids(of: "98765") }
}
