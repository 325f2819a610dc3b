import CStamp
import Frames
import Glibc
import Kernel
import Settings

extension Backend {
    /// Frames from memory: what is left is bench's own cost per frame.
    static let null = Backend(
        component: Component(
            name: "null", summary: "frames from memory: measures bench's own cost per frame",
            settings: [frameSize, count, CaptureSettings.work]),
        requirements: [],
        open: { request throws(CaptureError) in try NullSession(request) })
}

private let frameSize = SettingSpec(
    "memory_frame_size", .integer(64...9022), default: .integer(64),
    "bytes of each frame, FCS included")
private let count = SettingSpec(
    "count", .integer(0...Int.max),
    "frames to deliver after each arming; if not set, they never end")

/// Delivers frames that it stamps itself, a batch at a time.
///
/// Each batch is stamped in a buffer that stays in the cache, as a frame that the kernel has just
/// copied would be. The cost per frame is that of the consumer and, if stamps are checked, of
/// writing one stamp, which is about as much again: an upper bound. If frames are only counted there
/// is nothing to measure: the compiler adds a batch up at once.
final class NullSession: CaptureSession {
    let granted: Granted
    let wakeUps: UInt64 = 0
    private let frames: Mapping
    private let length: Int
    private var limit: UInt64
    /// CPU time burnt for each frame (ns).
    private let work: Int64
    private let batch = 256
    private var runID: UInt32 = 0
    private var sequence: UInt64 = 0
    private var delivered: UInt64 = 0

    init(_ request: CaptureRequest) throws(CaptureError) {
        let length = FrameSize(request.settings.integer(frameSize.name) ?? 64).apiLength
        let size = batch * length
        let frames = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try Mapping(anonymous: size)
        }
        self.frames = frames
        self.length = length
        limit = request.settings.integer(count.name).map { UInt64($0) } ?? .max
        work = CaptureSettings(request.settings).work
        granted = Granted()
        for frame in 0..<batch {
            let etherType = UInt16(STAMP_ETHERTYPE).bigEndian
            self.frames.start.storeBytes(
                of: etherType, toByteOffset: frame * length + 12, as: UInt16.self)
        }
    }

    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        switch tally.touch {
        case .count:
            return try take(into: &tally.counter, timeoutMilliseconds)
        case .account:
            return try take(into: &tally.accountant, timeoutMilliseconds)
        case .sequence:
            // What it makes are no segments: all are strays.
            return try take(into: &tally.sequencer, timeoutMilliseconds)
        case .stamp:
            follow(tally.checker.runID ?? 0)
            tally.checker.snaplen = .max
            // Copies: a property of a class read per frame would cost more than the stamp.
            let (runID, length) = (runID, UInt16(length))
            return try take(into: &tally.checker, timeoutMilliseconds) { frame, sequence in
                stamp_write(frame, runID, sequence, 0, length, 0)
            }
        }
    }

    @inline(__always)
    private func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32,
        stamping stamp: (UnsafeMutableRawPointer, UInt64) -> Void = { _, _ in }
    ) throws(CaptureError) -> Int {
        guard work > 0 else { return deliver(to: &consumer, milliseconds, stamping: stamp) }
        return try consumer.working(work) { worker throws(CaptureError) in
            deliver(to: &worker, milliseconds, stamping: stamp)
        }
    }

    /// Starts over when another run is accepted.
    private func follow(_ runID: UInt32) {
        guard runID != self.runID else { return }
        self.runID = runID
        sequence = 0
    }

    private func deliver<Consumer: FrameConsumer & ~Copyable>(
        to consumer: inout Consumer, _ milliseconds: Int32,
        stamping stamp: (UnsafeMutableRawPointer, UInt64) -> Void
    ) -> Int {
        let taken = Int(min(UInt64(batch), limit - sequence))
        guard taken > 0 else {
            usleep(useconds_t(max(milliseconds, 0)) * 1000)
            return 0
        }
        let first = sequence
        for frame in 0..<taken {
            stamp(frames.start + frame * length, first + UInt64(frame))
        }
        for frame in 0..<taken {
            let bytes = UnsafeRawBufferPointer(start: frames.start + frame * length, count: length)
            consumer.take(bytes, length: length)
        }
        sequence += UInt64(taken)
        delivered += UInt64(taken)
        return taken
    }

    func counters() -> CaptureCounters {
        CaptureCounters(received: delivered, drops: 0, filtered: 0)
    }

    func closeIntake() { limit = sequence }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? { nil }
}
