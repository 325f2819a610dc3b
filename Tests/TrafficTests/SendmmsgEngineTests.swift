import Capture
import Frames
import Glibc
import Kernel
import Testbed
import Testing

@testable import Traffic

@Suite(.serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct SendmmsgEngineTests {
    private static let uniform = SizeDistribution.uniform(
        smallest: FrameSize(64), largest: FrameSize(1518), seed: 3)

    /// Every frame offered is accounted for, at the device and at the receiver.
    private static func check(
        _ report: TrafficReport, _ path: TestPath, _ counts: FrameCounts? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let accepted = try #require(report.accepted, sourceLocation: sourceLocation)
        let refused = try #require(report.refused, sourceLocation: sourceLocation)
        #expect(report.offered == accepted + refused, sourceLocation: sourceLocation)
        let counts = try counts ?? path.received(accepted)
        let stamps = try #require(counts.stamps, sourceLocation: sourceLocation)
        var wanted = StampCounts()
        wanted.unique = UInt64(accepted)
        #expect(stamps == wanted, sourceLocation: sourceLocation)
        #expect(counts.frames == UInt64(accepted), sourceLocation: sourceLocation)
        // Only now: a veth with NAPI counts a frame as sent when the far end has taken it.
        #expect(try path.sent("tx_packets") == accepted, sourceLocation: sourceLocation)
        #expect(try path.sent("tx_dropped") == refused, sourceLocation: sourceLocation)
        // And then it counts their bytes without the Ethernet header (`veth_xdp_rcv`).
        let header = path.topology.polls ? 14 : 0
        let bytes = try path.sent("tx_bytes") + header * accepted
        #expect(bytes == Int(counts.bytes), sourceLocation: sourceLocation)
    }

    @Test(
        "every frame accepted is received: in sequence, whole, with its run id and size",
        arguments: Topology.made, [SizeDistribution.fixed(.minimum), uniform])
    func received(topology: Topology, sizes: SizeDistribution) throws {
        let (path, report, counts) = try undisturbed {
            let path = try TestPath(topology)
            let session = try path.open(load: .frameRate(100_000), sizes: sizes)
            let report = try session.run(.now(10_000), until: SharedFlag())
            let counts = try path.received(report.accepted ?? 0)
            return ((path, report, counts), try path.backlogDrops() > 0)
        }
        #expect(report.intended == 10_000)
        #expect(report.offered == 10_000)
        #expect(report.sendBufferFull == 0)
        let bytes = sizes.sizes().map(\.apiLength)
        #expect(report.offeredBytes == (0..<10_000).reduce(0) { $0 + bytes[$1 % bytes.count] })
        try Self.check(report, path, counts)
    }

    @Test("a receiver that cannot keep up makes ENOBUFS, which is refused and is tx_dropped")
    func overload() throws {
        // One CPU for both, and the sender ahead of the kernel thread: 256 frames fill its ring.
        let path = try TestPath(.vethNAPI)
        let session = try path.open(load: .frameRate(4_000_000))
        let report = try path.ahead(on: path.placement.capture) {
            try session.run(.now(3_000), until: SharedFlag())
        }
        #expect(report.offered == 3_000)
        #expect(report.sendBufferFull == 0)
        #expect(try #require(report.refused) > 0)
        #expect(report.offeredBytes == 3_000 * 60)
        try Self.check(report, path)
    }

    @Test("a full send buffer is told apart: those frames were never offered")
    func sendBufferFull() throws {
        let path = try TestPath(.vethNAPI)
        let request = path.request(load: .frameRate(4_000_000))
        let session = try path.pair.generator.inside {
            PacedSession(request, outlet: try SendmmsgOutlet(request, sendBufferBytes: 1))
        }
        let report = try path.ahead(on: path.placement.capture) {
            try session.run(.now(3_000), until: SharedFlag())
        }
        let full = try #require(report.sendBufferFull)
        #expect(full > 0)
        #expect(report.offered == 3_000 - full && report.offered > 0)
        #expect(report.refused == 0)
        #expect(report.offeredBytes == report.offered * 60)
        try Self.check(report, path)
    }

    @Test("a run begun late forgives what is above 50 ms, says so, and ends in time")
    func late() throws {
        let path = try TestPath()
        let session = try path.open(load: .frameRate(1_000))
        let run = TrafficRun(
            runID: TestPath.runID, start: MonotonicClock.now() - 400_000_000, frames: 500,
            duration: 500_000_000)
        let report = try session.run(run, until: SharedFlag())
        #expect(try #require(report.lateShiftNanoseconds) >= 350_000_000)
        // 150 of the 500 ms were left.
        #expect(report.offered < 300)
        try Self.check(report, path)
    }

    @Test("what the kernel granted is told")
    func granted() throws {
        let path = try TestPath(receives: false)
        let granted = try path.open(load: .frameRate(1_000)).granted
        let bytes = try #require(granted["send_buffer_bytes"].flatMap { Int($0) })
        #expect(bytes >= SendmmsgOutlet.sendBufferBytes)
    }
}

@Suite(.serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct FrameSenderTests {
    @Test("several sockets keep the order", arguments: Topology.made)
    func order(topology: Topology) throws {
        let path = try TestPath(topology)
        let sender = try path.pair.generator.inside {
            try FrameSender(
                interface: path.interface, sendBufferBytes: 8 << 20, perSocket: 212_992)
        }
        #expect(sender.socketCount == 20)
        #expect(sender.sendBufferBytes == 20 * 425_984)
        let batch = FrameBatch(capacity: 64, frameBytes: 60)
        let writer = FrameWriter(.bare)
        for index in 0..<64 { writer.prepare(batch.frame(index)) }
        var random = SplitMix64(seed: 5)
        var sequence = 0
        var accepted = 0
        while sequence < 100_000 {
            let count = min(Int.random(in: 1...64, using: &random), 100_000 - sequence)
            for index in 0..<count {
                writer.write(
                    batch.frame(index), runID: TestPath.runID, sequence: sequence + index, time: 0,
                    length: 60)
                batch.setLength(60, of: index)
            }
            var done = 0
            while done < count {
                switch try sender.send(batch, from: done, count: count - done) {
                case .sent(let frames):
                    done += frames
                    accepted += frames
                case .sentThenDropped(let frames):
                    done += frames + 1
                    accepted += frames
                case .dropped, .sendBufferFull: done += 1
                }
            }
            sequence += count
        }
        let counts = try path.received(accepted)
        // As fast as they can go, so a CPU that stands still has its backlog overflow.
        let lost = try path.backlogDrops()
        var wanted = StampCounts()
        wanted.unique = UInt64(accepted - lost)
        #expect(accepted > lost)
        #expect(counts.stamps == wanted)
    }

    @Test("a sender on a missing interface is refused, and leaves no descriptor")
    func missing() throws {
        let before = try ProcDirectory.numbers("/proc/self/fd").count
        for _ in 0..<50 {
            let error = #expect(throws: SystemError.self) {
                try FrameSender(interface: "no-such-if", sendBufferBytes: 1)
            }
            #expect(error?.code == ENODEV && error?.subject == "no-such-if")
        }
        // Threads of other tests may still have one.
        #expect(try ProcDirectory.numbers("/proc/self/fd").count < before + 10)
    }
}

struct EngineRegistryTests {
    @Test("every engine is found by its name, and names are unique")
    func names() {
        #expect(Set(Engine.all.map(\.name)).count == Engine.all.count)
        for engine in Engine.all { #expect(Engine.named(engine.name)?.name == engine.name) }
        #expect(Engine.named("no-such-engine") == nil)
    }

    @Test("the preferred engine can work here, and none that can is preferred to it")
    func preferred() throws {
        let preferred = try #require(Engine.preferred())
        #expect(preferred.engine.obstacle() == nil)
        let best = try #require(preferred.engine.preference)
        for engine in Engine.all where engine.obstacle() == nil {
            #expect(engine.preference ?? 0 <= best)
        }
    }
}
