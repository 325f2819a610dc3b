/// CPU use between two readings of `/proc/stat`, as `sar -u` computes it.
///
/// Percent of the interval, where interval = sum of what the eight fields gained. So time that no
/// field counted vanishes from both sides: use `BusyPercent` for the truth, this for comparison
/// with numbers made by sar.
///
/// Source: sysstat 12, `get_per_cpu_interval`, `get_global_cpu_statistics`, `ll_sp_value`, and
/// the outputs of `sar -u` and `sar -u ALL`.
package struct SarPercent: Hashable, Sendable {
    package var user = 0.0
    package var nice = 0.0
    /// `%system` of `sar -u`: `sys`, `irq` and `softirq` together.
    package var system = 0.0
    package var iowait = 0.0
    package var steal = 0.0
    package var idle = 0.0
    /// `%sys`, `%irq` and `%soft` of `sar -u ALL`.
    package var sys = 0.0
    package var irq = 0.0
    package var softirq = 0.0

    /// 100 − %idle − %iowait: the CPU use that sar's users quote.
    package var busy: Double { 100 - idle - iowait }
}

extension SarPercent {
    /// The line of one CPU; `nil` where sar prints none: offline at either end.
    package init?(cpu: Int, from start: CPUTimes, to end: CPUTimes) {
        guard let gain = SarGain(cpu: cpu, from: start, to: end) else { return nil }
        self.init(gain)
    }

    /// The line “all”: the sums over the CPUs that were online at both ends, two CPUs fully busy
    /// being 100 %.
    package init(allFrom start: CPUTimes, to end: CPUTimes) {
        guard !end.cpus.isEmpty else {
            // A kernel without SMP prints the one line only.
            self.init(SarGain(from: start.all, to: end.all))
            return
        }
        let cpus = Set(start.cpus.keys).union(end.cpus.keys)
        self.init(SarGain(all: cpus, from: start, to: end))
    }

    init(_ gain: SarGain) {
        guard gain.interval != 0 else {
            idle = gain.isSum ? 0 : 100  // a CPU without any tick is idle, says sar
            return
        }
        func percent(_ kinds: KeyPath<CPUTicks, UInt64>...) -> Double {
            let before = kinds.reduce(0) { $0 &+ gain.start[keyPath: $1] }
            let after = kinds.reduce(0) { $0 &+ gain.end[keyPath: $1] }
            return after < before ? 0 : Double(after &- before) / Double(gain.interval) * 100
        }
        user = percent(\.user)
        nice = percent(\.nice)
        system = percent(\.system, \.irq, \.softirq)
        iowait = percent(\.iowait)
        steal = percent(\.steal)
        idle = percent(\.idle)
        sys = percent(\.system)
        irq = percent(\.irq)
        softirq = percent(\.softirq)
    }
}
