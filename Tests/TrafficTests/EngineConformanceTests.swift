import CStamp
import Frames
import Kernel
import Settings
import Testbed
import Testing

@testable import Traffic

/// An engine on a path.
struct EngineCase: Sendable, CustomTestStringConvertible {
    let engine: Engine
    let topology: Topology
    var words: [String] = []

    var testDescription: String {
        ([engine.name] + words).joined(separator: " ") + " on \(topology.rawValue)"
    }

    /// Every engine that can send past the queueing discipline, doing so.
    static let bypassing = all().filter { subject in
        subject.engine.component.settings.contains { $0.name == FrameOption.qdiscBypass.spec.name }
    }.map { EngineCase(engine: $0.engine, topology: $0.topology, words: ["qdisc_bypass=true"]) }

    /// Every engine whose frames carry stamps, on every path where it can do this.
    static func all(
        load: Load = .frameRate(10_000), sizes: SizeDistribution = .fixed(.minimum),
        format: FrameFormat = .bare
    ) -> [EngineCase] {
        let paths: [(Topology, TrafficPath)] = [(.vethNAPI, .napi), (.vethInline, .inline)]
        return paths.flatMap { topology, path in
            let task = TrafficTask(load: load, sizes: sizes, format: format, path: path)
            return Engine.all
                .filter { $0.isStamped && $0.obstacle() == nil && $0.objection(task) == nil }
                .map { EngineCase(engine: $0, topology: topology) }
        }
    }
}

/// What holds for every engine that stamps its frames.
@Suite(.serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct EngineConformanceTests {
    static let uniform = SizeDistribution.uniform(
        smallest: FrameSize(78), largest: FrameSize(1518), seed: 3)
    static let flows = FrameFormat.udp4(streams: 8)

    /// The device has counted every frame offered, and all their bytes.
    private func checkDevice(_ path: TestPath, _ report: TrafficReport, bytes: Int) throws {
        let (sent, dropped) = (try path.sent("tx_packets"), try path.sent("tx_dropped"))
        #expect(sent + dropped == report.offered)
        if let accepted = report.accepted { #expect(accepted == sent) }
        if let refused = report.refused { #expect(refused == dropped) }
        // A veth with NAPI counts what the far end has taken, by then without Ethernet header
        // (`veth_xdp_rcv`), unless it came from XDP.
        let counted = try path.sent("tx_bytes")
        let isWhole = counted == bytes
        #expect(isWhole || (path.topology.polls && counted + 14 * sent == bytes))
    }

    private func checkParts(_ report: TrafficReport) {
        if let accepted = report.accepted, let refused = report.refused {
            #expect(accepted + refused == report.offered)
        }
    }

    private func checkComplete(
        _ subject: EngineCase, sizes: SizeDistribution, format: FrameFormat
    ) throws {
        // The device's ring of 256 frames bears pauses of 25 ms at this rate.
        let frames = 2_000
        let (path, report, heard) = try undisturbed {
            let path = try TestPath(subject.topology, receives: false)
            let tape = try FrameTape(path.pair.capture)
            let session = try path.open(
                subject.engine, words: subject.words, load: .frameRate(10_000), sizes: sizes,
                format: format)
            let report = try session.run(.now(frames), until: SharedFlag())
            let dropped = try path.sent("tx_dropped")
            let heard = try tape.stop(expecting: report.offered - dropped)
            let isDisturbed = dropped > 0 || report.sendBufferFull ?? 0 > 0
            return ((path, report, heard), isDisturbed)
        }
        #expect(report.intended == frames && report.offered == frames)
        #expect(report.failure == nil && report.sendBufferFull ?? 0 == 0)
        let stamps = heard.stamps
        #expect(heard.frames.count == frames && heard.drops == 0)
        // As claims: thousands of numbers help nobody.
        let isInOrder = stamps.map(\.sequence).elementsEqual(0..<UInt64(frames))
        #expect(isInOrder)
        let lengths = sizes.sizes().map(\.apiLength)
        let isOfSize =
            heard.frames.map(\.length) == (0..<frames).map { lengths[$0 % lengths.count] }
        #expect(isOfSize)
        let isInStream = stamps.map(\.stream) == (0..<frames).map { UInt16($0 % format.streams) }
        #expect(isInStream)
        #expect(report.offeredBytes == heard.bytes)
        checkParts(report)
        try checkDevice(path, report, bytes: heard.bytes)
        // The receiver has no address, and answers nothing.
        #expect(try path.sent("rx_packets") == 0)
    }

    @Test(
        "a receiver that keeps up gets 0 to n−1, in order, each of the size drawn for it",
        arguments: EngineCase.all() + EngineCase.bypassing)
    func complete(_ subject: EngineCase) throws {
        try checkComplete(subject, sizes: .fixed(.minimum), format: .bare)
    }

    @Test("so it does of all sizes", arguments: EngineCase.all(sizes: uniform))
    func completeOfAllSizes(_ subject: EngineCase) throws {
        try checkComplete(subject, sizes: Self.uniform, format: .bare)
    }

    @Test(
        "so it does in UDP, stream by stream, and answers nothing",
        arguments: EngineCase.all(sizes: uniform, format: flows))
    func completeInUDP(_ subject: EngineCase) throws {
        try checkComplete(subject, sizes: Self.uniform, format: Self.flows)
    }

    @Test(
        "at many times what a receiver takes, every frame offered is received or a named drop",
        arguments: EngineCase.all(load: .frameRate(10_000_000)) + EngineCase.bypassing)
    func overload(_ subject: EngineCase) throws {
        let path = try TestPath(subject.topology, receives: false)
        // Room for some hundred frames, and nobody who reads them.
        let tape = try FrameTape(path.pair.capture, receiveBuffer: 100_000, isStarved: true)
        let session = try path.open(
            subject.engine, words: subject.words, load: .frameRate(10_000_000))
        let report = try session.run(.now(20_000), until: SharedFlag())
        let dropped = try path.sent("tx_dropped")
        let heard = try tape.stop(expecting: report.offered - dropped)
        #expect(report.offered > 5_000)
        #expect(report.offered + (report.sendBufferFull ?? 0) == 20_000)
        #expect(heard.frames.count < report.offered / 10)
        #expect(report.offered == heard.stamps.count + heard.drops + dropped)
        #expect(Set(heard.stamps.map(\.sequence)).count == heard.frames.count)
        checkParts(report)
        try checkDevice(path, report, bytes: report.offeredBytes - 60 * dropped)
    }

    @Test(
        "without a pace frames go as they can, numbered without a gap, until the time is over",
        arguments: EngineCase.all(load: .unpaced))
    func unpaced(_ subject: EngineCase) throws {
        let (start, report, dropped, heard) = try undisturbed {
            let path = try TestPath(subject.topology, receives: false)
            let tape = try FrameTape(path.pair.capture)
            let session = try path.open(subject.engine, load: .unpaced)
            let start = MonotonicClock.now() + 5_000_000
            let run = TrafficRun(
                runID: TestPath.runID, start: start, frames: 1 << 53, duration: 30_000_000)
            let report = try session.run(run, until: SharedFlag())
            let dropped = try path.sent("tx_dropped")
            let heard = try tape.stop(expecting: report.offered - dropped)
            let isDisturbed = try report.offered <= 100 || path.backlogDrops() > 0
            return ((start, report, dropped, heard), isDisturbed)
        }
        #expect(report.intended == nil && report.offered > 100)
        #expect(try #require(report.firstSendNanoseconds) >= start)
        #expect(heard.frames.count == report.offered - dropped)
        let last = try #require(heard.stamps.last?.sequence)
        #expect(last < UInt64(report.offered))
        if dropped == 0 {
            let isInOrder = heard.stamps.map(\.sequence).elementsEqual(0..<UInt64(report.offered))
            #expect(isInOrder)
        }
    }

    @Test(
        "a link that goes down ends the run with a report in which every frame has its place",
        arguments: EngineCase.all(load: .frameRate(100_000)))
    func linkDown(_ subject: EngineCase) throws {
        let path = try TestPath(subject.topology, receives: false)
        let tape = try FrameTape(path.pair.capture)
        let session = try path.open(subject.engine, load: .frameRate(100_000))
        try path.takeDown(afterMilliseconds: 40)
        let report = try session.run(.now(100_000 * 60), until: SharedFlag())
        #expect(report.failure == .interfaceDown(path.interface))
        #expect(report.offered > 0 && report.offered < 100_000 * 30)
        // What was due when the link went down is no full buffer.
        #expect(report.sendBufferFull ?? 0 == 0)
        let dropped = try path.sent("tx_dropped")
        let heard = try tape.stop(expecting: report.offered - dropped)
        #expect(heard.frames.count == heard.stamps.count && heard.drops == 0)
        // What never reached the device, as of an engine that redirects, only the engine counts.
        #expect(report.offered == heard.frames.count + max(dropped, report.refused ?? 0))
        #expect(report.offeredBytes == report.offered * 60)
        checkParts(report)
    }

    @Test(
        "an interface that vanished before the first frame is an error that names it",
        arguments: EngineCase.all())
    func interfaceGone(_ subject: EngineCase) throws {
        let path = try TestPath(subject.topology, receives: false)
        let session = try path.open(subject.engine, load: .frameRate(10_000))
        _ = try path.pair.generator.inside {
            try Command.run(["ip", "link", "del", path.interface])
        }
        let error = #expect(throws: TrafficError.self) {
            try session.run(.now(100), until: SharedFlag())
        }
        #expect(error == .interfaceDown(path.interface))
        let missing = #expect(throws: TrafficError.self) {
            try path.open(subject.engine, load: .frameRate(10_000))
        }
        #expect(missing?.description.contains(path.interface) == true)
    }

    @Test(
        "a raised stop ends a run soon: while sending, and before its start",
        arguments: EngineCase.all(), [0, 3_600_000_000_000] as [Int64])
    func stop(_ subject: EngineCase, delay: Int64) throws {
        let path = try TestPath(subject.topology, receives: false)
        let session = try path.open(subject.engine, load: .frameRate(10_000))
        let stop = SharedFlag()
        try Thread.start {
            Poll.sleep(until: MonotonicClock.now() + 50_000_000)
            stop.raise()
        }
        let begin = MonotonicClock.now()
        let run = TrafficRun(
            runID: TestPath.runID, start: begin + delay, frames: 1 << 40,
            duration: 3_600_000_000_000)
        let report = try session.run(run, until: stop)
        // An hour was asked for.
        #expect(MonotonicClock.now() - begin < 20_000_000_000)
        #expect(delay > 0 ? report.offered == 0 : report.offered > 0)
        #expect(report.failure == nil)
    }

    private static let bursts = Load.burst(frames: 40, every: 5_000_000)

    @Test(
        "a burst leaves back to back when it is due, and nothing between bursts",
        arguments: EngineCase.all(load: bursts))
    func burst(_ subject: EngineCase) throws {
        let (run, report, dropped, stamps) = try undisturbed {
            let path = try TestPath(subject.topology, receives: false)
            let tape = try FrameTape(path.pair.capture)
            let session = try path.open(subject.engine, load: Self.bursts)
            let run = TrafficRun(
                runID: TestPath.runID, start: MonotonicClock.now() + 10_000_000, frames: 400,
                duration: 60_000_000_000)
            let report = try session.run(run, until: SharedFlag())
            let dropped = try path.sent("tx_dropped")
            let stamps = try tape.stop(expecting: report.offered - dropped).stamps
            return ((run, report, dropped, stamps), dropped > 0)
        }
        #expect(report.offered == 400)
        try #require(dropped == 0 && stamps.count == 400)
        var together = 0
        for index in 0..<10 {
            let burst = stamps[index * 40..<index * 40 + 40].map { Int64($0.time_ns) }
            let isDue = burst.allSatisfy { $0 >= run.start + Int64(index) * 5_000_000 }
            #expect(isDue)
            if burst[39] - burst[0] < 2_500_000 { together += 1 }
        }
        // Evenly spread they would take 5 ms. The sender may lose its CPU now and then.
        #expect(together >= 5)
    }

    @Test(
        "two runs of one session are apart: each has its own counts, from sequence 0 on",
        arguments: EngineCase.all())
    func runs(_ subject: EngineCase) throws {
        let (report, heard) = try undisturbed {
            let path = try TestPath(subject.topology, receives: false)
            let tape = try FrameTape(path.pair.capture)
            let session = try path.open(subject.engine, load: .frameRate(10_000))
            var warmUp = TrafficRun.now(100)
            warmUp.runID = 1
            #expect(try session.run(warmUp, until: SharedFlag()).offered == 100)
            let report = try session.run(.now(1_000), until: SharedFlag())
            let dropped = try path.sent("tx_dropped")
            return ((report, try tape.stop(expecting: 1_100 - dropped)), dropped > 0)
        }
        #expect(report.offered == 1_000 && report.offeredBytes == 60_000)
        let isInOrder = heard.stamps.map(\.sequence).elementsEqual(0..<1_000)
        #expect(isInOrder)
        #expect(heard.frames.count == 1_100)
    }

    @Test("the report's times are those of the sends", arguments: EngineCase.all())
    func times(_ subject: EngineCase) throws {
        let path = try TestPath(subject.topology, receives: false)
        let session = try path.open(subject.engine, load: .frameRate(10_000))
        let run = TrafficRun(
            runID: TestPath.runID, start: MonotonicClock.now() + 30_000_000, frames: 501,
            duration: 60_000_000_000)
        let report = try session.run(run, until: SharedFlag())
        let end = MonotonicClock.now()
        let first = try #require(report.firstSendNanoseconds)
        let last = try #require(report.lastSendNanoseconds)
        #expect(first >= run.start)
        // Frame 500 is due 50 ms after the first, and never sent early.
        #expect(last >= run.start + 50_000_000 && last <= end)
        #expect(try #require(report.offeredRate) > 0)
    }

    @Test("a run of no frames sends none and measures nothing", arguments: EngineCase.all())
    func nothing(_ subject: EngineCase) throws {
        let path = try TestPath(subject.topology, receives: false)
        let session = try path.open(subject.engine, load: .frameRate(1_000))
        let report = try session.run(.now(0), until: SharedFlag())
        #expect(report.intended == 0 && report.offered == 0 && report.offeredBytes == 0)
        #expect(report.firstSendNanoseconds == nil && report.longestGapNanoseconds == nil)
        #expect(report.densest100us == nil && report.offeredRate == nil)
        #expect(try path.sent("tx_packets") == 0)
    }
}
