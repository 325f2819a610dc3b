import Frames
import Glibc
import Kernel
import Settings

extension Backend {
    /// One system call a frame: recv(2) on a packet socket.
    static let recv = Backend(
        component: Component(
            name: "recv", summary: "recv(2) on a packet socket, one call a frame",
            settings: [receiveBuffer] + CaptureSettings.packet,
            problem: { settings, _ in CaptureSettings(settings).filterProblem }),
        requirements: [.netRaw, .kernel(major: 4, minor: 20)],
        open: { request throws(CaptureError) in try RecvSession(request) })
}

private let receiveBuffer = SettingSpec(
    "receive_buffer", .bytesOrFrames(1...Int(Int32.max) / 2),
    "what SO_RCVBUF is asked for, which the kernel doubles, or a depth in frames of the traffic; "
        + "if not set, the system's default")

/// A capture with one recv(2) a frame.
///
/// The call itself waits (`SO_RCVTIMEO`), so a lone frame costs two calls: the one that delivers it
/// and the one that finds nothing more. Trying first and then polling would cost three; under load
/// it is one a frame either way.
final class RecvSession: CaptureSession {
    let granted: Granted
    private let tap: PacketTap
    private let buffer: Mapping
    private var waitMilliseconds: Int32 = -1
    /// Frames after which a batch ends: a wait may lie before each of them.
    private let batch = 16

    var wakeUps: UInt64 { tap.wakeUps }

    init(_ request: CaptureRequest) throws(CaptureError) {
        let tap = try PacketTap(request, cutsFrames: false)
        let interface = request.interface
        var granted = Granted()
        granted.add("receive_buffer_bytes", try Self.sizeQueue(tap, request))
        granted.add("snaplen", tap.settings.snaplen)
        let buffer = try CaptureError.onSystem(interface) { () throws(SystemError) in
            try Mapping(anonymous: tap.settings.snaplen)
        }
        self.tap = tap
        self.buffer = buffer
        self.granted = granted
        try tap.start()
    }

    /// Sets the queue if asked to, and returns its size as the kernel says it.
    private static func sizeQueue(
        _ tap: PacketTap, _ request: CaptureRequest
    ) throws(CaptureError) -> Int {
        let wanted = try queueBytes(request)
        let granted = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            guard let wanted else { return try tap.socket.receiveBuffer() }
            return try tap.socket.setReceiveBuffer(wanted)
        }
        if let wanted, granted != 2 * wanted {
            throw .notGranted(
                what: "receive_buffer", requested: "\(wanted) (\(2 * wanted) as the kernel counts)",
                granted: "\(granted)")
        }
        return granted
    }

    /// What to ask `SO_RCVBUF` for; `nil` for the system's default.
    private static func queueBytes(_ request: CaptureRequest) throws(CaptureError) -> Int? {
        guard let frames = request.settings.frames(receiveBuffer.name) else {
            return request.settings.bytes(receiveBuffer.name)
        }
        guard let truesize = request.truesize else {
            throw .unsupported(
                "receive_buffer in frames needs the bytes the kernel charges for one, "
                    + "which were not measured")
        }
        // The frame that reaches the limit is still taken, so the middle of the last frame is the
        // value least sensitive to the truesize. The kernel doubles what is asked for.
        return Int((Double(frames) - 0.5) * truesize / 2)
    }

    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        try setWait(timeoutMilliseconds)
        switch tally.touch {
        case .count:
            return try take(into: &tally.counter, timeoutMilliseconds)
        case .account:
            tally.accountant.snaplen = tap.settings.snaplen
            return try take(into: &tally.accountant, timeoutMilliseconds)
        case .stamp:
            tally.checker.snaplen = tap.settings.snaplen
            return try take(into: &tally.checker, timeoutMilliseconds)
        case .sequence:
            tally.sequencer.snaplen = tap.settings.snaplen
            return try take(into: &tally.sequencer, timeoutMilliseconds)
        }
    }

    private func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        guard tap.settings.work > 0 else { return try receive(into: &consumer, milliseconds) }
        return try consumer.working(tap.settings.work) { worker throws(CaptureError) in
            try receive(into: &worker, milliseconds)
        }
    }

    private func setWait(_ milliseconds: Int32) throws(CaptureError) {
        guard milliseconds != waitMilliseconds, milliseconds > 0 else { return }
        try CaptureError.onSystem(tap.socket.interface) { () throws(SystemError) in
            try tap.socket.setReceiveTimeout(milliseconds: milliseconds)
        }
        waitMilliseconds = milliseconds
    }

    /// One plain recv(2) for each frame, which sleeps when there is none: no call is spent on
    /// finding out that the queue is empty.
    ///
    /// Returns after a few frames, so that a request for the caller is seen soon at any rate.
    private func receive<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        let bytes = buffer.bytes
        var length = first(bytes, milliseconds)
        var taken = 0
        while length >= 0 {
            let captured = UnsafeRawBufferPointer(
                start: bytes.baseAddress, count: min(length, bytes.count))
            consumer.take(captured, length: length)
            taken &+= 1
            if taken == batch { return taken }
            length = next(bytes, milliseconds)
        }
        try endBatch(taken, errno: CInt(-length))
        return taken
    }

    private func first(
        _ bytes: UnsafeMutableRawBufferPointer, _ milliseconds: Int32
    ) -> Int {
        tap.settings.isBusy ? spin(bytes, milliseconds) : next(bytes, milliseconds)
    }

    @inline(__always)
    private func next(_ bytes: UnsafeMutableRawBufferPointer, _ milliseconds: Int32) -> Int {
        guard !tap.settings.isBusy, milliseconds > 0 else {
            return tap.socket.receive(into: bytes, waiting: false)
        }
        tap.countWakeUp()
        return tap.socket.receive(into: bytes, waiting: true)
    }

    private func spin(_ bytes: UnsafeMutableRawBufferPointer, _ milliseconds: Int32) -> Int {
        let deadline = MonotonicClock.now() + Int64(milliseconds) * 1_000_000
        while true {
            let length = tap.socket.receive(into: bytes, waiting: false)
            if length != -Int(EAGAIN) || MonotonicClock.now() >= deadline { return length }
        }
    }

    /// Keeps an error for later; tells it once a wait has passed without a frame.
    private func endBatch(_ taken: Int, errno code: CInt) throws(CaptureError) {
        switch code {
        case EINTR: return
        case EAGAIN: if taken == 0 { try tap.pending.throwIfAny() }
        default: tap.pending.note(errno: code)
        }
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        var counters = try tap.counters()
        counters.queuedBytes = try CaptureError.onSystem(tap.socket.interface) {
            () throws(SystemError) in UInt64(try tap.socket.queuedBytes())
        }
        return counters
    }

    func closeIntake() throws(CaptureError) { try tap.close() }

    /// The queue takes frames until their `truesize` reaches the buffer: `ceil(buffer / truesize)`.
    ///
    /// Source: `packet_rcv`, which compares before it charges.
    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        guard let truesize, truesize > 0, let bytes = granted.receiveBufferBytes else { return nil }
        return Int((Double(bytes) / truesize).rounded(.up))
    }
}
