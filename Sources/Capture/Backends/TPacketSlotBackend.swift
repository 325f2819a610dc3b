import Frames
import Kernel
import Settings

extension Backend {
    /// The first memory-mapped ring: one slot a frame, status in an `unsigned long`.
    static let tpacketV1 = Backend(
        component: component(
            "tpacket-v1", "memory-mapped ring of slots, TPACKET_V1"),
        requirements: [.netRaw, .kernel(major: 4, minor: 20)],
        open: { request throws(CaptureError) in
            TPacketV1Session(try openSlots(request, .v1, SlotHeaderV1.self))
        })
    /// The ring with a 32-bit status and nanosecond time stamps.
    static let tpacketV2 = Backend(
        component: component(
            "tpacket-v2", "memory-mapped ring of slots, TPACKET_V2"),
        requirements: [.netRaw, .kernel(major: 4, minor: 20)],
        open: { request throws(CaptureError) in
            TPacketV2Session(try openSlots(request, .v2, SlotHeaderV2.self))
        })

    private static func component(_ name: String, _ summary: String) -> Component {
        Component(
            name: name, summary: summary, settings: [ringFrames] + CaptureSettings.packet,
            problem: { settings, _ in CaptureSettings(settings).filterProblem })
    }
}

private let ringFrames = SettingSpec(
    "ring_frames", .integer(1...1_000_000), default: .integer(4096),
    "slots of the ring, one frame each (tp_frame_nr); every slot is a page, or the power of two of them "
        + "that a frame of the interface's MTU needs")

/// A capture from a `TPACKET_V1` ring.
private final class TPacketV1Session: CaptureSession {
    private var capture: RingCapture<SlotRing<SlotHeaderV1>>
    var granted: Granted { capture.granted }
    var wakeUps: UInt64 { capture.tap.wakeUps }

    init(_ capture: consuming RingCapture<SlotRing<SlotHeaderV1>>) {
        self.capture = capture
    }

    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        try capture.receive(into: &tally, timeoutMilliseconds: timeoutMilliseconds)
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        try capture.counters()
    }

    func closeIntake() throws(CaptureError) { try capture.tap.close() }

    func takeOpen(into tally: inout FrameTally) -> Int { capture.takeOpen(into: &tally) }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        capture.depthFrames(sizes: sizes)
    }
}

/// A capture from a `TPACKET_V2` ring.
private final class TPacketV2Session: CaptureSession {
    private var capture: RingCapture<SlotRing<SlotHeaderV2>>
    var granted: Granted { capture.granted }
    var wakeUps: UInt64 { capture.tap.wakeUps }

    init(_ capture: consuming RingCapture<SlotRing<SlotHeaderV2>>) {
        self.capture = capture
    }

    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        try capture.receive(into: &tally, timeoutMilliseconds: timeoutMilliseconds)
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        try capture.counters()
    }

    func closeIntake() throws(CaptureError) { try capture.tap.close() }

    func takeOpen(into tally: inout FrameTally) -> Int { capture.takeOpen(into: &tally) }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        capture.depthFrames(sizes: sizes)
    }
}

private func openSlots<Header: SlotHeader>(
    _ request: CaptureRequest, _ version: RingVersion, _ header: Header.Type
) throws(CaptureError) -> RingCapture<SlotRing<Header>> {
    let tap = try PacketTap(request, cutsFrames: true)
    let geometry = SlotRing<Header>.geometry(
        slots: request.settings.integer(ringFrames.name) ?? 4096,
        longest: min(tap.settings.snaplen, tap.longestFrame))
    var granted = Granted()
    granted.add("ring_frames", geometry.frameCount)
    granted.add("ring_bytes", geometry.byteCount)
    granted.add("block_size", geometry.blockSize)
    granted.add("block_count", geometry.blockCount)
    granted.add("frame_size", geometry.frameSize)
    granted.add("snaplen", tap.settings.snaplen)
    let memory = try tap.makeRing(geometry, version, granted: &granted)
    let ring = SlotRing<Header>(
        memory: memory, slotSize: geometry.frameSize, slotCount: geometry.frameCount)
    try tap.start()
    return RingCapture(tap: tap, ring: ring, granted: granted)
}
