/// When a trial's counters are sampled, and which intervals between samples are kept.
///
/// Full intervals are centred in the traffic, so that what the crop keeps is as far from the first
/// frame as from the last one. 20 s in intervals of 5 s: samples at 0, 2.5, 7.5, 12.5, 17.5 and
/// 20 s, and `middle 3` keeps the intervals 1, 2 and 3 (counted from 0).
package struct IntervalSchedule: Sendable, Hashable {
    /// Nanoseconds after the first frame was due, ascending: from 0 to the duration.
    package let samples: [Int64]
    /// Intervals that count; never empty.
    ///
    /// Interval `i` lies between samples `i` and `i + 1`.
    package let kept: Range<Int>

    /// The most full intervals of one trial.
    package static let mostIntervals = 10_000

    /// `nil` unless the crop's number of full intervals, at least 1, fits the duration.
    ///
    /// There are `ceil(duration / interval) - 1` full intervals (but at least 1), which leaves
    /// some traffic before and after them; one fewer where the crop could not be centred
    /// otherwise; and as many as the crop wants where only they fit.
    package init?(
        durationNanoseconds duration: Int64, intervalNanoseconds interval: Int64, crop: Crop
    ) {
        guard interval > 0, duration >= interval else { return nil }
        let fitting = duration / interval
        guard fitting <= Self.mostIntervals else { return nil }
        let roomy = max(1, Int((duration - 1) / interval))
        let (count, keptCount): (Int, Int)
        switch crop {
        case .all:
            (count, keptCount) = (roomy, roomy)
        case .middle(let wanted):
            guard wanted >= 1, wanted <= fitting else { return nil }
            let isCentred = (roomy - wanted).isMultiple(of: 2)
            (count, keptCount) = (max(wanted, isCentred ? roomy : roomy - 1), wanted)
        }
        let lead = (duration - Int64(count) * interval) / 2
        let inner = (0...count).map { lead + Int64($0) * interval }
        let last = inner[count] < duration ? [duration] : []
        samples = (lead > 0 ? [0] : []) + inner + last
        let first = (lead > 0 ? 1 : 0) + (count - keptCount) / 2
        kept = first..<(first + keptCount)
    }
}
