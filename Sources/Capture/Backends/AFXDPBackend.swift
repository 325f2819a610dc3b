import CLinux
import Frames
import Glibc
import Kernel
import Settings

extension Backend {
    /// Memory of the process that the driver, or the kernel right behind it, puts frames into.
    static let afXDP = Backend(
        component: Component(
            name: "af-xdp",
            summary: "AF_XDP socket: an XDP program takes the frames of a queue; none that is sent",
            settings: XDPSettings.options,
            problem: { settings, _ in XDPSettings.problem(settings) }),
        requirements: [.netRaw, .kernel(major: 5, minor: 18), .xdp],
        ringBytes: { XDPSettings($0).shape.frames * XDPSettings($0).shape.frameSize },
        takesFramesAway: true,
        vethProblem: { XDPSettings.vethProblem($0) },
        workerQueues: { XDPSettings.workerQueues($0) },
        open: { request throws(CaptureError) in try AFXDPSession(request) })
}

/// What the settings of `af-xdp` say.
struct XDPSettings {
    enum CopyChoice: String, Sendable, CaseIterable {
        case auto, copy
        case zeroCopy = "zero-copy"
    }
    enum Attach: String, Sendable, CaseIterable { case auto, native, generic }

    static let mode = Setting<CopyChoice>.choice(
        "mode", default: .auto,
        "how frames get into the memory: by the driver itself (zero-copy), by a copy, or as the "
            + "driver can")
    static let attach = Setting<Attach>.choice(
        "attach", default: .auto,
        "where the XDP program runs: in the driver (native), behind it on the skb (generic), or as "
            + "the driver and the topology allow")
    static let queue = Setting.integer(
        "queue", 0...4095, default: 0,
        "receive queue of the interface; of several workers that of the first")
    static let receiveRing = Setting.integer(
        "rx_ring", 1...1 << 20, default: 2048,
        "descriptors of the ring that frames come by, a power of two (XDP_RX_RING)")
    static let fillRing = Setting.integer(
        "fill_ring", 1...1 << 20, default: 4096,
        "descriptors of the ring that memory goes back by, a power of two (XDP_UMEM_FILL_RING)")
    static let frames = Setting.integer(
        "umem_frames", 1...1 << 22, default: 4096, "frames of memory, the UMEM")
    static let frameSize = Setting.integer(
        "umem_frame_size", 2048...65_536, default: 4096,
        "bytes of each: 2048 or 4096 (a page); 256 of them are no room for a frame")
    static let needWakeUp = Setting.flag(
        "need_wakeup", default: true,
        "the driver says when it wants to be called (XDP_USE_NEED_WAKEUP)")
    static let busyPoll = Setting<Int64?>.duration(
        "busy_poll", 1000...1_000_000_000,
        "the program polls the device itself, for so long at a time (SO_PREFER_BUSY_POLL); if not "
            + "set, not")

    static let options =
        [
            mode.spec, attach.spec, queue.spec, receiveRing.spec, fillRing.spec, frames.spec,
            frameSize.spec, needWakeUp.spec, busyPoll.spec, CaptureSettings.snaplen.spec,
            CaptureSettings.wakeUp.spec, CaptureSettings.promiscuous.spec,
            CaptureSettings.ring.spec,
        ] + CaptureSettings.sharingByQueue + CaptureSettings.handling

    let shape: XDPSocket.Shape
    let mode: XDPSocket.Mode?
    let attach: XDPRedirect.AttachMode?
    let queue: Int
    let needsWakeUp: Bool
    let busyPollMicroseconds: Int?

    init(_ settings: Settings) {
        shape = XDPSocket.Shape(
            frames: settings[Self.frames], frameSize: settings[Self.frameSize],
            receiveRing: settings[Self.receiveRing], fillRing: settings[Self.fillRing])
        mode =
            switch settings[Self.mode] {
            case .auto: nil
            case .copy: .copy
            case .zeroCopy: .zeroCopy
            }
        attach =
            switch settings[Self.attach] {
            case .auto: nil
            case .native: .native
            case .generic: .generic
            }
        queue = settings[Self.queue]
        needsWakeUp = settings[Self.needWakeUp]
        busyPollMicroseconds = settings[Self.busyPoll].map { Int($0 / 1000) }
    }

    static func vethProblem(_ settings: Settings) -> String? {
        if settings[mode] == .zeroCopy { return "mode: veth has no zero-copy AF_XDP" }
        return settings[queue] > 0
            ? "queue: a veth interface has no queue \(settings[queue]); allowed: 0" : nil
    }

    static func workerQueues(_ settings: Settings) -> WorkerQueues? {
        let workers = CaptureSettings.workerCount(settings)
        guard workers > 1 else { return nil }
        let place = settings[attach]
        return WorkerQueues(
            first: settings[queue], count: workers,
            isInDriver: place == .auto ? nil : place == .native)
    }

    static func problem(_ settings: Settings) -> SettingError? {
        if let problem = CaptureSettings.queueSharingProblem(settings) { return problem }
        for ring in [receiveRing, fillRing, frameSize] {
            if let problem = ring.powerOfTwoProblem(settings) { return problem }
        }
        guard settings[frameSize] <= Mapping.pageSize else {
            return SettingError(
                name: frameSize.spec.name,
                problem: "\(settings[frameSize]) is more than a page, \(Mapping.pageSize)")
        }
        let isForDriver = settings[mode] == .zeroCopy && settings[attach] == .generic
        return isForDriver
            ? SettingError(
                name: mode.spec.name, problem: "zero-copy is done by the driver: not with generic")
            : nil
    }
}

/// A capture from an `AF_XDP` socket.
private final class AFXDPSession: FrameSource {
    let settings: CaptureSettings
    let granted: Granted
    private let tap: XDPTap
    private var ring: XDPRing

    init(_ request: CaptureRequest) throws(CaptureError) {
        let wanted = XDPSettings(request.settings)
        let shape = wanted.shape
        try RingGeometry(
            blockSize: shape.frameSize, blockCount: shape.frames, frameSize: shape.frameSize,
            frameCount: shape.frames
        ).checkMemory(of: request.worker.remaining)
        let tap = try XDPTap(request)
        ring = try Self.ring(tap, shape)
        let longest = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try Interface.longestFrame(of: request.interface)
        }
        let mode = try tap.start(wanted, inPieces: longest > XDPRing.room(shape.frameSize))
        var granted = Granted()
        granted[.ringFrames] = shape.receiveRing
        granted[.ringBytes] = shape.frames * shape.frameSize
        granted[.snaplen] = tap.settings.snaplen
        granted[.xdpAttach] = tap.place.rawValue
        granted[.xdpMode] = mode.rawValue
        (self.tap, self.granted, settings) = (tap, granted, tap.settings)
    }

    private static func ring(
        _ tap: XDPTap, _ shape: XDPSocket.Shape
    ) throws(CaptureError) -> XDPRing {
        do throws(SystemError) {
            return try XDPRing(tap.socket, shape, snaplen: tap.settings.snaplen)
        } catch {
            guard error.code == ENOBUFS else {
                throw CaptureError(error, interface: tap.interface)
            }
            throw .unsupported(
                "umem_frames: \(shape.frames) of \(shape.frameSize) bytes are more than may be "
                    + "locked in memory (ulimit -l)")
        }
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        tap.wakeDriver(ring.wantsWakeUp)
        // Who spins must come by here now and then.
        return try ring.take(
            from: tap, into: &consumer, settings.isBusy ? min(milliseconds, 1) : milliseconds)
    }

    var wakeUps: UInt64 { tap.wakeUps }
    var group: WorkerGroup? { tap.group }
    func openIntake() throws(CaptureError) { try tap.admit() }
    func closeIntake() throws(CaptureError) { try tap.close() }

    func counters() throws(CaptureError) -> CaptureCounters {
        let statistics = try CaptureError.onSystem(tap.interface) {
            () throws(SystemError) in try tap.socket.statistics()
        }
        // A frame that finds the fill ring empty is in `rx_dropped`, too (`__xsk_rcv`).
        let drops = statistics.rx_dropped + statistics.rx_ring_full
        return CaptureCounters(
            received: ring.taken + ring.waiting() + drops, drops: drops, filtered: 0,
            details: [
                "rx_dropped": statistics.rx_dropped,
                "rx_ring_full": statistics.rx_ring_full,
                "rx_fill_ring_empty_descs": statistics.rx_fill_ring_empty_descs,
                "rx_invalid_descs": statistics.rx_invalid_descs,
                "tx_invalid_descs": statistics.tx_invalid_descs,
                "tx_ring_empty_descs": statistics.tx_ring_empty_descs,
            ])
    }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        ring.depthFrames(sizes: sizes, snaplen: settings.snaplen)
    }
}
