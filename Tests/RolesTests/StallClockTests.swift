import Kernel
import Settings
import Testing

@testable import Roles

@Suite struct StallClockTests {
    private static let millisecond: Int64 = 1_000_000

    private static func clock(_ length: Int64, every: Int64) -> StallClock {
        StallClock(PlannedPause(length: length * millisecond, every: every * millisecond))
    }

    @Test func `Before there is traffic nothing is paused, and nobody waits for less time`() {
        var clock = Self.clock(1, every: 2)
        clock.pauseIfDue()
        #expect(clock.totals == StallCounters(pauses: 0, time: 0, longest: 0))
        #expect(clock.wait(at: 0, usual: 100) == 100)
    }

    @Test(
        arguments: [(0, 64), (50, 32), (90, 8), (98, 2), (99, 1), (100, 1), (500, 1)]
            as [(Int64, Int32)])
    func `A wait ends before the next pause`(_ now: Int64, _ wait: Int32) {
        var clock = Self.clock(20, every: 200)
        clock.begin(at: 0, duration: 1000 * Self.millisecond)
        #expect(clock.wait(at: now * Self.millisecond, usual: 100) == wait)
    }

    @Test func `A pause lasts as long as it is to, and no longer traffic than there is has one`() {
        var clock = Self.clock(3, every: 4)
        let start = MonotonicClock.now() - 2 * Self.millisecond
        // At 2 ms, and at 6 ms, when 8 ms of traffic are nearly over.
        clock.begin(at: start, duration: 8 * Self.millisecond)
        clock.pauseIfDue()
        #expect(clock.totals.pauses == 1)
        #expect(clock.totals.time >= 3 * Self.millisecond)
        #expect(clock.totals.longest == clock.totals.time)
        Poll.sleep(until: start + 6 * Self.millisecond)
        clock.pauseIfDue()
        #expect(clock.totals.pauses == 1)
    }

    @Test func `Traffic that is too short for a pause has none`() {
        var clock = Self.clock(30, every: 50)
        clock.begin(
            at: MonotonicClock.now() - 60 * Self.millisecond, duration: 54 * Self.millisecond)
        clock.pauseIfDue()
        #expect(clock.totals.pauses == 0)
    }
}
