import CStamp
import Kernel

/// Reads every stamp, and keeps account of the sequence numbers that arrived.
///
/// In bare frames and in UDP over IPv4, whatever is expected: a stamp says itself whose it is.
struct StampChecker: ~Copyable, FrameConsumer {
    static var kind: Counting? { .stamp }
    private(set) var stamps = StampCounts()
    private(set) var frames: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    /// Bytes the backend keeps of each frame; it says so before each receive.
    var snaplen = Int.max
    /// When the first frame of the receive was sent (ns), of those of the run; the backend zeroes it
    /// before each one.
    var oldest: UInt64 = 0
    /// The run whose frames count; 0 before the first ``accept(runID:)``, when all are stray.
    private(set) var runID: UInt32 = 0

    private var seen: SeenFrames
    /// The run id as compared per frame, and a mask that lets nothing pass before there is one.
    private var acceptedID: UInt64 = .max

    init(capacity: Int = SeenFrames.defaultCapacity) throws(SystemError) {
        seen = try SeenFrames(capacity: capacity)
    }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        _ = check(frame, length: length)
    }

    /// Takes one frame, and gives the stamp of a unique one; `nil` for any other.
    @inline(__always)
    mutating func check(_ frame: UnsafeRawBufferPointer, length: Int) -> stamp? {
        frames &+= 1
        bytes &+= UInt64(truncatingIfNeeded: length)
        let isCut = frame.count < min(length, snaplen)
        guard let start = frame.baseAddress,
            case let offset = stamp_find(start, UInt64(truncatingIfNeeded: frame.count)),
            offset != 0,
            case let stamp = stamp_read_at(start + Int(truncatingIfNeeded: offset)),
            stamp.magic == STAMP_MAGIC, UInt64(stamp.run_id) == acceptedID
        else {
            stamps.stray &+= 1
            stamps.truncated &+= isCut ? 1 : 0
            return nil
        }
        let stampedLength = Int(stamp.length)
        guard stamp_is_intact(stamp) != 0, stamp.sequence < seen.capacity, length <= stampedLength
        else {
            stamps.corrupt &+= 1
            stamps.truncated &+= isCut ? 1 : 0
            return nil
        }
        stamps.truncated &+= isCut || length < stampedLength ? 1 : 0
        if oldest == 0 { oldest = stamp.time_ns }
        return seen.mark(stamp.sequence, stream: Int(stamp.stream), in: &stamps) ? stamp : nil
    }

    /// The frames of a run of so many that have not arrived; `nil` if that cannot be told.
    func losses(of frames: Int) -> SequenceLosses? { seen.losses(of: frames) }

    /// Makes room for so many sequence numbers, and forgets what was seen.
    mutating func prepare(frames: Int, present: Int = .max) throws(SystemError) {
        try seen.prepare(frames: frames, present: present)
    }

    /// The numbers that were seen, a bit each.
    var marks: [UInt64] { seen.marks }

    /// Zeroes every counter and forgets every sequence number; from now on only frames of this run
    /// are its own, all others are stray.
    mutating func accept(runID: UInt32) {
        seen.forget()
        self.runID = runID
        acceptedID = UInt64(runID)
        stamps = StampCounts()
        frames = 0
        bytes = 0
    }
}
