import Frames
import Kernel
package import Settings

extension Backend {
    /// The first memory-mapped ring: one slot a frame, status in an `unsigned long`.
    static let tpacketV1 = slots(.v1)
    /// The ring with a 32-bit status and nanosecond time stamps.
    static let tpacketV2 = slots(.v2)

    private static func slots(_ version: RingVersion) -> Backend {
        let number = version.rawValue + 1
        return Backend(
            component: Component(
                name: "tpacket-v\(number)",
                summary: "memory-mapped ring of slots, TPACKET_V\(number)",
                settings: [ringFrames.spec] + CaptureSettings.packet,
                problem: { settings, _ in CaptureSettings.packetProblem(settings) }),
            requirements: Requirement.packetSocket,
            // A slot is a page at least.
            ringBytes: { $0[ringFrames] * Mapping.pageSize },
            open: { request throws(CaptureError) in try SlotSession(request, version) })
    }

    /// Slots of a ring.
    package static let ringFrames = Setting.integer(
        "ring_frames", 1...1_000_000, default: 4096,
        "slots of the ring, one frame each (tp_frame_nr); every slot is a page, or the power of two "
            + "of them that a frame of the interface's MTU needs")
}

/// A capture from a `TPACKET_V1` or `TPACKET_V2` ring.
private final class SlotSession: PacketSource {
    let tap: PacketTap
    let granted: Granted
    private var ring: SlotRing

    init(_ request: CaptureRequest, _ version: RingVersion) throws(CaptureError) {
        let tap = try PacketTap(request, cutsFrames: true)
        let geometry = SlotRing.geometry(
            version, slots: request.settings[Backend.ringFrames],
            longest: min(tap.settings.snaplen, tap.longestFrame))
        var granted = Granted(ring: geometry, snaplen: tap.settings.snaplen)
        granted[.ringFrames] = geometry.frameCount
        granted[.frameSize] = geometry.frameSize
        let memory = try tap.makeRing(geometry, version, granted: &granted)
        ring = SlotRing(
            memory: memory, version, slotSize: geometry.frameSize, slotCount: geometry.frameCount)
        (self.tap, self.granted) = (tap, granted)
        try tap.start()
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        try ring.take(from: tap, into: &consumer, milliseconds)
    }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        ring.depthFrames(sizes: sizes, snaplen: tap.settings.snaplen)
    }
}
