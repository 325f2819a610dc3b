import Kernel
import Testing

@testable import Sampling

struct CPUQuotaTests {
    private static let unified =
        "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let hybrid = """
        32 24 0:28 / /sys/fs/cgroup ro,nosuid shared:10 - tmpfs tmpfs ro,mode=755
        33 32 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        36 32 0:32 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
        37 32 0:33 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
        """

    @Test func `A cgroup has all those above it`() {
        let paths = CgroupPath.all(of: "cpu", groups: "0::/a.slice/b\n", mounts: Self.unified)
        #expect(
            paths == ["/sys/fs/cgroup/a.slice/b", "/sys/fs/cgroup/a.slice", "/sys/fs/cgroup"])
    }

    @Test func `Of version 1 only the hierarchy of CPU time counts, besides version 2`() {
        let groups = "5:cpuset:/s\n4:cpu,cpuacct:/box\n0::/\n"
        let paths = CgroupPath.all(of: "cpu", groups: groups, mounts: Self.hybrid)
        #expect(
            paths == [
                "/sys/fs/cgroup/cpu,cpuacct/box", "/sys/fs/cgroup/cpu,cpuacct",
                "/sys/fs/cgroup/unified",
            ])
    }

    @Test(arguments: [
        // Its own cgroup namespace; the host's names; a cgroup that is not mounted; a space.
        ("0::/", "/", "/sys/fs/cgroup", ["/sys/fs/cgroup"]),
        ("0::/docker/1f", "/docker/1f", "/sys/fs/cgroup", ["/sys/fs/cgroup"]),
        ("0::/../other", "/", "/sys/fs/cgroup", ["/sys/fs/cgroup"]),
        ("0::/x", "/", "/my\\040groups", ["/my groups/x", "/my groups"]),
    ])
    func `A container sees its own part`(
        group: String, root: String, point: String, expected: [String]
    ) {
        let mounts = "30 24 0:26 \(root) \(point) rw - cgroup2 cgroup rw\n"
        #expect(CgroupPath.all(of: "cpu", groups: group, mounts: mounts) == expected)
    }

    @Test func `Quotas are read in either version`() throws {
        let second = [
            "cpu.max": "50000 100000",
            "cpu.stat": "usage_usec 7\nnr_periods 9\nnr_throttled 3\nthrottled_usec 41\n",
        ]
        #expect(
            CPUQuota(path: "/x") { second[$0] }
                == CPUQuota(path: "/x", cpus: 0.5, stops: 3, stoppedNanoseconds: 41_000))
        let first = [
            "cpu.cfs_quota_us": "150000", "cpu.cfs_period_us": "100000",
            "cpu.stat": "nr_periods 9\nnr_throttled 2\nthrottled_time 123\n",
        ]
        #expect(
            CPUQuota(path: "/x") { first[$0] }
                == CPUQuota(path: "/x", cpus: 1.5, stops: 2, stoppedNanoseconds: 123))
    }

    @Test(arguments: [
        [:], ["cpu.max": "max 100000", "cpu.stat": "nr_throttled 0"],
        ["cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000", "cpu.stat": "nr_throttled 0"],
    ])
    func `Without a limit there is no quota`(files: [String: String]) {
        #expect(CPUQuota(path: "/x") { files[$0] } == nil)
    }
}
