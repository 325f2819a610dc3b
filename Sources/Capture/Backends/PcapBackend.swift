import CPcap
import Frames
import Glibc
import Kernel
import Settings

extension Backend {
    /// libpcap as most tools use it: whatever ring it chooses.
    static let pcap = Backend(
        component: Component(
            name: "pcap", summary: "libpcap, as tcpdump and most tools capture",
            settings: [
                bufferSize, timeout, immediate, CaptureSettings.snaplen, CaptureSettings.filter,
                CaptureSettings.promiscuous, CaptureSettings.work,
            ],
            problem: pcapProblem),
        requirements: [.netRaw, .kernel(major: 4, minor: 20)],
        open: { request throws(CaptureError) in try PcapSession(request) })
}

private let millisecond: Int64 = 1_000_000

private let bufferSize = SettingSpec(
    "buffer_size", .byteCount(4096...Int(Int32.max)), default: .bytes(2 << 20),
    "bytes of libpcap's ring (pcap_set_buffer_size)")
private let timeout = SettingSpec(
    "timeout", .duration(millisecond...60_000 * millisecond),
    default: .nanoseconds(10 * millisecond),
    "how long libpcap lets frames pile up (pcap_set_timeout)")
private let immediate = SettingSpec(
    "immediate", .flag, default: .flag(false),
    "deliver each frame at once, from a ring of slots (pcap_set_immediate_mode)")

private func pcapProblem(_ settings: Settings, _ sizes: SizeDistribution) -> SettingError? {
    guard (settings.nanoseconds(timeout.name) ?? 0) % millisecond == 0 else {
        return SettingError(name: timeout.name, problem: "libpcap counts whole milliseconds")
    }
    return CaptureSettings(settings).filterProblem
}

/// A capture through libpcap, which owns the socket and the ring.
///
/// libpcap cannot bound a wait, so it is set to not wait, and poll(2) waits before it is asked:
/// the pattern of programs that have something else to wait for. That is one call more per wake-up
/// than tcpdump makes (libpcap polls once again).
final class PcapSession: CaptureSession {
    let granted: Granted
    private(set) var wakeUps: UInt64 = 0
    private let capture: PcapHandle
    private let interface: String
    private let settings: CaptureSettings
    private let ring: RingGeometry?
    private let macOffset: Int
    private let isSlotRing: Bool
    private var total = PcapTotal()
    private var shadow: ShadowTap?
    private var pending: PendingError
    /// Whether the last batch ended at its bound, so that there is more without waiting.
    private var mayHaveMore = false
    private let batch: CInt = 1024

    init(_ request: CaptureRequest) throws(CaptureError) {
        let settings = CaptureSettings(request.settings)
        let bytes = request.settings.bytes(bufferSize.name) ?? 2 << 20
        let nanoseconds = request.settings.nanoseconds(timeout.name) ?? 10 * millisecond
        let capture = try PcapHandle(
            request.interface, settings, bufferSize: bytes,
            milliseconds: CInt(nanoseconds / millisecond),
            immediate: request.settings.flag(immediate.name) ?? false)
        let number = capture.descriptor
        let version = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            if request.direction == .incoming { try PacketSocket.ignoreOutgoing(number) }
            return try PacketSocket.ringVersion(of: number)
        }
        let reserve = (try? PacketSocket.reserve(of: number)) ?? 0
        let ring = try? PacketDiag.receiveRing(of: number)
        self.capture = capture
        self.interface = request.interface
        pending = PendingError(interface: request.interface)
        self.settings = settings
        self.ring = ring
        isSlotRing = version != .v3
        macOffset = BlockLayout(blockSize: 0, blockCount: 0).macOffset + reserve
        var granted = try Self.granted(ring, version, bytes, settings.snaplen)
        granted.add("link_type", self.capture.linkName)
        self.granted = granted
        if let filter = request.contentFilter(settings.filter) {
            try self.capture.setFilter(filter)
        }
        if request.direction == .outgoing { try takeOutgoing(request) }
        if settings.filter != nil { shadow = try .open(request) }
    }

    /// Has libpcap, and then the kernel, pass over what the interface receives.
    ///
    /// libpcap would also filter the first frames itself, and then cannot tell their direction from a
    /// filter. Where it makes a header of its own, only the kernel's socket knows where the frame is.
    private func takeOutgoing(_ request: CaptureRequest) throws(CaptureError) {
        try capture.setOutgoing()
        guard !capture.isCooked, let expression = request.filter(settings.filter) else { return }
        let filter = try SocketFilter(
            compiling: expression, snaplen: settings.snaplen, on: interface)
        let number = capture.descriptor
        try CaptureError.onSystem(interface) { () throws(SystemError) in
            try PacketSocket.attach(filter, to: number, on: interface)
        }
    }

    /// What libpcap made; it shrinks a ring that finds no memory without a word, so that is checked.
    private static func granted(
        _ ring: RingGeometry?, _ version: RingVersion?, _ requested: Int, _ snaplen: Int
    ) throws(CaptureError) -> Granted {
        var granted = Granted()
        if let ring {
            guard ring.byteCount > requested - ring.blockSize else {
                throw .notGranted(
                    what: "buffer_size", requested: "\(requested)", granted: "\(ring.byteCount)")
            }
            if version != .v3 { granted.add("ring_frames", ring.frameCount) }
            granted.add("ring_bytes", ring.byteCount)
            granted.add("block_size", ring.blockSize)
            granted.add("block_count", ring.blockCount)
            granted.add("frame_size", ring.frameSize)
            granted.add("retire_timeout", "\(ring.retireTimeout)ms")
            granted.add("geometry_source", "packet_diag")
        }
        if let version { granted.add("tpacket_version", version.rawValue + 1) }
        granted.add("snaplen", snaplen)
        return granted
    }

    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        var outcome = SocketWait.readable
        if !mayHaveMore {
            wakeUps &+= 1
            outcome = try pending.wait(
                for: capture.descriptor, milliseconds: timeoutMilliseconds)
        }
        let taken: Int
        switch tally.touch {
        case .count:
            taken = try take(into: &tally.counter, countFrame, workAndCountFrame)
        case .account:
            tally.accountant.snaplen = settings.snaplen
            taken = try take(into: &tally.accountant, accountFrame, workAndAccountFrame)
        case .stamp:
            tally.checker.snaplen = settings.snaplen
            taken = try take(into: &tally.checker, checkFrame, workAndCheckFrame)
        case .sequence:
            tally.sequencer.snaplen = settings.snaplen
            taken = try take(into: &tally.sequencer, sequenceFrame, workAndSequenceFrame)
        }
        mayHaveMore = taken >= batch
        if taken == 0, case .timedOut = outcome { try pending.throwIfAny() }
        return taken
    }

    /// Each consumer has a handler of its own: libpcap calls a plain function.
    private func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ plain: pcap_handler, _ working: pcap_handler
    ) throws(CaptureError) -> Int {
        guard settings.work > 0 else {
            return try capture.dispatch(batch, into: &consumer, plain)
        }
        return try consumer.working(settings.work) { worker throws(CaptureError) in
            try capture.dispatch(batch, into: &worker, working)
        }
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        total.add(try capture.statistics())
        return try CaptureError.onSystem(interface) { () throws(SystemError) in
            CaptureCounters(
                received: total.received, drops: total.drops,
                filtered: try shadow?.filtered(passed: total.received) ?? 0)
        }
    }

    func closeIntake() throws(CaptureError) {
        let number = capture.descriptor
        try CaptureError.onSystem(interface) { () throws(SystemError) in
            try shadow?.close()
            try PacketSocket.attach(.keeping(0), to: number)
        }
    }

    /// A block of libpcap's is read only when it has been handed over, which takes up to two timeouts.
    var handOverDelay: Int32 {
        guard let ring, !isSlotRing else { return 1 }
        return Int32(clamping: min(2 * ring.retireTimeout + 10, 2000))
    }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        guard let ring else { return nil }
        if isSlotRing { return ring.frameCount }
        let layout = BlockLayout(
            blockSize: ring.blockSize, blockCount: ring.blockCount, macOffset: macOffset)
        return layout.depthFrames(sizes: sizes, snaplen: settings.snaplen)
    }
}

/// libpcap's counters, 32 bits wide and never zeroed, added up to 64.
private struct PcapTotal {
    private(set) var received: UInt64 = 0
    private(set) var drops: UInt64 = 0
    private var last = pcap_stat()

    mutating func add(_ statistics: pcap_stat) {
        received += UInt64(statistics.ps_recv &- last.ps_recv)
        drops += UInt64(statistics.ps_drop &- last.ps_drop)
        last = statistics
    }
}

private let countFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, FrameCounter.self)
}

private let accountFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, FrameAccountant.self)
}

private let checkFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, StampChecker.self)
}

private let sequenceFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, SequenceChecker.self)
}

private let workAndCountFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, WorkingConsumer<FrameCounter>.self)
}

private let workAndAccountFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, WorkingConsumer<FrameAccountant>.self)
}

private let workAndCheckFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, WorkingConsumer<StampChecker>.self)
}

private let workAndSequenceFrame: pcap_handler = { consumer, header, bytes in
    give(consumer, header, bytes, WorkingConsumer<SequenceChecker>.self)
}

@inline(__always)
private func give<Consumer: FrameConsumer & ~Copyable>(
    _ consumer: UnsafeMutablePointer<UInt8>?, _ header: UnsafePointer<pcap_pkthdr>?,
    _ bytes: UnsafePointer<UInt8>?, _ type: Consumer.Type
) {
    guard let consumer, let header else { return }
    let frame = UnsafeRawBufferPointer(start: bytes, count: Int(header.pointee.caplen))
    UnsafeMutableRawPointer(consumer).assumingMemoryBound(to: Consumer.self)
        .pointee.take(frame, length: Int(header.pointee.len))
}
