import Frames
import Kernel
import Testing

@testable import Capture

/// Frames of a recording that were lost, doubled and changed on purpose.
@Suite struct ContentCheckerTests {
    static func recording(_ frames: [[UInt8]]) throws -> Recording {
        var starts = [0]
        for frame in frames { starts.append((starts.last ?? 0) + frame.count) }
        return try #require(
            Recording(
                path: "/made", bytes: frames.flatMap { $0 }, starts: starts,
                times: frames.indices.map { Int64($0) }))
    }

    /// A frame of no protocol; `tags` of 802.1Q stand before its EtherType.
    private static func frame(_ length: Int, _ fill: UInt8 = 0, tags: Int = 0) -> [UInt8] {
        var bytes = [UInt8](repeating: fill, count: length - 2)
        for _ in 0..<tags { bytes.insert(contentsOf: [0x81, 0, 0, 5], at: 12) }
        bytes.insert(contentsOf: [0x88, 0xb5], at: 12 + 4 * tags)
        return bytes
    }

    /// UDP over IPv4 without a checksum of its own, from 192.0.2.`host`.
    private static func datagram(_ host: UInt8, round: UInt8 = 0) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: 60)
        (frame[12], frame[14], frame[23]) = (0x08, 0x45, 17)
        frame.replaceSubrange(26..<34, with: [192, 0, 2 + round, host, 198, 51, 100 + round, 9])
        var sum = stride(from: 14, to: 34, by: 2).reduce(UInt32(0)) {
            $0 + UInt32(frame[$1]) << 8 + UInt32(frame[$1 + 1])
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        frame.replaceSubrange(24..<26, with: [UInt8(~sum >> 8 & 255), UInt8(~sum & 255)])
        return frame
    }

    private struct Outcome {
        var stamps = StampCounts()
        var losses: SequenceLosses?
        var frames: UInt64 = 0
    }

    /// What is said of `arrived`, of a run of `sent` frames.
    private static func outcome(
        _ replay: Replay, sent: Int, armed: Int? = nil, snaplen: Int = 262_144,
        _ arrived: [[UInt8]]
    ) throws -> Outcome {
        var tally = try FrameTally(counting: .content, replay: replay)
        try tally.prepare(frames: armed ?? sent)
        tally.accept(runID: 7)
        for frame in arrived {
            try frame.prefix(snaplen).withUnsafeBytes {
                try tally.take($0, length: frame.count, snaplen: snaplen)
            }
        }
        tally.settle(frames: sent)
        let counts = tally.counts
        #expect(!counts.tellsOrder)
        return Outcome(
            stamps: try #require(counts.stamps), losses: tally.losses(of: sent),
            frames: counts.frames)
    }

    @Test func `Of 1,000 equal frames 37 do not arrive: 37`() throws {
        let frames = Array(repeating: Self.frame(100), count: 1000)
        let replay = Replay(try Self.recording(frames))
        let found = try Self.outcome(replay, sent: 1000, Array(frames.dropLast(37)))
        #expect((found.stamps.unique, found.stamps.duplicates, found.stamps.stray) == (963, 0, 0))
        #expect(found.losses?.lost == 37)
        // The nth that arrives is counted as the nth that was sent.
        #expect(found.losses?.last == 37 && found.losses?.episodes == 1)
    }

    @Test func `The 37 of 1,000 that differ in a byte are those that are missing`() throws {
        let frames = (0..<1000).map { Self.frame(100, $0 % 27 == 13 ? 1 : 0) }
        let lost = frames.count { $0[0] == 1 }
        #expect(lost == 37)
        let replay = Replay(try Self.recording(frames))
        let found = try Self.outcome(replay, sent: 1000, frames.filter { $0[0] == 0 })
        #expect((found.stamps.unique, found.losses?.lost) == (963, 37))
        #expect(found.losses?.episodes == 37 && found.losses?.longest == 1)
    }

    @Test func `Equal frames count as often as they were sent, further ones are duplicates`() throws
    {
        let frames = [1, 2, 1, 1].map { Self.frame(60, $0) }
        let replay = Replay(try Self.recording(frames))
        // Two rounds and a half: frame 1 six times and once more, frame 2 three times.
        let arrived = Array(repeating: frames[0], count: 9) + Array(repeating: frames[1], count: 3)
        let found = try Self.outcome(replay, sent: 10, arrived)
        #expect(found.stamps.unique == 10)
        #expect((found.stamps.duplicates, found.stamps.stray) == (2, 0))
        // Rounds are alike: which frame was lost cannot be told.
        #expect(found.losses == nil)
    }

    @Test func `Where nobody knew how many there would be, copies beyond are found at the end`()
        throws
    {
        let frames = (0..<10).map { Self.frame(60, $0) }
        let replay = Replay(try Self.recording(frames))
        let found = try Self.outcome(
            replay, sent: 15, armed: 1 << 28, frames + frames + [Self.frame(60, 3)])
        #expect((found.stamps.unique, found.stamps.duplicates) == (15, 6))
    }

    @Test func `A changed byte, a missing one and one more make a stray, at every size`() throws {
        let lengths = Array(60...1514)
        let frames = lengths.map { Self.frame($0, UInt8(truncatingIfNeeded: $0)) }
        let replay = Replay(try Self.recording(frames))
        #expect(try Self.outcome(replay, sent: frames.count, frames).stamps.unique == 1455)
        let changed = frames.enumerated().map { index, frame in
            var frame = frame
            frame[index % frame.count] ^= 0x40
            return frame
        }
        let strays = try Self.outcome(replay, sent: frames.count, changed).stamps
        // A changed EtherType may make it look tagged, but never like one that was sent.
        #expect((strays.unique, strays.stray) == (0, 1455))
        let longer = frames.map { $0 + [0] }
        #expect(try Self.outcome(replay, sent: frames.count, longer).stamps.stray == 1455)
    }

    @Test(arguments: [1, 2])
    func `Frames are known with their tags, and without the one that the kernel takes`(tags: Int)
        throws
    {
        let frames = [60, 100, 1514].map { Self.frame($0, 9, tags: tags) }
        let replay = Replay(try Self.recording(frames))
        for arrived in [frames, [60, 100, 1514].map { Self.frame($0, 9, tags: tags - 1) }] {
            let found = try Self.outcome(replay, sent: 3, arrived)
            #expect((found.stamps.unique, found.stamps.truncated) == (3, 0))
        }
        let cut = try Self.outcome(replay, sent: 3, snaplen: 96, frames)
        #expect((cut.stamps.unique, cut.stamps.truncated, cut.losses?.lost) == (3, 0, 0))
    }

    @Test func `Frames that were cut short of what was to be kept are truncated, and strays`()
        throws
    {
        let frame = Self.frame(200, 5)
        let replay = Replay(try Self.recording([frame]))
        var tally = try FrameTally(counting: .content, replay: replay)
        tally.accept(runID: 1)
        try frame.prefix(50).withUnsafeBytes {
            try tally.take($0, length: 200, snaplen: 96)
        }
        let stamps = tally.counts.stamps
        #expect((stamps?.truncated, stamps?.stray) == (1, 1))
    }

    @Test func `Before a run every frame is a stray`() throws {
        let frame = Self.frame(60)
        var tally = try FrameTally(counting: .content, replay: Replay(try Self.recording([frame])))
        try frame.withUnsafeBytes { try tally.take($0, length: 60, snaplen: .max) }
        let strays = tally.counts.stamps?.stray
        #expect(strays == 1)
    }

    @Test func `Shifted addresses tell the round, so that each loss has its place`() throws {
        // Two hosts that differ in nothing else, equal frames, and one that does not move.
        let frames = [
            Self.datagram(1), Self.datagram(2), Self.datagram(1), Self.datagram(1), Self.frame(60),
        ]
        let replay = Replay(try Self.recording(frames), shiftsAddresses: true)
        var sent = (0..<20).flatMap { round in
            [1, 2, 1, 1].map { Self.datagram($0, round: round) } + [Self.frame(60)]
        }
        #expect(try Self.outcome(replay, sent: 100, sent).stamps.unique == 100)
        sent.removeSubrange(51..<54)
        let found = try Self.outcome(replay, sent: 100, sent)
        #expect((found.stamps.unique, found.stamps.duplicates, found.stamps.stray) == (97, 0, 0))
        #expect(found.losses?.lost == 3)
        // A frame of the last round again, and one of a round that was not sent.
        let more = sent + [Self.datagram(2, round: 19), Self.datagram(2, round: 20)]
        let twice = try Self.outcome(replay, sent: 100, more)
        #expect((twice.stamps.unique, twice.stamps.duplicates, twice.stamps.stray) == (97, 2, 0))
    }

    @Test func `Hosts whose frames are alike but for the address are told apart`() throws {
        let frames = (1...250).map { Self.datagram($0) }
        let replay = Replay(try Self.recording(frames), shiftsAddresses: true)
        let arrived = (0..<4).flatMap { round in
            (1...250).reversed().map { Self.datagram($0, round: round) }
        }
        let found = try Self.outcome(replay, sent: 1000, arrived)
        #expect((found.stamps.unique, found.losses?.lost) == (1000, 0))
    }
}
