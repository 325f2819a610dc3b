import Glibc

/// The unit in which proc(5) counts CPU time.
package enum ProcUnits {
    /// Ticks of one second, `USER_HZ`: 100 on every common architecture, whatever `CONFIG_HZ` is.
    ///
    /// Source: sysconf(3) `_SC_CLK_TCK`, time(7).
    package static let ticksPerSecond = UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))

    /// Nanoseconds of one tick.
    package static let nanosecondsPerTick = 1_000_000_000 / ticksPerSecond
}
