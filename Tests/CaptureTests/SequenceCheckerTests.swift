import Frames
import Testing

@testable import Capture

/// Segments made by hand, counted by their sequence numbers.
@Suite struct SequenceCheckerTests {
    /// A frame of the connection with so many bytes of payload.
    private static func frame(
        _ sequence: UInt32, length: Int = 10, port: UInt16 = FrameFormat.tcpSourcePort
    ) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: 54 + length)
        (frame[12], frame[14], frame[23], frame[46]) = (0x08, 0x45, 6, 0x50)
        let total = UInt16(40 + length)
        (frame[16], frame[17]) = (UInt8(total >> 8), UInt8(total & 0xff))
        (frame[34], frame[35]) = (UInt8(port >> 8), UInt8(port & 0xff))
        for byte in 0..<4 {
            frame[38 + byte] = UInt8(truncatingIfNeeded: sequence >> (24 - 8 * byte))
        }
        return frame
    }

    private static func counts(
        first: UInt32 = 1000, _ frames: [[UInt8]], keeping snaplen: Int = .max
    ) throws -> StampCounts {
        var checker = try SequenceChecker(segment: 10, capacity: 1 << 20)
        checker.snaplen = snaplen
        checker.accept(first: first)
        for frame in frames {
            frame.prefix(snaplen).withUnsafeBytes { checker.take($0, length: frame.count) }
        }
        return checker.counts
    }

    @Test func segmentsAreCountedOnce() throws {
        let counts = try Self.counts([0, 10, 20, 10, 40, 30].map { Self.frame(1000 + $0) })
        #expect((counts.unique, counts.duplicates, counts.reordered) == (5, 1, 1))
        #expect((counts.corrupt, counts.stray, counts.truncated) == (0, 0, 0))
    }

    @Test func numbersGoRound() throws {
        let first = UInt32.max - 24
        let counts = try Self.counts(
            first: first, (0..<100).map { Self.frame(first &+ 10 * $0) })
        #expect((counts.unique, counts.corrupt, counts.stray) == (100, 0, 0))
    }

    @Test func mergedAndSplitSegmentsAreCorrupt() throws {
        let counts = try Self.counts([
            Self.frame(1000, length: 20), Self.frame(1020, length: 5), Self.frame(1025),
        ])
        #expect((counts.unique, counts.corrupt) == (0, 3))
    }

    @Test func otherFramesAreStrays() throws {
        let counts = try Self.counts([
            Self.frame(990), Self.frame(1000, port: 80), Self.frame(1000, length: 0),
            Array(Self.frame(1000).prefix(50)),
        ])
        #expect((counts.unique, counts.stray) == (0, 4))
    }

    @Test func framesThatWereCutOnPurposeAreWhole() throws {
        let counts = try Self.counts([Self.frame(1000)], keeping: 54)
        #expect((counts.unique, counts.truncated) == (1, 0))
    }

    @Test func nothingCountsBeforeThereIsARun() throws {
        var checker = try SequenceChecker(segment: 10, capacity: 1 << 10)
        Self.frame(0).withUnsafeBytes { checker.take($0, length: $0.count) }
        #expect((checker.counts.unique, checker.counts.stray) == (0, 1))
        checker.accept(first: 0)
        #expect(checker.frames == 0 && checker.counts == StampCounts())
    }
}
