import Glibc

/// `CLOCK_REALTIME`: the clock of packets' time stamps.
package enum RealTimeClock {
    /// Nanoseconds since 1970.
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
