import Frames
import Histogram

/// Watches when frames left: rate, gaps and bursts of what was really sent.
///
/// One call per batch; all frames of a batch left at the same instant, read just before the call.
/// Pure: time is an argument.
struct SendRecorder {
    private static let window: Int64 = 100_000
    /// Longer gaps count as this long (ns): 10 s.
    private static let longestTold: Int64 = 10_000_000_000

    private var first: Int64?
    private var last: Int64 = 0
    private var longestGap: Int64?
    private var gapsOver1ms = 0
    private var gapTime: Int64 = 0
    /// Gaps between batches, to 2 significant digits.
    private var gaps = Histogram<UInt64>(
        highestTrackableValue: UInt64(longestTold), numberOfSignificantValueDigits: .two)
    /// Frames that left together with the one before them: their gap is 0.
    private var together = 0
    private var densest = 0
    // The batches of the last 100 µs: a ring of (instant, frames), and their sum. Its length is a
    // power of two. A system call lasts longer than 0.2 µs, so that it hardly ever grows.
    private var instants = [Int64](repeating: 0, count: 512)
    private var counts = [Int](repeating: 0, count: 512)
    private var head = 0
    private var tail = 0
    private var inWindow = 0

    /// Notes that `frames` left at `now` (ns).
    mutating func sent(_ frames: Int, at now: Int64) {
        if first == nil {
            first = now
        } else {
            noteGap(now - last)
        }
        last = now
        together += frames - 1
        noteDensity(frames, now)
    }

    private mutating func noteGap(_ gap: Int64) {
        longestGap = max(longestGap ?? 0, gap)
        gaps.record(UInt64(min(max(gap, 0), Self.longestTold)))
        if gap > 1_000_000 {
            gapsOver1ms += 1
            gapTime += gap
        }
    }

    private mutating func noteDensity(_ frames: Int, _ now: Int64) {
        while tail != head && instants[tail & (instants.count - 1)] <= now - Self.window {
            inWindow -= counts[tail & (instants.count - 1)]
            tail += 1
        }
        if head - tail == instants.count { grow() }
        let mask = instants.count - 1
        instants[head & mask] = now
        counts[head & mask] = frames
        head += 1
        inWindow += frames
        if inWindow > densest { densest = inWindow }
    }

    /// Doubles a full ring: in order from the start, then as much again.
    private mutating func grow() {
        let order = (tail..<head).map { $0 & (instants.count - 1) }
        instants = order.map { instants[$0] } + instants
        counts = order.map { counts[$0] } + counts
        head -= tail
        tail = 0
    }

    /// What was seen.
    func fill(_ report: inout TrafficReport) {
        guard let first else { return }
        report.firstSendNanoseconds = first
        report.lastSendNanoseconds = last
        report.longestGapNanoseconds = longestGap
        report.gapsOver1ms = gapsOver1ms
        report.gapNanoseconds = gapTime
        report.densest100us = densest
        report.gaps = bins
    }

    /// The bins that are not empty, ascending.
    private var bins: [TimeBin] {
        var bins = TimeBin.all(of: gaps)
        guard together > 0 else { return bins }
        if bins.first?.to == 0 {
            bins[0].count += together
        } else {
            bins.insert(TimeBin(from: 0, to: 0, count: together), at: 0)
        }
        return bins
    }
}
