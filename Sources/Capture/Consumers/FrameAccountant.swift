import Kernel

/// Counts what a capture by hand tells of frames: their bytes on the wire, and those that were kept.
///
/// More than ``FrameCounter`` does for each frame, so no consumer of a trial.
struct FrameAccountant: ~Copyable, FrameConsumer {
    static var kind: Counting? { .account }
    private var total = FrameCounter()
    private var kept: UInt64 = 0
    private var cut: UInt64 = 0
    private var checker: StampChecker
    private let checksStamps: Bool
    /// Bytes the backend keeps of each frame; it says so before each receive.
    var snaplen = Int.max

    init(checksStamps: Bool, capacity: Int) throws(SystemError) {
        self.checksStamps = checksStamps
        checker = try StampChecker(capacity: capacity)
    }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        total.take(frame, length: length)
        kept &+= UInt64(truncatingIfNeeded: frame.count)
        cut &+= frame.count < length ? 1 : 0
        guard checksStamps else { return }
        checker.snaplen = snaplen
        checker.take(frame, length: length)
    }

    /// Zeroes every count; from now on only stamps of this run are its own.
    mutating func accept(runID: UInt32) {
        (total, kept, cut) = (FrameCounter(), 0, 0)
        checker.accept(runID: runID)
    }

    var counts: FrameCounts {
        FrameCounts(
            frames: total.frames, bytes: total.bytes, stamps: checksStamps ? checker.stamps : nil,
            kept: kept, cut: cut)
    }
}
