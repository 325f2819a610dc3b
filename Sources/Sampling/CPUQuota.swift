import Kernel

/// A limit on the CPU time of a cgroup that this process is in, and how often it has struck.
///
/// Who uses up the quota of a period is stopped until the next one, with all its processes: frames are
/// lost that no method is to blame for.
///
/// Source: kernel Documentation/admin-guide/cgroup-v2.rst (`cpu.max`, `cpu.stat`) and, of version
/// 1, Documentation/scheduler/sched-bwc.rst.
package struct CPUQuota: Sendable, Hashable, Codable {
    /// The cgroup's directory.
    package let path: String
    /// How many CPUs' time it may take.
    package let cpus: Double
    /// Periods in which it was stopped.
    package var stops: UInt64
    /// How long it was stopped (ns), of all CPUs.
    package var stoppedNanoseconds: UInt64

    package init(path: String, cpus: Double, stops: UInt64 = 0, stoppedNanoseconds: UInt64 = 0) {
        self.path = path
        self.cpus = cpus
        self.stops = stops
        self.stoppedNanoseconds = stoppedNanoseconds
    }

    /// The limit in words: `0.5 CPUs (cgroup /sys/fs/cgroup/box)`.
    package var words: String {
        "\((cpus * 100).rounded() / 100) CPUs (cgroup \(path))"
    }

    /// The quotas on this process: of its own cgroup and of those above, as far as they can be seen.
    ///
    /// Empty where there is none. A container does not see the cgroups around it.
    package static func read() -> [CPUQuota] {
        CgroupPath.own(of: "cpu").compactMap { path in
            Self(path: path) { try? ProcFile.text(path + "/" + $0) }
        }
    }

    /// Reads one cgroup by its files, of either version; `nil` if it has no quota.
    init?(path: String, file: (String) -> String?) {
        let limit: Double?
        if let words = file("cpu.max")?.split(separator: " "), words.count == 2 {
            limit = Self.ratio(Double(words[0]), Double(words[1]))
        } else {
            limit = Self.ratio(
                file("cpu.cfs_quota_us").flatMap(Double.init),
                file("cpu.cfs_period_us").flatMap(Double.init))
        }
        guard let limit, let stat = file("cpu.stat") else { return nil }
        var counts: [Substring: UInt64] = [:]
        for line in stat.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { counts[words[0]] = UInt64(words[1]) }
        }
        self.init(
            path: path, cpus: limit, stops: counts["nr_throttled"] ?? 0,
            // Version 1 says it in ns.
            stoppedNanoseconds: counts["throttled_time"]
                ?? 1000 * (counts["throttled_usec"] ?? 0))
    }

    /// `nil` for `max`, which is no number, and for -1, which means the same.
    private static func ratio(_ quota: Double?, _ period: Double?) -> Double? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return quota / period
    }

    /// What was gained since an earlier reading of the same cgroup.
    package func gain(since start: Self) -> Self {
        Self(
            path: path, cpus: cpus, stops: stops &- start.stops,
            stoppedNanoseconds: stoppedNanoseconds &- start.stoppedNanoseconds)
    }
}
