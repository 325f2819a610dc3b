package import Frames

/// Says when each frame is due: an absolute schedule that never drifts and never bursts.
///
/// Frame `i` is due at the sum of the periods before it, whatever happened meanwhile. A sender that
/// fell behind repays its debt at no more than 1.1 times the nominal rate; a debt above 50 ms is
/// forgiven and counted (``lateShift``). Time is an argument, so the pacer is pure.
///
///     due(i)        = p(0) + … + p(i−1) + shift
///     released(i)   = max(due(i), earliest(i))            a frame may go at released(i)
///     earliest(i+1) = released(i) + p(i)/1.1
///
/// where `p(i)` is the period of frame `i`: 1/rate; or its wire time at a bit rate; or the time from its
/// recording to that of the next; or, in bursts,
/// nothing but after the last of one. `released` is that of a burst for all its frames, however
/// long they take, so that a burst may follow 1/1.1 of its time after the beginning of the one
/// before. Without a pace every frame may go at once. After a pause
/// `earliest` is never left more than 16 µs behind the clock, which bounds what goes out back to
/// back: one frame and what 16 µs allow.
package struct Pacer: Sendable {
    /// Fraction bits of a time: 2⁻¹⁶ ns keeps 20 s at any rate exact to under 1 µs.
    private static let fraction = 16
    private static let catchUpRate = 1.1
    private static let largestDebt: Int64 = 50_000_000
    private static let burst: Int64 = 16_000 << fraction
    /// Nanoseconds after which the origin moves, so that times with a fraction fit 64 bits in runs
    /// of days: 18 minutes.
    private static let originAge: Int64 = 1 << 40
    /// The longest period, about ten hours: a rate below one frame in that time is not kept.
    private static let longestPeriod = 0x1p61

    private let periods: [Int64]
    private let catchUps: [Int64]
    private let isUnpaced: Bool
    private let isInBursts: Bool
    private var next = 0
    /// The place of the next frame in the periods, which it goes through again and again.
    private var index = 0
    /// Nanoseconds since the start from which the times below are counted.
    private var origin: Int64 = 0
    private var due: Int64 = 0
    private var earliest: Int64 = 0
    private var shift: Int64 = 0

    /// A schedule for this load and these sizes, which repeat.
    ///
    /// - Parameter gaps: those of ``SizeDistribution/gaps``, for a load that keeps the times of a
    ///   recording.
    package init(load: Load, sizes: [FrameSize], gaps: [Double] = []) {
        let exact = Self.periods(load: load, sizes: sizes, gaps)
        periods = exact.map { Self.fixedPoint($0, .toNearestOrAwayFromZero) }
        catchUps = exact.map { Self.fixedPoint($0 / Self.catchUpRate, .up) }
        isUnpaced = load == .unpaced
        if case .burst = load { isInBursts = true } else { isInBursts = false }
    }

    /// The time from one frame of this size to the next, and the least that catching up leaves.
    ///
    /// In fixed point, for schedules kept elsewhere; in bursts of the last frame of one.
    static func pace(_ load: Load, size: FrameSize) -> (period: Int64, catchUp: Int64) {
        let exact = periods(load: load, sizes: [size])
        let period = exact[exact.count - 1]
        return (
            fixedPoint(period, .toNearestOrAwayFromZero),
            fixedPoint(period / catchUpRate, .up)
        )
    }

    private static func fixedPoint(_ time: Double, _ rule: FloatingPointRoundingRule) -> Int64 {
        Int64(min(time * Double(1 << fraction), longestPeriod).rounded(rule))
    }

    /// Nanoseconds from each frame to the one after it.
    private static func periods(
        load: Load, sizes: [FrameSize], _ gaps: [Double] = []
    ) -> [Double] {
        switch load {
        case .frameRate(let rate): [1e9 / rate]
        case .wireBitRate(let rate): sizes.map { Double($0.wireBits) * 1e9 / rate }
        case .burst(let frames, let every):
            Array(repeating: 0, count: frames - 1) + [Double(every)]
        case .recorded(let speed): gaps.isEmpty ? [unpacedPeriod] : gaps.map { $0 / speed }
        case .unpaced: [unpacedPeriod]
        }
    }

    /// The times (ns) at which the frames of one round of sizes are due, from the first on, and the
    /// time from one round to the next; `nil` without a pace.
    package static func round(
        load: Load, sizes: [FrameSize], gaps: [Double] = []
    ) -> (offsets: [Double], length: Double)? {
        guard load != .unpaced else { return nil }
        var (offsets, length) = ([Double](), 0.0)
        for period in periods(load: load, sizes: sizes, gaps) {
            offsets.append(length)
            length += period
        }
        return (offsets, length)
    }

    /// Shorter than any engine needs for a frame: bounds the frames of a run without a pace.
    private static let unpacedPeriod = 50.0

    /// Frames of a duration (ns) at this load: how many are due before its end.
    ///
    /// Without a pace, more than any engine sends.
    package static func frames(
        within duration: Int64, load: Load, sizes: [FrameSize], gaps: [Double] = []
    ) -> Int {
        if case .burst(let frames, let every) = load {
            let bursts = duration > 0 ? (duration - 1) / every + 1 : 0
            let (count, isBeyond) = Int(bursts).multipliedReportingOverflow(by: frames)
            return isBeyond ? Int(Self.countlessFrames) : min(count, Int(Self.countlessFrames))
        }
        let periods = periods(load: load, sizes: sizes, gaps)
        let round = periods.reduce(0, +)
        let rounds = (Double(duration) / round).rounded(.down)
        guard rounds * Double(periods.count) < Self.countlessFrames else {
            return Int(Self.countlessFrames)
        }
        var rest = Double(duration) - rounds * round
        var count = Int(rounds) * periods.count
        for period in periods where rest > 0 {
            // A frame due exactly at the end is not sent; rounding must not add one.
            guard rest > period * 1e-6 else { break }
            rest -= period
            count += 1
        }
        // The first frame is due at once, however long the period.
        return max(count, duration > 0 ? 1 : 0)
    }

    /// Frames a second from the first of so many to the last: what a run on time is measured as.
    ///
    /// It is the load's own rate where frames are evenly spaced. With bursts, or sizes at a bit
    /// rate, a short run has another one: the pause after its last frame is no part of it. `nil`
    /// without a pace, or if all are due at once.
    package static func rate(
        of frames: Int, load: Load, sizes: [FrameSize], gaps: [Double] = []
    ) -> Double? {
        guard frames > 1, load != .unpaced else { return nil }
        let periods = periods(load: load, sizes: sizes, gaps)
        let (rounds, rest) = (frames - 1).quotientAndRemainder(dividingBy: periods.count)
        let span =
            Double(rounds) * periods.reduce(0, +) + periods.prefix(rest).reduce(0, +)
        return span > 0 ? Double(frames - 1) * 1e9 / span : nil
    }

    /// More than any run sends, and still exact as a `Double`.
    private static let countlessFrames = 0x1p53

    /// Takes the frames that may go now, at most `limit`, and counts them as sent.
    ///
    /// - Parameter now: nanoseconds since the start.
    @inline(__always)
    package mutating func take(at now: Int64, limit: Int) -> Int {
        if isUnpaced {
            next += limit
            return limit
        }
        guard nextDue <= now else { return 0 }
        if now - nextDue > Self.largestDebt { forgive(now) }
        if now - origin > Self.originAge { moveOrigin() }
        let now = (now - origin) << Self.fraction
        if !isInBursts || index == 0 { limitDebt(now) }
        var count = 0
        while count < limit && due <= now && earliest <= now {
            earliest = max(earliest, due) + catchUps[index]
            due += periods[index]
            index = index + 1 == periods.count ? 0 : index + 1
            count += 1
            if isInBursts && index == 0 { limitDebt(now) }
        }
        next += count
        return count
    }

    /// Leaves no more to go back to back than 16 µs allow.
    @inline(__always)
    private mutating func limitDebt(_ now: Int64) {
        if earliest < now - Self.burst { earliest = now - Self.burst }
    }

    /// Moves the schedule so that only the largest tolerated debt is left.
    private mutating func forgive(_ now: Int64) {
        let excess = now - nextDue - Self.largestDebt
        // The origin moves, and with it the schedule; what was sent stays where it was.
        origin += excess
        earliest -= min(excess, Self.originAge) << Self.fraction
        shift += excess
    }

    /// Counts times from the frame that is due next.
    private mutating func moveOrigin() {
        let age = due >> Self.fraction
        origin += age
        due -= age << Self.fraction
        earliest -= age << Self.fraction
    }

    /// Frames taken so far.
    package var taken: Int { next }
    /// Nanoseconds since the start at which the next frame is due, rounded down.
    package var nextDue: Int64 { origin + (due >> Self.fraction) }
    /// Nanoseconds of debt that were forgiven: how far the schedule has moved.
    package var lateShift: Int64 { shift }
}
