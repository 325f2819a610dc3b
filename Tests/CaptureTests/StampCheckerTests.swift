import Testing

@testable import Capture

/// One crafted frame and what it must be counted as.
struct CraftedFrame: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var bytes = StampedFrame.bytes(run: 7, sequence: 0, length: 100)
    /// Length on the wire; `nil` if all of it was captured.
    var length: Int?
    var snaplen = Int.max
    let expected: StampCounts

    static let all = [
        Self(testDescription: "intact", expected: .with(unique: 1)),
        Self(
            testDescription: "byte of the check flipped", bytes: flipped(45),
            expected: .with(corrupt: 1)),
        Self(
            testDescription: "byte of the sequence flipped", bytes: flipped(29),
            expected: .with(corrupt: 1)),
        Self(
            testDescription: "sequence beyond the bitmap",
            bytes: StampedFrame.bytes(run: 7, sequence: 1 << 40, length: 100),
            expected: .with(corrupt: 1)),
        Self(
            testDescription: "longer on the wire than stamped", bytes: padded(),
            expected: .with(corrupt: 1)),
        Self(
            testDescription: "another EtherType", bytes: flipped(12), expected: .with(stray: 1)),
        Self(testDescription: "another magic", bytes: flipped(14), expected: .with(stray: 1)),
        Self(testDescription: "another run", bytes: flipped(21), expected: .with(stray: 1)),
        Self(
            testDescription: "too short for a stamp", bytes: cut(to: 45),
            expected: .with(stray: 1)),
        Self(
            testDescription: "cut before the stamp's end", bytes: cut(to: 45), length: 100,
            expected: .with(stray: 1, truncated: 1)),
        Self(testDescription: "empty", bytes: [], expected: .with(stray: 1)),
        Self(
            testDescription: "shorter on the wire than stamped", bytes: cut(to: 60),
            expected: .with(unique: 1, truncated: 1)),
        Self(
            testDescription: "captured less than asked for", bytes: cut(to: 60), length: 100,
            snaplen: 80, expected: .with(unique: 1, truncated: 1)),
        Self(
            testDescription: "captured as much as asked for", bytes: cut(to: 80), length: 100,
            snaplen: 80, expected: .with(unique: 1)),
    ]

    static let udp = [
        Self(
            testDescription: "UDP",
            bytes: StampedFrame.udp4(run: 7, sequence: 0, length: 100),
            expected: .with(unique: 1)),
        Self(
            testDescription: "UDP, the shortest",
            bytes: StampedFrame.udp4(run: 7, sequence: 0, length: 74),
            expected: .with(unique: 1)),
        Self(
            testDescription: "UDP with IP options",
            bytes: StampedFrame.udp4(run: 7, sequence: 0, length: 114, words: 15),
            expected: .with(unique: 1)),
        Self(
            testDescription: "UDP with IP options, cut before the stamp's end",
            bytes: Array(
                StampedFrame.udp4(run: 7, sequence: 0, length: 114, words: 15).prefix(113)),
            length: 114, snaplen: 113, expected: .with(stray: 1)),
        Self(
            testDescription: "UDP cut before the stamp's end",
            bytes: Array(StampedFrame.udp4(run: 7, sequence: 0, length: 100).prefix(73)),
            length: 100, expected: .with(stray: 1, truncated: 1)),
        Self(
            testDescription: "UDP of another run",
            bytes: StampedFrame.udp4(run: 8, sequence: 0, length: 100),
            expected: .with(stray: 1)),
        Self(
            testDescription: "UDP, byte of the check flipped", bytes: udp(changing: 73),
            expected: .with(corrupt: 1)),
        Self(testDescription: "TCP", bytes: udp(changing: 23, to: 6), expected: .with(stray: 1)),
        Self(
            testDescription: "IPv4 header too short to be one", bytes: udp(changing: 14, to: 0x44),
            expected: .with(stray: 1)),
        Self(
            testDescription: "another version of IP", bytes: udp(changing: 14, to: 0x65),
            expected: .with(stray: 1)),
        Self(
            testDescription: "ARP", bytes: udp(changing: 13, to: 0x06), expected: .with(stray: 1)),
    ]

    /// - Parameter byte: the new value; `nil` to flip a bit.
    private static func udp(changing offset: Int, to byte: UInt8? = nil) -> [UInt8] {
        var bytes = StampedFrame.udp4(run: 7, sequence: 0, length: 100)
        bytes[offset] = byte ?? bytes[offset] ^ 1
        return bytes
    }

    private static func flipped(_ offset: Int) -> [UInt8] {
        var bytes = StampedFrame.bytes(run: 7, sequence: 0, length: 100)
        bytes[offset] ^= 1
        return bytes
    }

    private static func padded() -> [UInt8] {
        StampedFrame.bytes(run: 7, sequence: 0, length: 100) + [0]
    }

    private static func cut(to count: Int) -> [UInt8] {
        Array(StampedFrame.bytes(run: 7, sequence: 0, length: 100).prefix(count))
    }
}

extension StampCounts {
    static func with(
        unique: UInt64 = 0, duplicates: UInt64 = 0, corrupt: UInt64 = 0, stray: UInt64 = 0,
        reordered: UInt64 = 0, truncated: UInt64 = 0
    ) -> StampCounts {
        var counts = StampCounts()
        counts.unique = unique
        counts.duplicates = duplicates
        counts.corrupt = corrupt
        counts.stray = stray
        counts.reordered = reordered
        counts.truncated = truncated
        return counts
    }
}

@Suite struct StampCheckerTests {
    private func feed(_ checker: inout StampChecker, _ sequences: [UInt64], stream: UInt16 = 0) {
        for sequence in sequences {
            StampedFrame.bytes(run: 7, sequence: sequence, length: 60, stream: stream)
                .withUnsafeBytes { checker.take($0, length: 60) }
        }
    }

    private func armed(capacity: Int = 1 << 20) throws -> StampChecker {
        var checker = try StampChecker(capacity: capacity)
        checker.accept(runID: 7)
        return checker
    }

    @Test(arguments: CraftedFrame.all + CraftedFrame.udp)
    func eachFrameIsCountedAsWhatItIs(_ crafted: CraftedFrame) throws {
        var checker = try armed()
        checker.snaplen = crafted.snaplen
        let length = crafted.length ?? crafted.bytes.count
        crafted.bytes.withUnsafeBytes { checker.take($0, length: length) }
        #expect(checker.stamps == crafted.expected)
        #expect(checker.frames == 1)
        #expect(checker.bytes == UInt64(length))
    }

    @Test func seenAgainIsADuplicateAndNotReordered() throws {
        var checker = try armed()
        feed(&checker, [0, 1, 2, 1, 1, 3])
        #expect(checker.stamps == .with(unique: 4, duplicates: 2))
    }

    @Test func aLowerSequenceThanTheHighestIsReordered() throws {
        var checker = try armed()
        feed(&checker, [0, 5, 3, 4, 6, 1])
        #expect(checker.stamps == .with(unique: 6, reordered: 3))
    }

    @Test func streamsAreOrderedEachForItself() throws {
        var checker = try armed()
        feed(&checker, [10, 12], stream: 0)
        feed(&checker, [9, 11], stream: 65_535)
        #expect(checker.stamps == .with(unique: 4))
        feed(&checker, [8], stream: 65_535)
        #expect(checker.stamps == .with(unique: 5, reordered: 1))
    }

    @Test func formatsMayBeMixedAndStreamsAreOrderedAcrossThem() throws {
        var checker = try armed()
        feed(&checker, [0, 2], stream: 1)
        for (sequence, stream) in [(1, 1), (2, 2), (3, 2)] as [(UInt64, UInt16)] {
            StampedFrame.udp4(run: 7, sequence: sequence, length: 100, stream: stream)
                .withUnsafeBytes { checker.take($0, length: 100) }
        }
        #expect(checker.stamps == .with(unique: 4, duplicates: 1, reordered: 1))
    }

    @Test func bitsOfOneWordAreKeptApart() throws {
        var checker = try armed()
        feed(&checker, Array(0..<200))
        feed(&checker, [63, 64, 127, 128])
        #expect(checker.stamps == .with(unique: 200, duplicates: 4))
    }

    @Test func acceptingAnotherRunForgetsEverything() throws {
        var checker = try armed()
        feed(&checker, [0, 1, 1, 500])
        checker.accept(runID: 7)
        #expect(checker.stamps == StampCounts())
        #expect(checker.frames == 0)
        feed(&checker, [500, 501])
        #expect(checker.stamps == .with(unique: 2))
    }

    @Test func beforeAnyRunIsAcceptedAllFramesAreStray() throws {
        var checker = try StampChecker(capacity: 1024)
        for run in [UInt32(0), 7, .max] {
            StampedFrame.bytes(run: run, sequence: 0, length: 60)
                .withUnsafeBytes { checker.take($0, length: 60) }
        }
        #expect(checker.stamps == .with(stray: 3))
    }

    @Test func preparingMakesRoomForMore() throws {
        var checker = try armed(capacity: 64)
        feed(&checker, [63, 64])
        #expect(checker.stamps == .with(unique: 1, corrupt: 1))
        try checker.prepare(frames: 1000)
        checker.accept(runID: 7)
        feed(&checker, [63, 64, 999])
        #expect(checker.stamps == .with(unique: 3))
    }

    @Test func everyFrameIsExactlyOneOfFour() throws {
        var checker = try armed()
        let all = CraftedFrame.all + CraftedFrame.udp
        for crafted in all {
            crafted.bytes.withUnsafeBytes { checker.take($0, length: $0.count) }
        }
        let stamps = checker.stamps
        let sum = stamps.unique + stamps.duplicates + stamps.corrupt + stamps.stray
        #expect(sum == UInt64(all.count))
    }
}
