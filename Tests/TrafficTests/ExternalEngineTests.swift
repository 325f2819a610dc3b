import Capture
import Frames
import Kernel
import Settings
import Testbed
import Testing

@testable import Traffic

extension Here {
    /// The built program, beside the tests' own.
    static let bench: String = {
        let tests = ProcessInfo.executablePath()
        return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/bench"
    }()

    static func has(_ tool: ExternalTool) -> Bool { tool.obstacle == nil }
}

/// What must hold whichever program sends.
private struct Program {
    let tool: ExternalTool
    let topology: Topology
    let path: TestPath

    init(_ tool: ExternalTool, _ topology: Topology) throws {
        self.tool = tool
        self.topology = topology
        path = try TestPath(topology)
    }

    func open(
        load: Load, sizes: SizeDistribution = .fixed(.minimum), tool: ExternalTool? = nil
    ) throws -> ExternalSession {
        let request = TrafficRequest(
            interface: path.interface, settings: Settings(defaultsOf: []), sizes: sizes, load: load)
        return try path.pair.generator.inside {
            try ExternalSession(tool ?? self.tool, request, executable: Here.bench)
        }
    }

    /// The device's counters are the report's, and what was accepted has come.
    ///
    /// - Parameter mayLose: the receiver was pressed, and its ring may have been full.
    func check(
        _ report: TrafficReport, mayLose: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let accepted = try #require(report.accepted, sourceLocation: sourceLocation)
        let refused = try #require(report.refused, sourceLocation: sourceLocation)
        #expect(report.offered == accepted + refused, sourceLocation: sourceLocation)
        #expect(try path.sent("tx_packets") == accepted, sourceLocation: sourceLocation)
        #expect(try path.sent("tx_dropped") == refused, sourceLocation: sourceLocation)
        let counts = try path.received(accepted)
        let lost = accepted - Int(counts.frames)
        #expect(lost == 0 || mayLose && lost > 0, sourceLocation: sourceLocation)
    }

    /// trafgen sends the frames of a second at once, and does not send again what was refused.
    static func pacedRun(_ tool: ExternalTool, _ topology: Topology) throws {
        let (program, report) = try undisturbed {
            let program = try Program(tool, topology)
            let session = try program.open(load: .frameRate(20_000))
            let report = try session.run(.now(10_000), until: SharedFlag())
            let refused = (report.refused ?? 0) + (try program.path.backlogDrops())
            return ((program, report), refused > 0)
        }
        #expect(report.failure == nil)
        #expect(report.intended == 10_000)
        #expect(report.accepted == 10_000)
        #expect(report.claimed == 10_000)
        #expect(try #require(report.cpuNanoseconds) > 0)
        #expect(try #require(report.offeredRate) > 0)
        try program.check(report)
    }

    func fullSpeed() throws {
        let session = try open(
            load: .unpaced,
            sizes: .uniform(smallest: .minimum, largest: FrameSize(1518), seed: 3))
        var run = TrafficRun.now(1 << 40)
        run.duration = 300_000_000
        let report = try session.run(run, until: SharedFlag())
        #expect(report.failure == nil)
        #expect(report.intended == nil)
        #expect(report.offered > 10_000)
        #expect(MonotonicClock.now() - run.start < 20_000_000_000)
        try check(report, mayLose: true)
    }

    func sizes() throws {
        let report = try open(
            load: .frameRate(50_000),
            sizes: .uniform(smallest: FrameSize(64), largest: FrameSize(1518), seed: 3)
        ).run(.now(5_000), until: SharedFlag())
        let counts = try path.received(5_000)
        #expect(report.refused != 0 || Int(counts.bytes) == report.offeredBytes)
        #expect(counts.frames == UInt64(try #require(report.accepted)))
    }

    func stopped() throws {
        let session = try open(load: .frameRate(1_000))
        let stop = SharedFlag()
        try path.onceSending { _ in stop.raise() }
        let begin = MonotonicClock.now()
        let report = try session.run(.now(1_000_000), until: stop)
        #expect(MonotonicClock.now() - begin < 10_000_000_000)
        #expect(report.failure == nil)
        #expect(report.offered > 0 && report.offered < 1_000_000)
        try check(report)
    }

    /// Kills whatever runs under the program's name in our pid namespaces.
    func killed() throws {
        let session = try open(load: .frameRate(1_000))
        let (name, interface) = (tool.program, path.interface)
        try path.onceSending { _ in
            for pid in (try? ProcDirectory.numbers("/proc")) ?? [] {
                let words = (try? ProcFile.text("/proc/\(pid)/cmdline")) ?? ""
                guard words.hasPrefix(name), words.contains(interface) else { continue }
                _ = try? Command.collect(["kill", "-9", "\(pid)"])
            }
        }
        let report = try session.run(.now(1_000_000), until: SharedFlag())
        #expect(report.failure?.description.hasPrefix("\(name) ended with signal 9") == true)
        #expect(report.offered > 0)
        #expect(report.claimed == nil)
        try check(report)
    }

    func interfaceGone() throws {
        let session = try open(load: .frameRate(10_000))
        _ = try path.pair.generator.inside {
            try Command.run(["ip", "link", "del", path.interface])
        }
        let error = #expect(throws: TrafficError.self) {
            try session.run(.now(1_000_000), until: SharedFlag())
        }
        #expect(error?.description == "interface \(path.interface) is down")
        let missing = #expect(throws: TrafficError.self) { try open(load: .frameRate(10_000)) }
        #expect(missing?.description.contains(path.interface) == true)
    }

    /// Goes down, or vanishes, while the program sends.
    func interfaceLost(_ words: [String]) throws {
        let session = try open(load: .frameRate(1_000))
        let name = path.interface
        // The counters of a device that is gone are those that were last read.
        try path.onceSending(after: 300) { namespace in
            _ = try? namespace.enter { () throws(SystemError) in
                try Command.collect(["ip", "link"] + words.map { $0 == "IF" ? name : $0 })
            }
        }
        var run = TrafficRun.now(1_000_000)
        run.duration = 2_000_000_000
        let report = try session.run(run, until: SharedFlag())
        #expect(report.failure?.description == "interface \(name) is down")
        #expect(report.offered > 0 && report.offered < 1_000_000)
    }

    func nothing() throws {
        let session = try open(load: .frameRate(1_000))
        let report = try session.run(.now(0), until: SharedFlag())
        #expect(report.offered == 0 && report.offeredRate == nil && report.failure == nil)
        try check(report)
    }

    func twoRuns() throws {
        let session = try open(load: .frameRate(20_000))
        #expect(try session.run(.now(100), until: SharedFlag()).accepted == 100)
        #expect(try session.run(.now(1_000), until: SharedFlag()).accepted == 1_000)
        #expect(try path.received(1_100).frames == 1_100)
    }
}

@Suite(
    .serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"),
    .enabled(if: Here.has(.tcpreplay), "needs tcpreplay: apt-get install tcpreplay"))
struct TcpreplayEngineTests {
    @Test(arguments: Topology.made)
    func `Every frame that the device counted as sent is received, at a low rate`(
        topology: Topology
    ) throws {
        try Program.pacedRun(.tcpreplay, topology)
    }

    @Test(arguments: Topology.made)
    func `And at full speed, until the time is over`(topology: Topology) throws {
        try Program(.tcpreplay, topology).fullSpeed()
    }

    @Test func `Frames have the sizes of the table, in its order`() throws {
        try Program(.tcpreplay, .vethInline).sizes()
    }

    @Test func `A raised stop ends the program`() throws {
        try Program(.tcpreplay, .vethInline).stopped()
    }

    @Test func `A program that is killed is a failure, and what the device counted is true`() throws
    {
        try Program(.tcpreplay, .vethInline).killed()
    }

    @Test func `An interface that has gone is named`() throws {
        try Program(.tcpreplay, .vethInline).interfaceGone()
    }

    @Test(arguments: [["delete", "IF"], ["set", "IF", "down"]])
    func `So is one that is lost midway, and what the device counted is true`(
        words: [String]
    ) throws {
        try Program(.tcpreplay, .vethInline).interfaceLost(words)
    }

    @Test func `A run of no frames starts nothing, and two runs are apart`() throws {
        try Program(.tcpreplay, .vethInline).nothing()
        try Program(.tcpreplay, .vethInline).twoRuns()
    }

    @Test func `A program that fails at once says why with its own last line`() throws {
        let program = try Program(.tcpreplay, .vethInline)
        let wrong = ExternalTool(
            program: "tcpreplay", package: "tcpreplay", largest: FrameSize(1518),
            input: Tcpreplay.file, inputFrames: 1,
            arguments: { _ in ["--intf1=no-such-if", "--topspeed", "/proc/self/fd/0"] },
            claim: Tcpreplay.claim, isNoise: ExternalTool.tcpreplay.isNoise)
        let session = try program.open(load: .unpaced, tool: wrong)
        let report = try session.run(.now(1_000), until: SharedFlag())
        let words = try #require(report.failure?.description)
        #expect(words.hasPrefix("tcpreplay ended with exit status "), "\(words)")
        #expect(words.contains("no-such-if"), "\(words)")
        #expect(report.offered == 0)
    }

    @Test(arguments: [
        ("true", "ended with exit status 0, and had sent nothing"),
        ("sleep", "sent nothing within 3."),
    ])
    func `A program that sends nothing is named`(name: String, words: String) throws {
        let program = try Program(.tcpreplay, .vethInline)
        let wrong = ExternalTool(
            program: name, package: "coreutils", largest: FrameSize(1518), input: Tcpreplay.file,
            inputFrames: 1, arguments: { _ in ["98765"] }, claim: { _ in nil },
            isNoise: { _ in false })
        let session = try program.open(load: .frameRate(10_000), tool: wrong)
        var run = TrafficRun.now(1_000)
        run.duration = 100_000_000
        let report = try session.run(run, until: SharedFlag())
        let said = try #require(report.failure?.description)
        #expect(said.hasPrefix("\(name) \(words)"), "\(said)")
        #expect(report.offered == 0)
    }
}

@Suite(
    .serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"),
    .enabled(if: Here.has(.trafgen), "needs trafgen: apt-get install netsniff-ng"))
struct TrafgenEngineTests {
    @Test(arguments: [Topology.vethInline, .vethRPS])
    func `Every frame that the device counted as sent is received, at a low rate`(
        topology: Topology
    ) throws {
        try Program.pacedRun(.trafgen, topology)
    }

    @Test(arguments: Topology.made)
    func `And at full speed, until the time is over`(topology: Topology) throws {
        try Program(.trafgen, topology).fullSpeed()
    }

    @Test func `A second's frames leave at once, and the report shows the pause`() throws {
        let program = try Program(.trafgen, .vethInline)
        let session = try program.open(load: .frameRate(1_000))
        let report = try session.run(.now(2_000), until: SharedFlag())
        #expect(report.accepted == 2_000)
        #expect(try #require(report.longestGapNanoseconds) > 500_000_000)
    }

    @Test func `Frames have the sizes of the table, in its order`() throws {
        try Program(.trafgen, .vethInline).sizes()
    }

    @Test func `A raised stop ends the program and its child`() throws {
        try Program(.trafgen, .vethInline).stopped()
    }

    @Test func `A program that is killed is a failure, and what the device counted is true`() throws
    {
        try Program(.trafgen, .vethInline).killed()
    }

    @Test func `An interface that has gone is named`() throws {
        try Program(.trafgen, .vethInline).interfaceGone()
    }

    @Test(arguments: [["delete", "IF"], ["set", "IF", "down"]])
    func `So is one that is lost midway, and what the device counted is true`(
        words: [String]
    ) throws {
        try Program(.trafgen, .vethInline).interfaceLost(words)
    }

    @Test func `A run of no frames starts nothing, and two runs are apart`() throws {
        try Program(.trafgen, .vethInline).nothing()
        try Program(.trafgen, .vethInline).twoRuns()
    }
}
