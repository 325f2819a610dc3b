package import Frames

/// Says when each frame is due: an absolute schedule that never drifts and never bursts.
///
/// Frame `i` is due at the sum of the periods before it, whatever happened meanwhile. A sender that
/// fell behind repays its debt at no more than 1.1 times the nominal rate; a debt above 50 ms is
/// forgiven and counted (``lateShift``). Time is an argument, so the pacer is pure.
///
///     due(i)      = p(0) + … + p(i−1) + shift
///     released(i) = max(due(i), released(i−1) + p(i−1)/1.1)     a frame may go at released(i)
///
/// where `p(i)` is the period of frame `i`: 1/rate, or its wire time at a bit rate. After a pause
/// `released` is never left further behind the clock than 16 µs (or one period, if longer), which
/// bounds what goes out back to back.
package struct Pacer: Sendable {
    /// Fraction bits of a time: 2⁻¹⁶ ns keeps 20 s at any rate exact to under 1 µs.
    private static let fraction = 16
    private static let catchUpRate = 1.1
    private static let largestDebt: Int64 = 50_000_000 << fraction
    private static let burst: Int64 = 16_000 << fraction

    private let periods: [Int64]
    private let catchUps: [Int64]
    private let mask: Int
    private let slack: Int64
    private var next = 0
    private var due: Int64 = 0
    private var released: Int64
    private var shift: Int64 = 0

    /// A schedule for this load and these sizes (as many as a power of two, or one).
    package init(load: Load, sizes: [FrameSize]) {
        let exact = Self.periods(load: load, sizes: sizes)
        let scale = Double(1 << Self.fraction)
        periods = exact.map { Int64(($0 * scale).rounded()) }
        catchUps = exact.map { Int64(($0 / Self.catchUpRate * scale).rounded(.up)) }
        mask = periods.count - 1
        slack = max(Self.burst, catchUps.max() ?? 0)
        released = -slack
    }

    /// Nanoseconds from each frame to the one after it.
    private static func periods(load: Load, sizes: [FrameSize]) -> [Double] {
        switch load {
        case .frameRate(let rate): [1e9 / rate]
        case .wireBitRate(let rate): sizes.map { Double($0.wireBits) * 1e9 / rate }
        }
    }

    /// Frames of a duration (ns) at this load: how many are due before its end.
    package static func frames(
        within duration: Int64, load: Load, sizes: [FrameSize]
    ) -> Int {
        let periods = periods(load: load, sizes: sizes)
        let round = periods.reduce(0, +)
        let rounds = (Double(duration) / round).rounded(.down)
        var rest = Double(duration) - rounds * round
        var count = Int(rounds) * periods.count
        for period in periods where rest > 0 {
            // A frame due exactly at the end is not sent; rounding must not add one.
            guard rest > period * 1e-6 else { break }
            rest -= period
            count += 1
        }
        return count
    }

    /// Takes the frames that may go now, at most `limit`, and counts them as sent.
    ///
    /// - Parameter now: nanoseconds since the start.
    @inline(__always)
    package mutating func take(at now: Int64, limit: Int) -> Int {
        let now = now << Self.fraction
        guard due <= now else { return 0 }
        if now - due > Self.largestDebt { forgive(now) }
        if released < now - slack { released = now - slack }
        var count = 0
        while count < limit && due <= now {
            let earliest = released + catchUps[next & mask]
            guard earliest <= now else { break }
            released = max(earliest, due)
            due += periods[next & mask]
            next += 1
            count += 1
        }
        return count
    }

    /// Moves the schedule so that only the largest tolerated debt is left.
    private mutating func forgive(_ now: Int64) {
        let excess = now - due - Self.largestDebt
        due += excess
        shift += excess
    }

    /// Frames taken so far.
    package var taken: Int { next }
    /// Nanoseconds since the start at which the next frame is due.
    package var nextDue: Int64 { due >> Self.fraction }
    /// Nanoseconds of debt that were forgiven: how far the schedule has moved.
    package var lateShift: Int64 { shift >> Self.fraction }
}
