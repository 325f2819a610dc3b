import Frames
import Kernel
import Testing

@testable import Capture

/// What is done with each frame besides counting it.
@Suite struct TouchTests {
    /// Frames of these lengths, each byte known.
    private static func frame(_ length: Int, from first: Int = 1) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: first + $0 * 7) }
    }

    /// The sum of little-endian words of 64 bits, and of the bytes behind them.
    private static func sum(_ bytes: some Collection<UInt8>) -> UInt64 {
        let bytes = Array(bytes)
        let whole = bytes.count / 8 * 8
        let words = stride(from: 0, to: whole, by: 8).map { start in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
        return words.reduce(0, &+) &+ bytes[whole...].reduce(UInt64(0)) { $0 + UInt64($1) }
    }

    private static func touch(
        _ toucher: inout some FrameTouch, _ frame: [UInt8], length: Int? = nil
    ) {
        frame.withUnsafeBytes { toucher.touch($0, length: length ?? frame.count) }
    }

    @Test(arguments: [0, 1, 7, 8, 46, 53, 54, 60, 61, 1514])
    func `The header's touch reads 54 bytes, or all of a shorter frame`(_ length: Int) {
        var header = HeaderTouch()
        let frame = Self.frame(length)
        Self.touch(&header, frame)
        guard length >= 54 else {
            #expect(header.sum == Self.sum(frame))
            return
        }
        let tail = frame[48..<54].enumerated().reduce(UInt64(0)) {
            $0 | UInt64($1.element) << UInt64(8 * $1.offset)
        }
        #expect(header.sum == Self.sum(frame[..<48]) &+ tail)
        // A byte behind the headers is not read.
        var other = HeaderTouch()
        Self.touch(&other, frame[..<54] + [UInt8](repeating: 255, count: length - 54))
        #expect(other.sum == header.sum)
    }

    @Test(arguments: [0, 1, 8, 60, 61, 1514, 9014])
    func `The payload's touch reads every byte`(_ length: Int) {
        var payload = PayloadTouch()
        let frame = Self.frame(length)
        Self.touch(&payload, frame)
        #expect(payload.sum == Self.sum(frame))
        for index in frame.indices {
            var (changed, other) = (frame, PayloadTouch())
            changed[index] ^= 1
            Self.touch(&other, changed)
            #expect(other.sum != payload.sum, "byte \(index)")
        }
    }

    @Test func `Copies lie one behind the other, and begin anew at the end of the room`() {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 64)
        defer { room.deallocate() }
        var copy = CopyTouch(room: room)
        let frames = [60, 100, 64].enumerated().map { Self.frame($0.element, from: $0.offset * 11) }
        Self.touch(&copy, frames[0])
        Self.touch(&copy, frames[1])
        #expect(Array(room[0..<60]) == frames[0])
        #expect(Array(room[64..<164]) == frames[1])
        // 192 and 64 more is all there is; then the next is at the beginning.
        Self.touch(&copy, frames[2])
        #expect(Array(room[192..<256]) == frames[2])
        Self.touch(&copy, frames[1])
        #expect(Array(room[0..<100]) == frames[1])
    }

    @Test func `A record has the two lengths and the captured bytes, as in a pcap file`() {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 200, alignment: 64)
        defer { room.deallocate() }
        var write = WriteTouch(room: room, file: nil)
        let frame = Self.frame(60)
        Self.touch(&write, frame, length: 1514)
        #expect(room.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == 60)
        #expect(room.loadUnaligned(fromByteOffset: 12, as: UInt32.self) == 1514)
        #expect(Array(room[16..<76]) == frame)
        Self.touch(&write, Self.frame(60, from: 9))
        #expect(Array(room[92..<152]) == Self.frame(60, from: 9))
        // No room for a third: the buffer is written, and begins anew.
        Self.touch(&write, Self.frame(60, from: 5))
        #expect(Array(room[16..<76]) == Self.frame(60, from: 5))
        #expect(write.used == 76)
    }

    @Test func `The file in memory is written again from its beginning, and grows no further`()
        throws
    {
        let file = try TouchFile()
        let bytes = [UInt8](repeating: 7, count: TouchRoom.bufferBytes - 1)
        for _ in 0..<TouchFile.byteCount / bytes.count + 3 {
            bytes.withUnsafeBytes { file.write($0) }
        }
        #expect(file.failure == nil)
        #expect(try file.size() <= TouchFile.byteCount)
        #expect(try file.size() > TouchFile.byteCount - 2 * TouchRoom.bufferBytes)
    }

    @Test(arguments: Touch.allCases, Counting.allCases)
    func `Every frame is counted, whatever is done with it`(
        _ touch: Touch, _ counting: Counting
    ) throws {
        let words = ["count=1000", "memory_frame_size=1518", "touch=\(touch.rawValue)"]
        let session = try Backend.null.session(words, counting: counting)
        var tally = try FrameTally(counting: counting)
        tally.accept(runID: 7)
        try session.drain(into: &tally, patience: 1)
        #expect(tally.counts.frames == 1000)
        let isStamped = [.stamp, .latency].contains(counting)
        if isStamped { #expect(tally.counts.stamps == .with(unique: 1000)) }
        switch touch {
        case .count: break
        case .header: #expect(tally.room.header.sum != 0)
        case .payload: #expect(tally.room.payload.sum != 0)
        case .copy: #expect(tally.room.copy.used == 1000 * 1536)
        case .write: #expect(tally.room.write.used > 0)
        }
    }
}
