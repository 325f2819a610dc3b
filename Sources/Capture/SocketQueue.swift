import Frames
import Glibc
import Kernel
import Settings

/// The queue of a packet socket: what all backends share that read it by system calls.
///
/// The call itself waits (`SO_RCVTIMEO`), so a lone frame costs two calls: the one that delivers it
/// and the one that finds nothing more. Trying first and then polling would cost three; under load
/// it is one either way.
final class SocketQueue {
    /// The option that sizes the queue.
    static let receiveBuffer = Setting<QueueSize?>.queue(
        "receive_buffer", 1...Int(Int32.max) / 2,
        "what SO_RCVBUF is asked for, which the kernel doubles, or a depth in frames of the "
            + "traffic; if not set, the system's default")
    /// The options of every backend that reads a queue.
    static let options = [receiveBuffer.spec] + CaptureSettings.packet

    let tap: PacketTap
    /// Bytes of `truesize` that it may hold, as the kernel says.
    private let bytes: Int
    private var waitMilliseconds: Int32 = -1

    /// Opens the socket and sizes its queue; no frame arrives before ``PacketTap/start()``.
    init(_ request: CaptureRequest) throws(CaptureError) {
        let tap = try PacketTap(request, cutsFrames: false)
        bytes = try Self.size(tap, request)
        self.tap = tap
    }

    /// What the kernel granted.
    var granted: Granted {
        var granted = Granted()
        granted[.receiveBufferBytes] = bytes
        granted[.snaplen] = tap.settings.snaplen
        return granted
    }

    /// Sets the queue if asked to, and returns its size as the kernel says it.
    private static func size(
        _ tap: PacketTap, _ request: CaptureRequest
    ) throws(CaptureError) -> Int {
        let wanted = try wantedBytes(request)
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
    private static func wantedBytes(_ request: CaptureRequest) throws(CaptureError) -> Int? {
        switch request.settings[receiveBuffer] {
        case nil: return nil
        case .bytes(let count): return count
        case .frames(let frames):
            guard let truesize = request.truesize else {
                throw .unsupported(
                    "receive_buffer in frames needs the bytes the kernel charges for one, "
                        + "which were not measured")
            }
            // The frame that reaches the limit is still taken, so the middle of the last frame is
            // the value least sensitive to the truesize. The kernel doubles what is asked for.
            return Int((Double(frames) - 0.5) * truesize / 2)
        }
    }

    /// Sets how long the calls wait.
    func setWait(_ milliseconds: Int32) throws(CaptureError) {
        guard milliseconds != waitMilliseconds, milliseconds > 0 else { return }
        try CaptureError.onSystem(tap.socket.interface) { () throws(SystemError) in
            try tap.socket.setReceiveTimeout(milliseconds: milliseconds)
        }
        waitMilliseconds = milliseconds
    }

    /// The first call of a receive: waits for a frame, in the kernel or spinning.
    ///
    /// - Parameter call: the system call, told whether it may wait; what it returns, or below 0 the
    ///   errno.
    @inline(__always)
    func first(_ milliseconds: Int32, _ call: (_ waits: Bool) -> Int) -> Int {
        guard tap.settings.isBusy else { return next(milliseconds, call) }
        let deadline = MonotonicClock.now() + Int64(milliseconds) * 1_000_000
        while true {
            let result = call(false)
            if result != -Int(EAGAIN) || MonotonicClock.now() >= deadline { return result }
        }
    }

    /// A further call of the same receive, which waits too: no call is spent on finding the queue empty.
    @inline(__always)
    func next(_ milliseconds: Int32, _ call: (_ waits: Bool) -> Int) -> Int {
        guard !tap.settings.isBusy, milliseconds > 0 else { return call(false) }
        tap.countWakeUp()
        return call(true)
    }

    /// Ends a receive: keeps an error for later, and tells it once a wait has passed without a frame.
    func endReceive(_ taken: Int, errno code: CInt) throws(CaptureError) {
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

    /// The queue takes frames until their `truesize` reaches the buffer: `ceil(buffer / truesize)`.
    ///
    /// Source: `packet_rcv`, which compares before it charges.
    func depthFrames(truesize: Double?) -> Int? {
        guard let truesize, truesize > 0 else { return nil }
        return Int((Double(bytes) / truesize).rounded(.up))
    }
}

/// A source that reads the queue of a packet socket by system calls.
protocol QueueSource: PacketSource {
    var queue: SocketQueue { get }
}

extension QueueSource {
    var tap: PacketTap { queue.tap }
    package var granted: Granted { queue.granted }
    package func counters() throws(CaptureError) -> CaptureCounters { try queue.counters() }
    package func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        queue.depthFrames(truesize: truesize)
    }
}
