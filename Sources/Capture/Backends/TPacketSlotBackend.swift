import Frames
import Kernel
import Settings

extension Backend {
    /// The first memory-mapped ring: one slot a frame, status in an `unsigned long`.
    static let tpacketV1 = slots(
        "tpacket-v1", "memory-mapped ring of slots, TPACKET_V1", .v1, SlotHeaderV1.self)
    /// The ring with a 32-bit status and nanosecond time stamps.
    static let tpacketV2 = slots(
        "tpacket-v2", "memory-mapped ring of slots, TPACKET_V2", .v2, SlotHeaderV2.self)

    private static func slots<Header: SlotHeader>(
        _ name: String, _ summary: String, _ version: RingVersion, _ header: Header.Type
    ) -> Backend {
        Backend(
            component: Component(
                name: name, summary: summary, settings: [ringFrames] + CaptureSettings.packet,
                problem: { settings, sizes in slotProblem(settings, sizes, header) }),
            requirements: [.netRaw, .kernel(major: 4, minor: 20)],
            open: { request throws(CaptureError) in
                try openSlots(request, version, header)
            })
    }
}

private let ringFrames = SettingSpec(
    "ring_frames", .integer(1...1_000_000), default: .integer(4096),
    "slots of the ring, one frame each; every slot is a page (tp_frame_nr)")

private func slotProblem<Header: SlotHeader>(
    _ settings: Settings, _ sizes: SizeDistribution, _ header: Header.Type
) -> SettingError? {
    let capture = CaptureSettings(settings)
    let longest = SlotRing<Header>.longestFrame
    guard capture.capturedLength(sizes.largest) <= longest else {
        return SettingError(
            name: "ring_frames",
            problem: "a slot holds frames of up to \(longest + FrameSize.fcs) bytes, not of "
                + "\(sizes.largest.bytes); allowed: smaller frames, or snaplen up to \(longest)")
    }
    return capture.filterProblem
}

private func openSlots<Header: SlotHeader>(
    _ request: CaptureRequest, _ version: RingVersion, _ header: Header.Type
) throws(CaptureError) -> any CaptureSession {
    let tap = try PacketTap(request, cutsFrames: true)
    let geometry = SlotRing<Header>.geometry(
        slots: request.settings.integer(ringFrames.name) ?? 4096)
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
    return RingSession(tap: tap, ring: ring, granted: granted)
}
