import Kernel

/// A limit on the CPU time of a cgroup that this process is in, and how often it has struck.
///
/// Who uses up the quota of a period is stopped until the next one, with all its processes: frames are
/// lost that no method is to blame for.
///
/// Source: kernel Documentation/admin-guide/cgroup-v2.rst (`cpu.max`, `cpu.stat`) and, of version
/// 1, Documentation/scheduler/sched-bwc.rst.
package struct CPUQuota: Sendable, Hashable {
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
        guard let groups = try? ProcFile.text("/proc/self/cgroup"),
            let mounts = try? ProcFile.text("/proc/self/mountinfo")
        else { return [] }
        return CgroupPath.all(groups: groups, mounts: mounts).compactMap { path in
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

/// Where the cgroups of a process are in the file system.
enum CgroupPath {
    /// The directories that can hold CPU quotas, each followed by those above it.
    ///
    /// - Parameters:
    ///   - groups: the text of `/proc/PID/cgroup`, see cgroups(7).
    ///   - mounts: the text of `/proc/PID/mountinfo`, see proc_pid_mountinfo(5).
    static func all(groups: String, mounts: String) -> [String] {
        let mounts = mounts.split(separator: "\n").compactMap(Mount.init)
        return groups.split(separator: "\n").flatMap { line -> [String] in
            // `0::/path`, or of version 1 `4:cpu,cpuacct:/path`.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            let isUnified = parts[1].isEmpty
            guard isUnified || parts[1].split(separator: ",").contains("cpu") else { return [] }
            let mount = mounts.first {
                isUnified ? $0.type == "cgroup2" : $0.type == "cgroup" && $0.options.contains("cpu")
            }
            return mount.map { chain(String(parts[2]), at: $0) } ?? []
        }
    }

    /// The directory of a cgroup, and those above it up to the mount.
    private static func chain(_ group: String, at mount: Mount) -> [String] {
        // In a container the mount may begin at the container's own cgroup.
        let root = mount.root == "/" ? "" : mount.root
        var rest = group
        if group == root || group.hasPrefix(root + "/") {
            rest = String(group.dropFirst(root.count))
        }
        // A cgroup outside what is mounted here.
        if rest.hasPrefix("/..") { rest = "" }
        var result: [String] = []
        var names = rest.split(separator: "/")
        while true {
            result.append(([Substring(mount.point)] + names).joined(separator: "/"))
            guard names.popLast() != nil else { return result }
        }
    }

    private struct Mount {
        let root: String
        let point: String
        let type: Substring
        let options: [Substring]

        init?(_ line: Substring) {
            let words = line.split(separator: " ")
            guard let dash = words.firstIndex(of: "-"), dash >= 6, words.count > dash + 3 else {
                return nil
            }
            root = Self.plain(words[3])
            point = Self.plain(words[4])
            type = words[dash + 1]
            options = words[dash + 3].split(separator: ",")
        }

        /// A path without its octal escapes: `\040` is a space.
        private static func plain(_ text: Substring) -> String {
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let first = rest.popFirst() {
                let digits = rest.prefix(3)
                if first == UInt8(ascii: "\\"), digits.count == 3,
                    let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
                {
                    bytes.append(byte)
                    rest = rest.dropFirst(3)
                } else {
                    bytes.append(first)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
