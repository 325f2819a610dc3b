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
            settings: [frameSize.spec, count.spec] + CaptureSettings.handling),
        requirements: [], makesItsFrames: true,
        open: { request throws(CaptureError) in try NullSession(request) })
}

private let frameSize = Setting.integer(
    "memory_frame_size", 64...9022, default: 64, "bytes of each frame, FCS included")
private let count = Setting<Int?>.integer(
    "count", 0...Int.max,
    "frames to deliver; if not set, there is no end")

/// Delivers frames that it stamps itself, some at a time.
///
/// They are stamped in a buffer that stays in the cache, as a frame that the kernel has just
/// copied would be. The cost per frame is that of the consumer and, if stamps are checked, of
/// writing one stamp, which is about as much again: an upper bound. If frames are only counted there
/// is nothing to measure: the compiler adds them up at once.
final class NullSession: FrameSource {
    let granted = Granted()
    let wakeUps: UInt64 = 0
    let settings: CaptureSettings
    private let frames: Mapping
    private let length: Int
    private var limit: UInt64
    private let perReceive = 256
    private var runID: UInt32 = 0
    private var sequence: UInt64 = 0
    private var delivered: UInt64 = 0

    init(_ request: CaptureRequest) throws(CaptureError) {
        let length = FrameSize(request.settings[frameSize]).apiLength
        let size = perReceive * length
        let frames = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try Mapping(anonymous: size)
        }
        self.frames = frames
        self.length = length
        limit = request.settings[count].map { UInt64($0) } ?? .max
        settings = CaptureSettings(request.settings)
        for frame in 0..<perReceive {
            let etherType = UInt16(STAMP_ETHERTYPE).bigEndian
            self.frames.start.storeBytes(
                of: etherType, toByteOffset: frame * length + 12, as: UInt16.self)
        }
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        follow(consumer.runID)
        let taken = Int(min(UInt64(perReceive), limit - sequence))
        guard taken > 0 else {
            usleep(useconds_t(max(milliseconds, 0)) * 1000)
            return 0
        }
        switch Consumer.kind {
        case .stamp: writeStamps(taken, time: 0)
        case .latency: writeStamps(taken, time: MonotonicClock.now())
        default: break
        }
        Self.hand(taken, of: length, from: frames.start, to: &consumer)
        sequence += UInt64(taken)
        delivered += UInt64(taken)
        return taken
    }

    /// Without `self`, which would take a register from the loop: 5 % of the cost of a frame.
    @inline(never)
    private static func hand<Consumer: FrameConsumer & ~Copyable>(
        _ taken: Int, of length: Int, from start: UnsafeMutableRawPointer,
        to consumer: inout Consumer
    ) {
        var frame = start
        for _ in 0..<taken {
            consumer.take(UnsafeRawBufferPointer(start: frame, count: length), length: length)
            frame += length
        }
    }

    private func writeStamps(_ taken: Int, time: Int64) {
        // Copies: a property of a class, read for each frame, would cost more than the stamp.
        let (start, runID, length) = (frames.start, runID, length)
        let first = sequence
        for frame in 0..<taken {
            stamp_write(
                start + frame * length, runID, first + UInt64(frame), UInt64(time), UInt16(length),
                0)
        }
    }

    /// Starts over when another run is accepted.
    private func follow(_ runID: UInt32) {
        guard runID != self.runID else { return }
        self.runID = runID
        sequence = 0
    }

    func counters() -> CaptureCounters {
        CaptureCounters(received: delivered, drops: 0, filtered: 0)
    }

    func closeIntake() { limit = sequence }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? { nil }
}
