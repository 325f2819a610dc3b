import Glibc

/// What is done with each frame besides counting it: the setting `touch`.
package enum Touch: String, Sendable, CaseIterable {
    /// Nothing more.
    case count
    /// Reads as many bytes as the Ethernet, IPv4 and TCP headers have.
    case header
    /// Reads every captured byte.
    case payload
    /// Copies what was captured into memory that is too large for a cache.
    case copy
    /// Puts a record of it into a buffer as `tcpdump -w` does, and writes the full buffer into a file.
    case write
}

/// One of these, as a part of a loop over frames.
///
/// Each keeps its state for a receive in a value of its own, so that the compiler keeps it in registers.
protocol FrameTouch {
    static var kind: Touch { get }
    mutating func touch(_ frame: UnsafeRawBufferPointer, length: Int)
}

/// For those who only work.
struct CountTouch: FrameTouch {
    static var kind: Touch { .count }
    @inline(__always)
    mutating func touch(_ frame: UnsafeRawBufferPointer, length: Int) {}
}

/// Adds up the first 54 bytes, or fewer of a frame that has fewer: headers of 14, 20 and 20 bytes.
struct HeaderTouch: FrameTouch {
    static var kind: Touch { .header }
    private static let bytes = 54
    var sum: UInt64 = 0

    @inline(__always)
    mutating func touch(_ frame: UnsafeRawBufferPointer, length: Int) {
        guard frame.count >= Self.bytes else {
            sum &+= frame.sumOfWords(0..<frame.count)
            return
        }
        // Of known length: six words, and the six bytes behind them as a part of one more.
        for offset in stride(from: 0, to: 48, by: 8) { sum &+= frame.word(at: offset) }
        sum &+= frame.word(at: Self.bytes - 8) &>> 16
    }
}

/// Adds up all bytes, as words of 64 bits.
struct PayloadTouch: FrameTouch {
    static var kind: Touch { .payload }
    var sum: UInt64 = 0

    @inline(__always)
    mutating func touch(_ frame: UnsafeRawBufferPointer, length: Int) {
        sum &+= frame.sumOfWords(0..<frame.count)
    }
}

/// Copies frames one behind the other into a ring of memory, each at the start of a cache line.
struct CopyTouch: FrameTouch {
    static var kind: Touch { .copy }
    let room: UnsafeMutableRawBufferPointer
    var used = 0

    @inline(__always)
    mutating func touch(_ frame: UnsafeRawBufferPointer, length: Int) {
        guard let from = frame.baseAddress, let to = room.baseAddress else { return }
        if used &+ frame.count > room.count { used = 0 }
        memcpy(to + used, from, frame.count)
        used = (used &+ frame.count &+ 63) & ~63
    }
}

/// Writes records of a pcap file: 16 bytes of header, and the captured bytes.
///
/// The times in the headers are 0: nobody reads them.
struct WriteTouch: FrameTouch {
    static var kind: Touch { .write }
    private static let header = 16
    let room: UnsafeMutableRawBufferPointer
    let file: TouchFile?
    var used = 0

    @inline(__always)
    mutating func touch(_ frame: UnsafeRawBufferPointer, length: Int) {
        if used &+ Self.header &+ frame.count > room.count { flush() }
        guard let from = frame.baseAddress, let start = room.baseAddress else { return }
        let record = start + used
        record.storeBytes(of: 0, as: UInt64.self)
        record.storeBytes(
            of: UInt32(truncatingIfNeeded: frame.count), toByteOffset: 8, as: UInt32.self)
        record.storeBytes(of: UInt32(truncatingIfNeeded: length), toByteOffset: 12, as: UInt32.self)
        memcpy(record + Self.header, from, frame.count)
        used &+= Self.header &+ frame.count
    }

    private mutating func flush() {
        file?.write(UnsafeRawBufferPointer(rebasing: room[..<used]))
        used = 0
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    fileprivate func word(at offset: Int) -> UInt64 {
        loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// The sum of the words of 64 bits, and of the bytes behind the last of them.
    @inline(__always)
    fileprivate func sumOfWords(_ range: Range<Int>) -> UInt64 {
        let whole = range.count & ~7
        var sum: UInt64 = 0
        for offset in stride(from: 0, to: whole, by: 8) { sum &+= word(at: offset) }
        for offset in whole..<range.count { sum &+= UInt64(self[offset]) }
        return sum
    }
}
