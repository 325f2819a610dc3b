import Kernel
import Settings

/// Has the capture process read nothing for a while, again and again: the setting `stall`.
///
/// It sleeps, as a process does that waits for a disk or a lock. The first pause begins half a period
/// after the traffic, and the last one ends before the traffic does, so that each is met by frames from
/// its beginning to its end.
struct StallClock {
    private let pause: PlannedPause
    /// When the next pause begins, and after which instant none does (`CLOCK_MONOTONIC`, ns).
    private var next = Int64.max
    private var last = Int64.min
    private(set) var totals = StallCounters(pauses: 0, time: 0, longest: 0)

    init(_ pause: PlannedPause) { self.pause = pause }

    /// Notes when the traffic begins, and how long it lasts (ns).
    mutating func begin(at start: Int64, duration: Int64) {
        totals = StallCounters(pauses: 0, time: 0, longest: 0)
        next = start + pause.every / 2
        last = start + duration - pause.length
        if next > last { next = .max }
    }

    /// How long to wait for a frame (ms): until the next pause at most, in powers of two, because a
    /// socket has to be told of each change.
    func wait(at now: Int64, usual: Int32) -> Int32 {
        guard next < .max else { return usual }
        let left = max(1, min(Int64(usual), (next - now) / 1_000_000))
        return Int32(1) << Int32(Int64.bitWidth - 1 - left.leadingZeroBitCount)
    }

    /// Sleeps through a pause that is due.
    mutating func pauseIfDue() {
        guard next < .max, case let start = MonotonicClock.now(), start >= next else { return }
        Poll.sleep(until: start + pause.length)
        let length = MonotonicClock.now() - start
        totals.pauses += 1
        totals.time += length
        totals.longest = max(totals.longest, length)
        // A pause that was slept over is not made up for.
        repeat { next += pause.every } while next < start + length
        if next > last { next = .max }
    }
}
