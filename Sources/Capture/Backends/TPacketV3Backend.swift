import Frames
import Kernel
import Settings

extension Backend {
    /// The ring of blocks: the kernel packs frames into a block and hands it over whole.
    static let tpacketV3 = Backend(
        component: Component(
            name: "tpacket-v3", summary: "memory-mapped ring of blocks, TPACKET_V3",
            settings: [blockSize, blockCount, retireTimeout] + CaptureSettings.packet,
            problem: blockProblem),
        requirements: [.netRaw, .kernel(major: 4, minor: 20)],
        open: { request throws(CaptureError) in try openBlocks(request) })
}

private let millisecond: Int64 = 1_000_000

private let blockSize = SettingSpec(
    "block_size", .byteCount(1...Int(Int32.max)), default: .bytes(1 << 20),
    "bytes of a block, a multiple of the page size (tp_block_size)")
private let blockCount = SettingSpec(
    "block_count", .integer(1...524_288), default: .integer(64),
    "blocks of the ring (tp_block_nr)")
private let retireTimeout = SettingSpec(
    "retire_timeout", .duration(millisecond...60_000 * millisecond),
    default: .nanoseconds(10 * millisecond),
    "a block that holds a frame is handed over after this, full or not (tp_retire_blk_tov)")

/// The ring that the settings of `tpacket-v3` describe.
struct BlockSettings {
    let layout: BlockLayout
    /// Nanoseconds.
    let retireTimeout: Int64

    init(_ settings: Settings) {
        layout = BlockLayout(
            blockSize: settings.bytes("block_size") ?? 1 << 20,
            blockCount: settings.integer("block_count") ?? 64)
        retireTimeout = settings.nanoseconds("retire_timeout") ?? 10 * millisecond
    }

    /// A receive ring of V3 ignores the frame size, but wants the product to be right.
    var geometry: RingGeometry {
        RingGeometry(
            blockSize: layout.blockSize, blockCount: layout.blockCount,
            frameSize: layout.blockSize, frameCount: layout.blockCount,
            retireTimeout: Int(retireTimeout / millisecond))
    }
}

private func blockProblem(_ settings: Settings, _ sizes: SizeDistribution) -> SettingError? {
    let blocks = BlockSettings(settings)
    let capture = CaptureSettings(settings)
    let page = Mapping.pageSize
    guard blocks.layout.blockSize % page == 0 else {
        return SettingError(
            name: blockSize.name,
            problem: "\(blocks.layout.blockSize) is not a multiple of the page size, \(page)")
    }
    let captured = capture.capturedLength(sizes.largest)
    guard blocks.layout.framesPerBlock(captured: captured) > 0 else {
        return SettingError(
            name: blockSize.name,
            problem: "a block of \(blocks.layout.blockSize) bytes does not hold one frame of "
                + "\(sizes.largest.bytes); allowed: larger blocks, or a smaller snaplen")
    }
    guard blocks.retireTimeout % millisecond == 0 else {
        return SettingError(
            name: retireTimeout.name, problem: "the kernel counts whole milliseconds")
    }
    return capture.filterProblem
}

/// A capture from a ring of blocks.
private final class TPacketV3Session: CaptureSession {
    private var capture: RingCapture<BlockRing>
    var granted: Granted { capture.granted }
    var wakeUps: UInt64 { capture.tap.wakeUps }

    init(_ capture: consuming RingCapture<BlockRing>) {
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

private func openBlocks(_ request: CaptureRequest) throws(CaptureError) -> any CaptureSession {
    let blocks = BlockSettings(request.settings)
    let tap = try PacketTap(request, cutsFrames: true)
    let geometry = blocks.geometry
    var granted = Granted()
    granted.add("ring_bytes", geometry.byteCount)
    granted.add("block_size", geometry.blockSize)
    granted.add("block_count", geometry.blockCount)
    granted.add("retire_timeout", SettingValue.nanoseconds(blocks.retireTimeout).text)
    granted.add("snaplen", tap.settings.snaplen)
    let memory = try tap.makeRing(geometry, .v3, granted: &granted)
    try tap.start()
    return TPacketV3Session(
        RingCapture(
            tap: tap, ring: BlockRing(memory: memory, layout: blocks.layout), granted: granted))
}
