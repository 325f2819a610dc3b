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
                pcapBufferSize.spec, timeout.spec, immediate.spec, CaptureSettings.snaplen.spec,
                CaptureSettings.filter.spec, CaptureSettings.promiscuous.spec,
                CaptureSettings.ring.spec,
            ] + CaptureSettings.sharing + CaptureSettings.handling,
            problem: pcapProblem),
        requirements: Requirement.packetSocket,
        ringBytes: { $0[pcapBufferSize] },
        holdsBack: { $0[timeout] },
        open: { request throws(CaptureError) in try PcapSession(request) })
}

private let millisecond: Int64 = 1_000_000

let pcapBufferSize = Setting.bytes(
    "buffer_size", 4096...Int(Int32.max), default: 2 << 20,
    "bytes of libpcap's ring (pcap_set_buffer_size)")
private let timeout = Setting.duration(
    "timeout", millisecond...60_000 * millisecond, default: 10 * millisecond,
    "how long libpcap collects frames before it delivers them (pcap_set_timeout)")
private let immediate = Setting.flag(
    "immediate", default: false,
    "deliver each frame at once, from a ring of slots (pcap_set_immediate_mode)")

private func pcapProblem(_ settings: Settings, _ sizes: SizeDistribution) -> SettingError? {
    guard settings[timeout] % millisecond == 0 else {
        return SettingError(name: timeout.spec.name, problem: "libpcap counts whole milliseconds")
    }
    return CaptureSettings.packetProblem(settings)
}

/// A capture through libpcap, which owns the socket and the ring.
///
/// libpcap cannot bound a wait, so it is set to not wait, and poll(2) waits before it is asked:
/// the pattern of programs that have something else to wait for. That is one call more per wake-up
/// than tcpdump makes (libpcap polls once again).
final class PcapSession: FrameSource {
    let granted: Granted
    private(set) var wakeUps: UInt64 = 0
    private let capture: PcapHandle
    private let interface: String
    let settings: CaptureSettings
    private let ring: RingGeometry?
    private let macOffset: Int
    private let isSlotRing: Bool
    private var total = PcapTotal()
    private var shadow: ShadowTap?
    private(set) var group: WorkerGroup?
    private let request: CaptureRequest
    private var pending: PendingError
    /// Whether the last receive ended at its bound, so that there is more without waiting.
    private var mayHaveMore = false
    private let perReceive: CInt = 1024

    init(_ request: CaptureRequest) throws(CaptureError) {
        let settings = CaptureSettings(request.settings)
        let bytes = request.settings[pcapBufferSize]
        let capture = try PcapHandle(
            request.interface, settings, bufferSize: bytes,
            milliseconds: CInt(request.settings[timeout] / millisecond),
            immediate: request.settings[immediate])
        let number = capture.descriptor
        let version = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            if request.direction == .incoming { try PacketSocket.ignoreOutgoing(number) }
            return try PacketSocket.ringVersion(of: number)
        }
        let reserve = (try? PacketSocket.reserve(of: number)) ?? 0
        let ring = try? PacketDiag.receiveRing(of: number)
        self.request = request
        self.capture = capture
        self.interface = request.interface
        pending = PendingError(interface: request.interface)
        self.settings = settings
        self.ring = ring
        isSlotRing = version != .v3
        macOffset = BlockLayout(blockSize: 0, blockCount: 0).macOffset + reserve
        var granted = try Self.granted(ring, version, bytes, settings.snaplen)
        granted[.linkType] = self.capture.linkName
        self.granted = granted
        if let fanout = CaptureSettings.group(request.settings) {
            // libpcap has bound its socket: what has come there by now is of before the capture.
            try setIntake(.keeping(0))
            group = .fanout(try request.join(fanout, number))
        } else {
            try setFilters()
        }
    }

    /// Has the kernel run the filters that are asked for, and count what they reject.
    private func setFilters() throws(CaptureError) {
        if let filter = request.contentFilter(settings.filter) { try capture.setFilter(filter) }
        if request.direction == .outgoing { try takeOutgoing(request) }
        if settings.filter != nil, request.worker.isFirst { shadow = try .open(request) }
    }

    private func setIntake(_ filter: SocketFilter?) throws(CaptureError) {
        let number = capture.descriptor
        try CaptureError.onSystem(interface) { () throws(SystemError) in
            guard let filter else {
                return try PacketSocket.detachFilter(of: number, on: interface)
            }
            try PacketSocket.attach(filter, to: number, on: interface)
        }
    }

    func openIntake() throws(CaptureError) {
        guard group != nil else { return }
        try setIntake(nil)
        try setFilters()
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
        var granted = ring.map { Granted(ring: $0, snaplen: snaplen) } ?? Granted()
        if let ring {
            guard ring.byteCount > requested - ring.blockSize else {
                throw .notGranted(
                    what: "buffer_size", requested: "\(requested)", granted: "\(ring.byteCount)")
            }
            if version != .v3 { granted[.ringFrames] = ring.frameCount }
            granted[.frameSize] = ring.frameSize
            granted[.retireTimeout] = "\(ring.retireTimeout)ms"
            granted[.geometrySource] = "packet_diag"
        }
        if let version { granted[.tpacketVersion] = Int(version.rawValue) + 1 }
        granted[.snaplen] = snaplen
        return granted
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        guard let handler = pcapHandler(for: Consumer.self) else {
            throw .unsupported("libpcap has no handler for this consumer")
        }
        var outcome = SocketWait.readable
        if !mayHaveMore {
            wakeUps &+= 1
            outcome = try pending.wait(for: capture.descriptor, milliseconds: milliseconds)
        }
        let taken = try capture.dispatch(perReceive, into: &consumer, handler)
        mayHaveMore = taken >= perReceive
        if taken == 0, case .timedOut = outcome { try pending.throwIfAny() }
        return taken
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
