import Frames
import Testing

@testable import Traffic

/// The same figures, found by looking at every pair of sends.
private struct Oracle {
    var longestGap: Int64?
    var gapsOver1ms = 0
    var gapTime: Int64 = 0
    var densest = 0

    init(_ sends: [(now: Int64, frames: Int)]) {
        for (left, right) in zip(sends, sends.dropFirst()) {
            let gap = right.now - left.now
            longestGap = max(longestGap ?? 0, gap)
            if gap > 1_000_000 {
                gapsOver1ms += 1
                gapTime += gap
            }
        }
        for (index, send) in sends.enumerated() {
            var sum = 0
            for other in sends[...index].reversed() {
                guard other.now > send.now - 100_000 else { break }
                sum += other.frames
            }
            densest = max(densest, sum)
        }
    }
}

struct SendRecorderTests {
    private static func report(_ sends: [(now: Int64, frames: Int)]) -> TrafficReport {
        var recorder = SendRecorder()
        for send in sends { recorder.sent(send.frames, at: send.now) }
        var report = TrafficReport(intended: 0)
        recorder.fill(&report)
        return report
    }

    @Test(
        "gaps and the densest 100 µs are those a brute-force search finds",
        arguments: [40, 200, 2_000, 30_000, 400_000] as [Int64])
    func agreesWithOracle(largestStep: Int64) {
        var random = SplitMix64(seed: UInt64(largestStep))
        for _ in 0..<3 {
            var now: Int64 = 1_000_000_000
            let sends = (0..<2_000).map { _ in
                let stalls = Int.random(in: 0..<200, using: &random) == 0
                now += Int64.random(in: 0...(stalls ? 3_000_000 : largestStep), using: &random)
                return (now: now, frames: Int.random(in: 1...64, using: &random))
            }
            let oracle = Oracle(sends)
            let report = Self.report(sends)
            #expect(report.longestGapNanoseconds == oracle.longestGap)
            #expect(report.gapsOver1ms == oracle.gapsOver1ms)
            #expect(report.gapNanoseconds == oracle.gapTime)
            #expect(report.densest100us == oracle.densest)
            #expect(report.firstSendNanoseconds == sends.first?.now)
            #expect(report.lastSendNanoseconds == sends.last?.now)
        }
    }

    @Test("more calls in 100 µs than any kernel answers are all counted")
    func manyCalls() {
        let sends = (0..<20_000).map { (now: Int64($0) * 10, frames: 1) }
        #expect(Self.report(sends).densest100us == 10_000)
    }

    @Test("a send exactly 100 µs ago is out of the window; a gap of exactly 1 ms is not over it")
    func edges() {
        #expect(Self.report([(0, 5), (100_000, 7)]).densest100us == 7)
        #expect(Self.report([(0, 5), (99_999, 7)]).densest100us == 12)
        #expect(Self.report([(0, 1), (1_000_000, 1)]).gapsOver1ms == 0)
        let over = Self.report([(0, 1), (1_000_001, 1)])
        #expect(over.gapsOver1ms == 1)
        #expect(over.gapNanoseconds == 1_000_001)
    }

    @Test("nothing sent leaves everything unmeasured; one send has no gap")
    func little() {
        #expect(Self.report([]) == TrafficReport(intended: 0))
        let one = Self.report([(5, 3)])
        #expect(one.longestGapNanoseconds == nil)
        #expect(one.densest100us == 3)
        #expect(one.firstSendNanoseconds == 5)
    }
}

struct DepartureGapTests {
    private static func gaps(_ sends: [(now: Int64, frames: Int)]) -> [TimeBin] {
        var recorder = SendRecorder()
        for send in sends { recorder.sent(send.frames, at: send.now) }
        var report = TrafficReport(intended: nil)
        recorder.fill(&report)
        return report.gaps
    }

    @Test("every gap is in a bin that holds it, and frames of one call have left together")
    func agreesWithOracle() {
        var random = SplitMix64(seed: 7)
        var now: Int64 = 0
        let sends = (0..<5_000).map { _ in
            // From nanoseconds to seconds, some of them 0.
            now += Int64.random(
                in: 0...1 << Int64.random(in: 0...33, using: &random), using: &random)
            return (now: now, frames: Int.random(in: 1...64, using: &random))
        }
        var truth = zip(sends, sends.dropFirst()).map { $1.now - $0.now }
        truth += Array(repeating: 0, count: sends.reduce(0) { $0 + $1.frames - 1 })
        let bins = Self.gaps(sends)
        #expect(bins.reduce(0) { $0 + $1.count } == truth.count)
        #expect(bins.allSatisfy { $0.count > 0 && $0.from <= $0.to })
        #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.to < $1.from })
        for bin in bins {
            let count = truth.count { $0 >= bin.from && $0 <= bin.to }
            #expect(count == bin.count, "\(bin)")
            // 2 significant digits.
            #expect(Double(bin.to - bin.from) <= 0.01 * Double(bin.from), "\(bin)")
        }
    }

    @Test("a gap over 10 s is counted as one of 10 s")
    func clamped() throws {
        let bins = Self.gaps([(0, 1), (3_600_000_000_000, 1)])
        let bin = try #require(bins.first)
        #expect(bins.count == 1 && bin.count == 1)
        #expect(bin.from <= 10_000_000_000 && bin.to >= 10_000_000_000)
    }

    @Test("one frame has no gap; two that left together have one of 0")
    func little() {
        #expect(Self.gaps([(5, 1)]) == [])
        #expect(Self.gaps([(5, 2)]) == [TimeBin(from: 0, to: 0, count: 1)])
        // A clock that did not move between two calls.
        #expect(Self.gaps([(5, 2), (5, 3)]) == [TimeBin(from: 0, to: 0, count: 4)])
    }
}

struct TrafficReportTests {
    @Test("the offered rate is n − 1 periods between the first and the last send")
    func rate() {
        var report = TrafficReport(intended: 11)
        report.offered = 11
        report.firstSendNanoseconds = 1_000
        report.lastSendNanoseconds = 20_000_001_000
        #expect(report.offeredRate == 0.5)
    }

    @Test("one frame, and frames sent at one instant, have no rate")
    func noRate() {
        var report = TrafficReport(intended: 2)
        report.offered = 1
        report.firstSendNanoseconds = 0
        report.lastSendNanoseconds = 0
        #expect(report.offeredRate == nil)
        report.offered = 2
        #expect(report.offeredRate == nil)
    }
}
