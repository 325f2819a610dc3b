import Frames
import Testing

@testable import Capture

/// What several workers counted, as one.
@Suite struct JoiningTests {
    @Test func `Frames that two workers got are found, whatever their places`() throws {
        for (one, other, shared) in [
            ([], [], 0), ([0], [0], 1), ([0, 63, 64], [64, 65, 128], 1), ([5], [700], 0),
            (Array(0..<200), Array(100..<300), 100), ([700], [5, 700], 1),
        ] as [([Int], [Int], Int)] {
            for (first, second) in [(one, other), (other, one)] {
                var marks = Self.marks(first)
                #expect(marks.join(Self.marks(second)) == shared)
                let union = Set(first + second)
                let losses = try #require(marks.losses(of: 1000))
                #expect(losses.lost == 1000 - union.count)
            }
        }
    }

    private static func marks(_ numbers: [Int]) -> SeenMarks {
        var words = [UInt64](repeating: 0, count: (numbers.max() ?? -1) / 64 + 1)
        for number in numbers { words[number / 64] |= 1 << UInt64(number % 64) }
        return SeenMarks(words: numbers.isEmpty ? [] : words)
    }

    @Test func `Of a checker the marks are those of its frames`() throws {
        var tally = try FrameTally(counting: .stamp)
        tally.accept(runID: 7)
        for number in [0, 3, 64, 200] as [UInt64] {
            let frame = StampedFrame.bytes(run: 7, sequence: number, length: 60)
            try frame.withUnsafeBytes { try tally.take($0, length: 60, snaplen: 60) }
        }
        #expect(tally.seen(of: nil)?.words == [9, 1, 0, 1 << 8])
        tally.accept(runID: 8)
        #expect(tally.seen(of: nil)?.words == [])
        #expect(try FrameTally(counting: .count).seen(of: nil) == nil)
    }

    @Test func `Losses of the union are those that one worker would have found`() throws {
        let lost = Set([0, 1, 2, 500, 640, 641, 999])
        var one = Self.marks((0..<1000).filter { $0 % 3 == 0 && !lost.contains($0) })
        #expect(one.join(Self.marks((0..<1000).filter { $0 % 3 != 0 && !lost.contains($0) })) == 0)
        let losses = try #require(one.losses(of: 1000))
        #expect(losses.lost == 7 && losses.episodes == 4 && losses.longest == 3)
        #expect(losses.first == 3 && losses.last == 1)
        #expect(one.losses(of: 0) == nil)
    }

    @Test func `Counts are added; what the filter rejects is counted once`() {
        var counts = FrameCounts(frames: 3, bytes: 180, stamps: .with(unique: 2, stray: 1))
        counts.add(FrameCounts(frames: 5, bytes: 300, stamps: .with(unique: 5)))
        #expect(counts == FrameCounts(frames: 8, bytes: 480, stamps: .with(unique: 7, stray: 1)))
        var kernel = CaptureCounters(received: 10, drops: 1, filtered: 90, details: ["rearms": 1])
        let other = CaptureCounters(received: 30, drops: 0, filtered: 0, details: ["rearms": 2])
        kernel.add(other, isFiltered: true)
        #expect(kernel.received == 40 && kernel.drops == 1 && kernel.filtered == 60)
        #expect(kernel.details == ["rearms": 3] && kernel.freezes == nil)
        var free = CaptureCounters(received: 10, drops: 0, filtered: 0)
        free.add(other, isFiltered: false)
        #expect(free.filtered == 0)
    }

    @Test func `Histograms of times are added bin by bin`() {
        let bin = { (from: Int, count: Int) in TimeBin(from: from, to: from + 9, count: count) }
        var one = Latencies(sent: [bin(10, 1), bin(30, 2)], sentMost: 33, due: [], dueMost: 0)
        one.add(
            Latencies(sent: [bin(20, 4), bin(30, 1)], sentMost: 31, due: [bin(0, 1)], dueMost: 7))
        #expect(one.sent == [bin(10, 1), bin(20, 4), bin(30, 3)] && one.sentMost == 33)
        #expect(one.due == [bin(0, 1)] && one.dueMost == 7)
    }

    @Test func `Pauses that overlap are one, and the longest are kept`() {
        typealias Pause = PauseRecorder.Pause
        let joined = PauseRecorder.joined([
            [Pause(from: 10, to: 20, frames: 1), Pause(from: 50, to: 60, frames: 2)],
            [Pause(from: 15, to: 30, frames: 3), Pause(from: 70, to: 71, frames: 4)], [],
        ])
        #expect(
            joined == [
                Pause(from: 10, to: 30, frames: 4), Pause(from: 50, to: 60, frames: 2),
                Pause(from: 70, to: 71, frames: 4),
            ])
        let many = (0..<100).map { Pause(from: Int64($0) * 1000, to: Int64($0) * 1001, frames: 0) }
        let longest = PauseRecorder.joined([many])
        #expect(longest.count == PauseRecorder.most && longest.first == many[36])
    }
}
