import CStamp
import Glibc
import Kernel

/// Reads every stamp, and keeps a bitmap of the sequence numbers that arrived.
///
/// In bare frames and in UDP over IPv4, whatever is expected: a stamp says itself whose it is.
struct StampChecker: ~Copyable, FrameConsumer {
    /// Sequence numbers the bitmap holds unless more are asked for: 1 GiB of addresses, of which
    /// only pages that were touched become memory.
    static let defaultCapacity = 1 << 33
    private static let streams = 1 << 16

    private(set) var stamps = StampCounts()
    private(set) var frames: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    /// Bytes the backend keeps of each frame; it says so before each batch.
    var snaplen = Int.max
    /// The run whose frames count; `nil` before the first ``accept(runID:)``, when all are stray.
    private(set) var runID: UInt32?

    /// One bit per sequence number; everything from `used` on is zero.
    private var bitmap: Mapping
    private var capacity: UInt64
    /// One past the highest sequence number seen in each stream; 0 if none was.
    private var ends: Mapping
    /// The run id as compared per frame, and a mask that lets nothing pass before there is one.
    private var acceptedID: UInt64 = .max

    init(capacity: Int = defaultCapacity) throws(SystemError) {
        let words = (max(capacity, 1) + 63) / 64
        let bitmap = try Mapping(anonymous: words * 8)
        let ends = try Mapping(anonymous: Self.streams * 8)
        self.bitmap = bitmap
        self.ends = ends
        self.capacity = UInt64(words * 64)
    }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
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
            return
        }
        let stampedLength = Int(stamp.length)
        guard stamp_is_intact(stamp) != 0, stamp.sequence < capacity, length <= stampedLength else {
            stamps.corrupt &+= 1
            stamps.truncated &+= isCut ? 1 : 0
            return
        }
        stamps.truncated &+= isCut || length < stampedLength ? 1 : 0
        mark(stamp.sequence, stream: Int(stamp.stream))
    }

    @inline(__always)
    private mutating func mark(_ sequence: UInt64, stream: Int) {
        let words = bitmap.words
        let index = Int(truncatingIfNeeded: sequence &>> 6)
        let bit = 1 as UInt64 &<< (sequence & 63)
        let word = words[index]
        guard word & bit == 0 else {
            stamps.duplicates &+= 1
            return
        }
        words[index] = word | bit
        stamps.unique &+= 1
        let ends = ends.words
        if sequence < ends[stream] {
            stamps.reordered &+= 1
        } else {
            ends[stream] = sequence &+ 1
        }
    }
}

extension StampChecker {
    /// Makes room for so many sequence numbers, in memory that is present.
    ///
    /// So no page fault of the bitmap falls into a trial. Forgets what was seen.
    mutating func prepare(frames: Int) throws(SystemError) {
        let byteCount = (max(frames, 1) + 63) / 64 * 8
        if byteCount > bitmap.byteCount {
            bitmap = try Mapping(anonymous: byteCount)
            capacity = UInt64(byteCount * 8)
        }
        forget()
        memset(bitmap.start, 0, byteCount)
        memset(ends.start, 0, ends.byteCount)
    }

    /// Zeroes every counter and forgets every sequence number; from now on only frames of this run
    /// are its own, all others are stray.
    mutating func accept(runID: UInt32) {
        forget()
        self.runID = runID
        acceptedID = UInt64(runID)
        stamps = StampCounts()
        frames = 0
        bytes = 0
    }

    /// Clears the bitmap up to the highest sequence number that was marked: the rest is zero still.
    private func forget() {
        let words = UnsafeBufferPointer(start: ends.words, count: Self.streams)
        let highest = words.max() ?? 0
        memset(bitmap.start, 0, Int((highest + 63) / 64) * 8)
        memset(ends.start, 0, ends.byteCount)
    }
}

extension Mapping {
    /// The bytes as 64-bit words.
    ///
    /// From the stored address: a computed property of another module would be a call per frame.
    @inline(__always)
    fileprivate var words: UnsafeMutablePointer<UInt64> {
        start.assumingMemoryBound(to: UInt64.self)
    }
}
