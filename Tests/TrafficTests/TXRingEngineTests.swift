import CStamp
import Frames
import Kernel
import Settings
import Testbed
import Testing

@testable import Traffic

/// What the kernel does with a slot that it could not send, and what we make of it.
@Suite(.serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct TXRingEngineTests {
    private static func open(
        _ path: TestPath, ring: Int, batch: Int = 32, load: Load = .frameRate(4_000_000),
        sizes: SizeDistribution = .fixed(.minimum),
        sendBufferBytes: Int = SendmmsgOutlet.sendBufferBytes
    ) throws -> any TrafficSession {
        var request = path.request(.txRing, load: load, sizes: sizes)
        request.settings = try Settings(
            words: ["ring_frames=\(ring)", "batch=\(batch)"], for: "engine tx-ring",
            specs: Engine.txRing.component.settings)
        return try path.pair.generator.inside {
            PacedSession(
                request, outlet: try TXRingOutlet(request, sendBufferBytes: sendBufferBytes))
        }
    }

    /// Every frame offered is at the receiver or refused, once.
    private static func check(_ report: TrafficReport, _ path: TestPath, _ tape: FrameTape) throws {
        let accepted = try #require(report.accepted)
        let refused = try #require(report.refused)
        #expect(accepted + refused == report.offered)
        #expect(report.offeredBytes == report.offered * 60)
        #expect(try path.sent("tx_dropped") == refused)
        let heard = try tape.stop(expecting: accepted)
        #expect(heard.frames.count == accepted && heard.stamps.count == accepted)
        let sequences = heard.stamps.map(\.sequence)
        let isAscending = zip(sequences, sequences.dropFirst()).allSatisfy { $0 < $1 }
        #expect(isAscending)
        #expect(try path.sent("tx_packets") == accepted)
    }

    @Test(
        "a refused frame is counted once and sent never, wherever in its batch it was",
        arguments: [1, 2, 7, 32, 256])
    func refused(batch: Int) throws {
        let path = try TestPath(.vethNAPI, receives: false)
        let tape = try FrameTape(path.pair.capture)
        let session = try Self.open(path, ring: 4096, batch: batch)
        // One CPU for both, and the sender ahead of the kernel thread: 256 frames fill its ring.
        let report = try path.ahead(on: path.placement.capture) {
            try session.run(.now(3_000), until: SharedFlag())
        }
        #expect(report.offered == 3_000 && report.sendBufferFull == 0)
        #expect(try #require(report.refused) > 0)
        try Self.check(report, path, tape)
    }

    @Test("so it is again and again, all around the ring")
    func refusedAround() throws {
        let (path, tape, report) = try undisturbed {
            let path = try TestPath(.vethNAPI, receives: false)
            let tape = try FrameTape(path.pair.capture)
            // 700 slots: not a power of two, and more than the device's ring.
            // In the pauses the kernel thread gets its CPU.
            let session = try Self.open(
                path, ring: 700, load: .burst(frames: 600, every: 40_000_000))
            let report = try path.ahead(on: path.placement.capture) {
                try session.run(.now(9_000), until: SharedFlag())
            }
            // Two bursts at once, after a pause, are more than the ring has.
            return ((path, tape, report), report.sendBufferFull ?? 0 > 0)
        }
        #expect(report.offered == 9_000 && report.sendBufferFull == 0)
        #expect(try #require(report.refused) > 2 * 700)
        try Self.check(report, path, tape)
    }

    @Test("a full ring throttles: frames due then are not offered", arguments: [1, 3, 64])
    func ringFull(slots: Int) throws {
        let path = try TestPath(.vethNAPI, receives: false)
        let tape = try FrameTape(path.pair.capture)
        let session = try Self.open(path, ring: slots)
        let report = try path.ahead(on: path.placement.capture) {
            try session.run(.now(3_000), until: SharedFlag())
        }
        let full = try #require(report.sendBufferFull)
        #expect(full > 0 && report.refused == 0)
        #expect(report.offered == 3_000 - full && report.offered > 0)
        try Self.check(report, path, tape)
    }

    @Test("a full send buffer is told apart: those frames were never offered")
    func sendBufferFull() throws {
        let path = try TestPath(.vethNAPI, receives: false)
        let tape = try FrameTape(path.pair.capture)
        let session = try Self.open(path, ring: 4096, sendBufferBytes: 20_000)
        let report = try path.ahead(on: path.placement.capture) {
            try session.run(.now(3_000), until: SharedFlag())
        }
        let full = try #require(report.sendBufferFull)
        #expect(full > 0 && report.refused == 0)
        #expect(report.offered == 3_000 - full && report.offered > 0)
        try Self.check(report, path, tape)
    }

    @Test(
        "without a pace a full ring is waited for, and no number is left out",
        arguments: [1, 5, 100])
    func unpaced(slots: Int) throws {
        let path = try TestPath(.vethNAPI, receives: false)
        let tape = try FrameTape(path.pair.capture)
        let session = try Self.open(path, ring: slots, load: .unpaced)
        let report = try session.run(.now(5_000), until: SharedFlag())
        #expect(report.offered == 5_000 && report.refused == 0 && report.sendBufferFull == 0)
        let heard = try tape.stop(expecting: 5_000)
        let isInOrder = heard.stamps.map(\.sequence).elementsEqual(0..<5_000)
        #expect(isInOrder)
    }

    @Test("rings of any number of slots, and frames of any size", arguments: [1, 33, 96, 1000])
    func geometry(slots: Int) throws {
        let path = try TestPath(receives: false)
        for size in [FrameSize(64), FrameSize(1518)] {
            let session = try Self.open(path, ring: slots, sizes: .fixed(size))
            let bytes = try #require(session.granted["ring_bytes"].flatMap { Int($0) })
            // 32 bytes of header before each frame, and no slot above a page more than it needs.
            #expect(bytes >= slots * (32 + size.apiLength))
            #expect(bytes <= slots * (32 + size.apiLength + 4096))
        }
    }

    @Test("frames that the interface cannot carry are refused before any is sent")
    func tooLong() throws {
        let path = try TestPath(receives: false)
        let error = #expect(throws: TrafficError.self) {
            try Self.open(path, ring: 8, sizes: .fixed(FrameSize(1519)))
        }
        #expect(error?.description.contains("1515 bytes") == true)
    }

    @Test("an MTU lowered meanwhile ends the run, and no frame vanishes unnoticed")
    func shrunk() throws {
        let path = try TestPath(receives: false)
        let session = try Self.open(
            path, ring: 64, load: .frameRate(1_000), sizes: .fixed(FrameSize(1518)))
        #expect(try session.run(.now(10), until: SharedFlag()).offered == 10)
        _ = try path.pair.generator.inside {
            try Command.run(["ip", "link", "set", path.interface, "mtu", "1000"])
        }
        let error = #expect(throws: TrafficError.self) {
            try session.run(.now(10), until: SharedFlag())
        }
        #expect(error?.description.contains("Message too long") == true)
        #expect(try path.sent("tx_packets") == 10)
    }
}
