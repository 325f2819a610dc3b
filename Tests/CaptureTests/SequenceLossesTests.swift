import Testing

@testable import Capture

/// Which numbers are missing from a bitmap, against a walk frame by frame.
@Suite struct SequenceLossesTests {
    /// The losses of a run in which exactly these numbers are missing.
    private static func losses(
        of frames: Int, missing: Set<Int>, capacity: Int? = nil
    ) throws -> SequenceLosses? {
        var seen = try SeenFrames(capacity: capacity ?? frames)
        var counts = StampCounts()
        for number in 0..<frames where !missing.contains(number) {
            seen.mark(UInt64(number), stream: number % 3, in: &counts)
        }
        return seen.losses(of: frames)
    }

    /// The same by the definitions.
    private static func walked(of frames: Int, missing: Set<Int>) -> SequenceLosses {
        var losses = SequenceLosses(frames: frames)
        var run = 0
        for number in 0..<frames {
            guard missing.contains(number) else {
                run = 0
                continue
            }
            run += 1
            losses.episodes += run == 1 ? 1 : 0
            losses.longest = max(losses.longest, run)
            losses.lost += 1
            losses.first += number * 20 < frames ? 1 : 0
            losses.last += (frames - 1 - number) * 20 < frames ? 1 : 0
            let start = number / losses.binFrames * losses.binFrames
            if losses.bins.last?.start != start {
                losses.bins.append(SequenceLosses.Bin(start: start, lost: 0))
            }
            losses.bins[losses.bins.count - 1].lost += 1
        }
        return losses
    }

    @Test func `Random losses are those of a walk frame by frame`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let frames = Int.random(in: 1...5000, using: &random)
            let part = Double.random(in: 0...1, using: &random)
            let stretch = Int.random(in: 1...200, using: &random)
            var missing: Set<Int> = []
            for start in stride(from: 0, to: frames, by: stretch)
            where Double.random(in: 0...1, using: &random) < part {
                missing.formUnion(start..<min(start + stretch, frames))
            }
            let found = try Self.losses(of: frames, missing: missing)
            #expect(
                found == Self.walked(of: frames, missing: missing),
                "\(frames) frames, \(part), \(stretch)")
        }
    }

    @Test(arguments: [1, 63, 64, 65, 127, 128, 129, 64_000, 64_001, 200_000])
    func `All, none and every eighth missing`(frames: Int) throws {
        for missing in [
            [], Set(0..<frames), Set(stride(from: 7, to: frames, by: 8)), [0], [frames - 1],
        ] {
            let found = try #require(try Self.losses(of: frames, missing: missing))
            #expect(found == Self.walked(of: frames, missing: missing))
            #expect(found.lost == missing.count)
            #expect(found.bins.count <= SequenceLosses.mostBins)
            #expect(found.bins.reduce(0) { $0 + $1.lost } == missing.count)
        }
    }

    @Test func `One gap over many words is one episode`() throws {
        let found = try #require(
            try Self.losses(of: 100_000, missing: Set(40_000..<51_234).union([70_000])))
        #expect(found.episodes == 2 && found.longest == 11_234 && found.lost == 11_235)
        #expect(found.first == 0 && found.last == 0)
    }

    @Test func `The start and the end are told apart`() throws {
        let found = try #require(
            try Self.losses(of: 10_000, missing: Set(400..<600).union(9_900..<10_000)))
        #expect(found.edge == 500)
        #expect(found.first == 100 && found.last == 100 && found.lost == 300)
    }

    @Test func `What the bitmap has no room for is not told`() throws {
        #expect(try Self.losses(of: 0, missing: []) == nil)
        #expect(try Self.losses(of: 64, missing: [])?.lost == 0)
        let seen = try SeenFrames(capacity: 64)
        #expect(seen.losses(of: 65) == nil && seen.losses(of: -1) == nil)
    }

    @Test func `Only stamps tell the time of a loss`() throws {
        for counting in [Counting.count, .account, .sequence] {
            let losses = try FrameTally(counting: counting).losses(of: 10)
            #expect(losses == nil)
        }
        var tally = try FrameTally(counting: .stamp)
        tally.accept(runID: 7)
        for sequence in [0, 1, 5, 6, 7] as [UInt64] {
            try StampedFrame.bytes(run: 7, sequence: sequence, length: 100).withUnsafeBytes {
                try tally.take($0, length: 100, snaplen: .max)
            }
        }
        let (losses, none) = (tally.losses(of: 10), tally.losses(of: 0))
        #expect(losses?.lost == 5 && losses?.episodes == 2 && losses?.longest == 3)
        #expect(none == nil)
    }
}
