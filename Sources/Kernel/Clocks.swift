import Glibc

/// `CLOCK_MONOTONIC`: the one clock that instants of a trial are read from.
package enum MonotonicClock {
    /// Nanoseconds since boot, without time spent suspended: a vDSO read, no system call.
    @inline(__always)
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

/// `CLOCK_REALTIME`: the clock of packets' time stamps.
package enum RealTimeClock {
    /// Nanoseconds since 1970.
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
