import Glibc
import Kernel

/// Which numbered frames have arrived: a bit each, and the highest of each stream.
struct SeenFrames: ~Copyable {
    /// Numbers the bitmap holds unless more are asked for: 1 GiB of addresses, of which only pages
    /// that were touched become memory.
    static let defaultCapacity = 1 << 33
    private static let streams = 1 << 16

    /// One bit per number; everything from the highest that was marked on is zero.
    private var bitmap: Mapping
    private(set) var capacity: UInt64
    /// One past the highest number seen in each stream; 0 if none was.
    private var ends: Mapping

    init(capacity: Int = defaultCapacity) throws(SystemError) {
        let words = (max(capacity, 1) + 63) / 64
        let bitmap = try Mapping(anonymous: words * 8)
        let ends = try Mapping(anonymous: Self.streams * 8)
        self.bitmap = bitmap
        self.ends = ends
        self.capacity = UInt64(words * 64)
    }

    /// What others have marked, with room for so many numbers.
    init(marks: [UInt64], room: Int) throws(SystemError) {
        try self.init(capacity: max(room, marks.count * 64))
        for (index, word) in marks.enumerated() { bitmap.words[index] = word }
    }

    /// Notes an intact frame with a number below the capacity.
    ///
    /// - Returns: whether it had not been seen.
    @inline(__always) @discardableResult
    mutating func mark(_ sequence: UInt64, stream: Int, in counts: inout StampCounts) -> Bool {
        let words = bitmap.words
        let index = Int(truncatingIfNeeded: sequence &>> 6)
        let bit = 1 as UInt64 &<< (sequence & 63)
        let word = words[index]
        guard word & bit == 0 else {
            counts.duplicates &+= 1
            return false
        }
        words[index] = word | bit
        counts.unique &+= 1
        let ends = ends.words
        if sequence < ends[stream] {
            counts.reordered &+= 1
        } else {
            ends[stream] = sequence &+ 1
        }
        return true
    }

    /// Whether a number below the capacity was seen.
    @inline(__always)
    func has(_ sequence: UInt64) -> Bool {
        bitmap.words[Int(truncatingIfNeeded: sequence &>> 6)] & 1 &<< (sequence & 63) != 0
    }

    /// How many numbers from this one on were seen, of one stream.
    func count(from first: Int) -> UInt64 {
        let end = Int(ends.words[0])
        guard first < end else { return 0 }
        return (first / 64...(end - 1) / 64).reduce(0) { sum, word in
            let seen = bitmap.words[word]
            let low = first - word * 64
            return sum + UInt64((low > 0 ? seen & ~0 << UInt64(low) : seen).nonzeroBitCount)
        }
    }

    /// The bits of the numbers of one word that lie within a range and were not seen.
    func missing(_ word: Int, within range: Range<Int>) -> UInt64 {
        let (low, high) = (range.lowerBound - word * 64, range.upperBound - word * 64)
        var bits = ~bitmap.words[word]
        if low > 0 { bits &= low < 64 ? ~0 << UInt64(low) : 0 }
        if high < 64 { bits &= high > 0 ? ~0 >> UInt64(64 - high) : 0 }
        return bits
    }

    /// Makes room for so many numbers, in memory that is present for the first `present` of them.
    ///
    /// So no page fault of the bitmap falls into a trial. Forgets what was seen.
    mutating func prepare(frames: Int, present: Int = .max) throws(SystemError) {
        let byteCount = (max(frames, 1) + 63) / 64 * 8
        if byteCount > bitmap.byteCount {
            bitmap = try Mapping(anonymous: byteCount)
            capacity = UInt64(byteCount * 8)
        }
        forget()
        memset(bitmap.start, 0, min(byteCount, present / 8))
        memset(ends.start, 0, ends.byteCount)
    }

    /// The bitmap up to the highest number that was marked, to be joined with those of others.
    var marks: [UInt64] {
        let highest = UnsafeBufferPointer(start: ends.words, count: Self.streams).max() ?? 0
        return Array(
            UnsafeBufferPointer(start: bitmap.words, count: Int((highest + 63) / 64)))
    }

    /// Clears the bitmap up to the highest number that was marked: the rest is zero still.
    mutating func forget() {
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
