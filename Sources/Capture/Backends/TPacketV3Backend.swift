import Frames
import Kernel
import Settings

extension Backend {
    /// The ring of blocks: the kernel packs frames into a block and hands it over whole.
    static let tpacketV3 = Backend(
        component: Component(
            name: "tpacket-v3", summary: "memory-mapped ring of blocks, TPACKET_V3",
            settings: [
                BlockSettings.blockSize.spec, BlockSettings.blockCount.spec,
                BlockSettings.retireTimeout.spec, BlockSettings.privateArea.spec,
                BlockSettings.rxhash.spec,
            ] + CaptureSettings.packet,
            problem: { settings, sizes in
                CaptureSettings.sharingProblem(settings)
                    ?? BlockSettings(settings).problem(CaptureSettings(settings), sizes)
            }),
        requirements: Requirement.packetSocket,
        ringBytes: { $0[BlockSettings.blockSize] * $0[BlockSettings.blockCount] },
        holdsBack: { $0[BlockSettings.retireTimeout] },
        open: { request throws(CaptureError) in try BlockSession(request) })
}

/// The ring that the settings of `tpacket-v3` describe.
struct BlockSettings {
    private static let millisecond: Int64 = 1_000_000

    static let blockSize = Setting.bytes(
        "block_size", 1...Int(Int32.max), default: 1 << 20,
        "bytes of a block, a multiple of the page size (tp_block_size)")
    static let blockCount = Setting.integer(
        "block_count", 1...524_288, default: 64, "blocks of the ring (tp_block_nr)")
    static let retireTimeout = Setting.duration(
        "retire_timeout", millisecond...60_000 * millisecond, default: 10 * millisecond,
        "a block that holds a frame is handed over after this, full or not (tp_retire_blk_tov)")

    static let privateArea = Setting.integer(
        "private_area", 0...65_535,
        "bytes at the begin of each block that are the program's own (tp_sizeof_priv); if not set, 0"
    )
    static let rxhash = Setting.flag(
        "rxhash",
        "the kernel writes the flow hash of each frame beside it (TP_FT_REQ_FILL_RXHASH), as "
            + "programs want that tell flows apart; if not set, false")

    let layout: BlockLayout
    /// Nanoseconds.
    let retireTimeout: Int64
    let fillsHash: Bool

    init(_ settings: Settings) {
        layout = Self.layout(settings, settings[Self.blockSize], settings[Self.blockCount])
        retireTimeout = settings[Self.retireTimeout]
        fillsHash = settings[Self.rxhash] ?? false
    }

    /// Blocks of this size and number, divided as the settings say.
    static func layout(_ settings: Settings, _ blockSize: Int, _ blockCount: Int) -> BlockLayout {
        BlockLayout(
            blockSize: blockSize, blockCount: blockCount,
            privateBytes: settings[Self.privateArea] ?? 0)
    }

    /// A receive ring of V3 ignores the frame size, but wants the product to be right.
    var geometry: RingGeometry {
        RingGeometry(
            blockSize: layout.blockSize, blockCount: layout.blockCount,
            frameSize: layout.blockSize, frameCount: layout.blockCount,
            retireTimeout: Int(retireTimeout / Self.millisecond),
            privateBytes: layout.privateBytes, fillsHash: fillsHash)
    }

    /// Why it cannot hold this traffic; `nil` if it can.
    func problem(_ capture: CaptureSettings, _ sizes: SizeDistribution) -> SettingError? {
        guard layout.blockSize % Mapping.pageSize == 0 else {
            return SettingError(
                name: Self.blockSize.spec.name,
                problem: "\(layout.blockSize) is not a multiple of the page size, "
                    + "\(Mapping.pageSize)")
        }
        let captured = capture.capturedLength(sizes.largest)
        guard layout.framesPerBlock(captured: captured) > 0 else {
            return SettingError(
                name: Self.blockSize.spec.name,
                problem: "a block of \(layout.blockSize) bytes does not hold one frame of "
                    + "\(sizes.largest.bytes); allowed: larger blocks, a smaller snaplen"
                    + (layout.privateBytes > 0 ? ", or a smaller private_area" : ""))
        }
        guard retireTimeout % Self.millisecond == 0 else {
            return SettingError(
                name: Self.retireTimeout.spec.name, problem: "the kernel counts whole milliseconds")
        }
        return capture.filterProblem
    }
}

/// A capture from a ring of blocks.
private final class BlockSession: PacketSource {
    let tap: PacketTap
    let granted: Granted
    private var ring: BlockRing

    init(_ request: CaptureRequest) throws(CaptureError) {
        let blocks = BlockSettings(request.settings)
        let tap = try PacketTap(request, cutsFrames: true)
        var granted = Granted(ring: blocks.geometry, snaplen: tap.settings.snaplen)
        granted[.retireTimeout] = SettingValue.nanoseconds(blocks.retireTimeout).text
        let memory = try tap.makeRing(blocks.geometry, .v3, granted: &granted)
        ring = BlockRing(memory: memory, layout: blocks.layout)
        (self.tap, self.granted) = (tap, granted)
        try tap.start()
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        try ring.take(from: tap, into: &consumer, milliseconds)
    }

    func showOpen() { ring.showsOpen = true }

    func counters() throws(CaptureError) -> CaptureCounters {
        var counters = try tap.counters()
        counters.freezes = tap.freezes
        return counters
    }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        ring.depthFrames(sizes: sizes, snaplen: tap.settings.snaplen)
    }
}
