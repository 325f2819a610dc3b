import Kernel

extension CPUTimes {
    /// What CPU `cpu` was busy between two readings, in percent of the wall time.
    ///
    ///     busy = wall − idle − iowait − steal
    ///
    /// where wall is of `CLOCK_MONOTONIC` and the rest from `/proc/stat`. Unlike sums of the
    /// busy fields this sees work between ticks, such as receive softirqs from idle. Resolution:
    /// one tick (10 ms) at each end, so 0.2 points in 5 s. From 0 to 100; `nil` when the CPU was
    /// offline at an end or came back in between, or no time has passed.
    package static func busyPercent(cpu: Int, from start: CPUTimes, to end: CPUTimes) -> Double? {
        guard let first = start.cpus[cpu], let last = end.cpus[cpu], end.time > start.time,
            // Only the sum: iowait may go back, and idle then gains what it loses.
            last.idleAndIowait >= first.idleAndIowait, last.steal >= first.steal
        else { return nil }
        let away = last.idleAndIowait - first.idleAndIowait + last.steal - first.steal
        let wall = Double(end.time - start.time)
        let busy = 1 - Double(away) * Double(ProcUnits.nanosecondsPerTick) / wall
        return min(max(busy * 100, 0), 100)
    }

    /// The steal time of that CPU among `cpus` which had most, in percent of the wall time.
    ///
    /// The worst, not the mean: one CPU descheduled is enough to spoil a trial. `nil` when none
    /// of them was online at both ends.
    package static func highestStealPercent(
        on cpus: some Sequence<Int>, from start: CPUTimes, to end: CPUTimes
    ) -> Double? {
        guard end.time > start.time else { return nil }
        let wall = Double(end.time - start.time)
        return cpus.compactMap { cpu -> Double? in
            guard let first = start.cpus[cpu], let last = end.cpus[cpu],
                last.steal >= first.steal
            else { return nil }
            let stolen = last.steal - first.steal
            return min(Double(stolen) * Double(ProcUnits.nanosecondsPerTick) / wall * 100, 100)
        }.max()
    }
}
