import Frames
import Kernel

/// Reads the TCP sequence number of every frame of ``FrameFormat/tcp4``, and keeps account of the
/// segments that arrived.
///
/// All segments of a run have the same length, so that a sequence number says which one it is. A
/// frame of another length, or one that begins between two segments, is corrupt: somebody merged or
/// split segments.
struct SequenceChecker: ~Copyable, FrameConsumer {
    static var kind: Counting? { .sequence }
    private(set) var counts = StampCounts()
    private(set) var frames: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    /// Bytes the backend keeps of each frame; it says so before each receive.
    var snaplen = Int.max

    private var seen: SeenFrames
    /// Bytes of payload of each segment.
    private let segment: UInt64
    /// Sequence number of the run's first byte; `nil` before there is a run.
    private var first: UInt32?
    /// Bytes from there to the end of the highest segment seen: sequence numbers go round at 2^32.
    private var end: UInt64 = 0

    /// - Parameter segment: bytes of payload of each segment, at least 1.
    init(segment: Int, capacity: Int = SeenFrames.defaultCapacity) throws(SystemError) {
        self.segment = UInt64(max(segment, 1))
        seen = try SeenFrames(capacity: capacity)
    }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        frames &+= 1
        bytes &+= UInt64(truncatingIfNeeded: length)
        counts.truncated &+= frame.count < min(length, snaplen) ? 1 : 0
        guard let first, let found = Self.segment(frame) else {
            counts.stray &+= 1
            return
        }
        let expected = UInt32(truncatingIfNeeded: UInt64(first) &+ end)
        let offset = Int64(end) &+ Int64(Int32(bitPattern: found.sequence &- expected))
        guard offset >= 0, found.length == segment else {
            // What was sent before the run is not of it.
            if offset < 0 { counts.stray &+= 1 } else { counts.corrupt &+= 1 }
            return
        }
        let (number, rest) = UInt64(offset).quotientAndRemainder(dividingBy: segment)
        guard rest == 0, number < seen.capacity else {
            counts.corrupt &+= 1
            return
        }
        end = max(end, UInt64(offset) &+ segment)
        seen.mark(number, stream: 0, in: &counts)
    }

    /// The sequence number, and the bytes of payload on the wire, of a frame of the connection;
    /// `nil` for other frames, and for those without payload.
    @inline(__always)
    private static func segment(
        _ frame: UnsafeRawBufferPointer
    ) -> (sequence: UInt32, length: UInt64)? {
        guard frame.count >= FrameFormat.tcp4.headerBytes, frame[12] == 0x08, frame[13] == 0x00,
            frame[14] == 0x45, frame[23] == 6, short(frame, 34) == FrameFormat.tcpSourcePort
        else { return nil }
        let payload = Int(short(frame, 16)) &- 20 &- Int(frame[46] &>> 4) &* 4
        guard payload > 0 else { return nil }
        let sequence = UInt32(bigEndian: frame.loadUnaligned(fromByteOffset: 38, as: UInt32.self))
        return (sequence, UInt64(payload))
    }

    @inline(__always)
    private static func short(_ frame: UnsafeRawBufferPointer, _ offset: Int) -> UInt16 {
        UInt16(bigEndian: frame.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// Makes room for so many segments, and forgets what was seen.
    mutating func prepare(frames: Int, present: Int = .max) throws(SystemError) {
        try seen.prepare(frames: frames, present: present)
    }

    /// The numbers that were seen, a bit each.
    var marks: [UInt64] { seen.marks }

    /// Zeroes every counter and forgets every segment; a run begins at this sequence number.
    mutating func accept(first: UInt32) {
        seen.forget()
        self.first = first
        end = 0
        counts = StampCounts()
        frames = 0
        bytes = 0
    }
}
