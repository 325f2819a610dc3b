/// The two ends of an interval after sar's corrections, and the interval itself in ticks.
struct SarGain {
    var start: CPUTicks
    var end: CPUTicks
    /// What the percentages are of.
    var interval: UInt64
    /// Whether this is the sum over several CPUs.
    var isSum = false

    init(from start: CPUTicks, to end: CPUTicks) {
        self.start = start
        self.end = end
        self.start.followRestart(to: end)
        interval = end.total &- self.start.total &+ Self.guestShift(from: start, to: end)
    }

    init?(cpu: Int, from start: CPUTimes, to end: CPUTimes) {
        guard let first = start.cpus[cpu], first.total != 0,
            let last = end.cpus[cpu], last.total != 0
        else { return nil }
        self.init(from: first, to: last)
    }

    /// The sum over `cpus`; those without a reading at an end stay out.
    init(all cpus: Set<Int>, from start: CPUTimes, to end: CPUTimes) {
        self.start = CPUTicks()
        self.end = CPUTicks()
        interval = 0
        isSum = true
        for cpu in cpus {
            guard let gain = Self(cpu: cpu, from: start, to: end) else { continue }
            self.start += gain.start
            self.end += gain.end
            interval &+= gain.interval
        }
    }

    /// Guest time is booked in two fields, not at once: when it runs ahead of user or nice, sar
    /// lengthens the interval by the difference.
    private static func guestShift(from start: CPUTicks, to end: CPUTicks) -> UInt64 {
        shift(from: start.user &- start.guest, to: end.user &- end.guest)
            &+ shift(from: start.nice &- start.guestNice, to: end.nice &- end.guestNice)
    }

    private static func shift(from start: UInt64, to end: UInt64) -> UInt64 {
        end < start ? start &- end : 0
    }
}

extension CPUTicks {
    /// Values above this have wrapped below zero rather than restarted, says sar.
    private static let wrapped = UInt64.max - 0x7ffff

    /// Idle and iowait restart from zero when a CPU comes back online, and iowait may also
    /// decrease by itself: in the first case sar counts from zero, in the second not at all.
    mutating func followRestart(to end: CPUTicks) {
        if end.iowait < iowait && iowait < Self.wrapped {
            let idleWentOn = end.idle > idle || idle >= Self.wrapped
            iowait = idleWentOn ? end.iowait : 0
        }
        if end.idle < idle && idle < Self.wrapped {
            idle = 0
        }
    }

    static func += (sum: inout CPUTicks, one: CPUTicks) {
        sum.user &+= one.user
        sum.nice &+= one.nice
        sum.system &+= one.system
        sum.idle &+= one.idle
        sum.iowait &+= one.iowait
        sum.irq &+= one.irq
        sum.softirq &+= one.softirq
        sum.steal &+= one.steal
        sum.guest &+= one.guest
        sum.guestNice &+= one.guestNice
    }
}
