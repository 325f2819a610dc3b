import Glibc

/// The CPU-time clock of another process: clock_getcpuclockid(3).
///
/// Another way to the truth than the files under /proc that bench reads.
enum ProcessClock {
    static func nanoseconds(of pid: Int32) -> Int64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            return nil
        }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
