import Frames
import Kernel
import Settings
import Testing

@testable import Capture

/// What a queue holds for a consumer that has stopped, against what is said of it.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct DepthTests {
    struct Held: Sendable {
        let outcome: Outcome
        let depth: Int?
        let granted: Granted
    }

    /// Sends `count(depth)` frames behind a stopped consumer, then takes what is there.
    private func stop(
        _ name: String, _ words: [String], sizes: SizeDistribution = .fixed(.minimum),
        truesize: Double? = nil, count: @escaping @Sendable (Int) -> Int = { $0 + 50 }
    ) throws -> Held {
        let backend = try #require(Backend.named(name))
        return try TestNetwork.run { _ in
            let session = try backend.session(words, truesize: truesize)
            let depth = session.depthFrames(sizes: sizes, truesize: truesize)
            let table = sizes.sizes().map(\.apiLength)
            var sender = try TestSender()
            let frames = count(depth ?? 0)
            try sender.send(lengths: (0..<frames).lazy.map { table[$0 % table.count] })
            try session.awaitArrival(of: frames)
            return Held(
                outcome: try session.outcome(), depth: depth, granted: session.granted)
        }
    }

    /// By hand: packet_diag tells the slots of these two, whose sizes are those of tpacket_hdr.
    ///
    /// The depth of every backend with `ring_frames` is a conformance check.
    private static let slotRings = ["tpacket-v1", "tpacket-v2"]

    @Test(arguments: slotRings, [1, 2, 3, 7, 8, 128])
    func aRingOfSlotsHoldsExactlyItsSlots(_ name: String, _ slots: Int) throws {
        let held = try stop(name, ["ring_frames=\(slots)"])
        let sent = UInt64(slots + 50)
        #expect(held.depth == slots)
        #expect(held.granted[.ringFrames] == slots)
        #expect(held.granted[.geometrySource] == "packet_diag")
        #expect(held.outcome.stamps == .with(unique: UInt64(slots)))
        #expect(held.outcome.counters.received == sent)
        #expect(held.outcome.counters.drops == sent - UInt64(slots))
        #expect(held.outcome.counters.freezes == nil)
    }

    static let blockTraffic: [(words: [String], sizes: SizeDistribution)] = [
        (["block_size=4096", "block_count=2"], .fixed(.minimum)),
        (["block_size=64KiB", "block_count=4"], .fixed(.minimum)),
        (["block_size=64KiB", "block_count=3"], .fixed(FrameSize(1518))),
        (["block_size=64KiB", "block_count=3", "snaplen=100"], .fixed(FrameSize(1518))),
        (["block_size=64KiB", "block_count=3", "private_area=1001"], .fixed(.minimum)),
        (["block_size=128KiB", "block_count=2", "private_area=65535"], .fixed(FrameSize(1518))),
        (["block_size=64KiB", "block_count=3", "rxhash=true"], .fixed(.minimum)),
        (
            ["block_size=64KiB", "block_count=5"],
            .uniform(smallest: FrameSize(64), largest: FrameSize(1518), seed: 1)
        ),
    ]

    @Test(arguments: blockTraffic)
    func aRingOfBlocksHoldsAsManyFramesAsItSays(
        _ words: [String], _ sizes: SizeDistribution
    ) throws {
        let held = try stop("tpacket-v3", words + ["retire_timeout=60s"], sizes: sizes)
        let depth = UInt64(try #require(held.depth))
        #expect(depth > 10)
        #expect(held.outcome.stamps == .with(unique: depth))
        #expect(held.outcome.counters.received == depth + 50)
        #expect(held.outcome.counters.drops == 50)
        #expect(held.outcome.counters.freezes == 1)
    }

    @Test(arguments: [
        ["buffer_size=1MiB", "timeout=60s"],
        ["buffer_size=256KiB", "timeout=60s", "immediate=true"],
    ])
    func theRingOfLibpcapHoldsAsManyFramesAsItSays(_ words: [String]) throws {
        let held = try stop("pcap", words)
        let depth = UInt64(try #require(held.depth))
        #expect(held.granted[.ringBytes] as Int? != nil)
        #expect(held.outcome.stamps == .with(unique: depth))
        #expect(held.outcome.counters.received == depth + 50)
        #expect(held.outcome.counters.drops == 50)
    }

    @Test(arguments: [60, 1514])
    func aSocketQueueHoldsAsManyFramesAsItsTruesizeSays(_ length: Int) throws {
        let truesize = try TestNetwork.run { _ in
            let session = try Backend.recv.session()
            var sender = try TestSender()
            try sender.send(20, length: length)
            try session.awaitArrival(of: 20)
            return Double(try session.counters().queuedBytes ?? 0) / 20
        }
        #expect(truesize > Double(length))
        let sizes = SizeDistribution.fixed(FrameSize(length + 4))
        for words in [[], ["receive_buffer=37 frames"], ["receive_buffer=64KiB"]] {
            let held = try stop("recv", words, sizes: sizes, truesize: truesize)
            let depth = UInt64(try #require(held.depth))
            #expect(held.outcome.stamps == .with(unique: depth))
            #expect(held.outcome.counters.drops == 50)
            if words == ["receive_buffer=37 frames"] { #expect(depth == 37) }
        }
    }

    @Test func aDepthInFramesNeedsTheTruesize() throws {
        let backend = Backend.recv
        let refused = try TestNetwork.run { _ in
            do {
                _ = try backend.session(["receive_buffer=37 frames"])
                return false
            } catch CaptureError.unsupported {
                return true
            }
        }
        #expect(refused)
    }

    @Test(arguments: slotRings)
    func aSlotHoldsAFrameOfTheInterfaceUnlessTheSnaplenCutsIt(_ name: String) throws {
        let jumbo = SizeDistribution.fixed(FrameSize(6000))
        let whole = try stop(name, ["ring_frames=64"], sizes: jumbo) { _ in 10 }
        #expect(whole.outcome.stamps == .with(unique: 10))
        #expect(whole.granted[.ringBytes] == 64 * 16_384)
        #expect(whole.outcome.counts.bytes == 10 * 5996)
        let short = try stop(name, ["ring_frames=64", "snaplen=200"], sizes: jumbo) { _ in 10 }
        #expect(short.outcome.stamps == .with(unique: 10))
        #expect(short.granted[.ringBytes] == 64 * 4096)
        #expect(short.outcome.counts.bytes == 10 * 5996)
    }

    @Test(arguments: Backend.names(with: "snaplen"))
    func aShortSnaplenKeepsTheLengthOnTheWire(_ name: String) throws {
        let large = SizeDistribution.fixed(FrameSize(6000))
        let held = try stop(name, ["snaplen=46"], sizes: large) { _ in 10 }
        #expect(held.outcome.stamps == .with(unique: 10))
        #expect(held.outcome.counts.bytes == 10 * 5996)
    }
}
