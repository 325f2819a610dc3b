import FoundationEssentials
import Kernel
import Results
import Testing

/// A cgroup of a test's own with a quota of CPU time, of version 1 or 2.
private final class QuotaGroup {
    static let requirement = "needs root, and a cgroup hierarchy with CPU quotas that root may use"
    static var isAvailable: Bool { (try? QuotaGroup(cpus: 1)) != nil }

    let path: String

    init(cpus: Double) throws {
        let (first, second) = ("/sys/fs/cgroup/cpu", "/sys/fs/cgroup")
        let isFirst = FileManager.default.fileExists(atPath: first + "/cpu.cfs_quota_us")
        path = (isFirst ? first : second) + "/bench-test-\(ProcessInfo.pid)"
        try Directory.make(path)
        let quota = Int(cpus * 100_000)
        if isFirst {
            try write("\(quota)", to: "cpu.cfs_quota_us")
        } else {
            try write("\(quota) 100000", to: "cpu.max")
        }
    }

    private func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + file))
    }

    deinit { _ = try? Kernel.Command.run(["rmdir", path]) }

    /// Words that start a command inside.
    var prefix: [String] {
        ["sh", "-c", "echo $$ >\(path)/cgroup.procs && exec \"$@\"", "sh"]
    }
}

extension SweepTests {
    @Test(
        .enabled(if: QuotaGroup.isAvailable, "\(QuotaGroup.requirement)"),
        arguments: ["sendmmsg", "xdp"])
    func `A trial that a CPU quota stopped is invalid, and a sweep under one ends`(
        engine: String
    ) throws {
        let group = try QuotaGroup(cpus: 0.5)
        let bench = try Bench()
        try bench.write(
            """
            [experiment]
            topology = "veth-napi"
            duration = "400ms"
            interval = "100ms"
            crop = "middle 1"
            retries = 0
            [traffic]
            engine = "\(engine)"
            rate = "10kpps"
            frame_size = 64
            [[series]]
            backend = "recv"
            work = "100us"
            """, to: "e.toml")
        let result = try bench.start(["sweep", "e.toml", "--wait", "0s"], prefix: group.prefix)
            .wait()
        #expect(result.errors.contains("CPU quota of 0.5 CPUs"), "\(result.errors)")
        let row = try #require(try bench.records().last { $0.backend == "recv" })
        #expect(row.invalidReason == .throttled, "\(row.message ?? "")")
        #expect((row.throttledNs ?? 0) > 0)
        let explained = try bench.run(["explain", "results/e", "recv"])
        #expect(
            explained.output.contains("Why: a CPU quota stopped generator and capture process."),
            "\(explained.output)")
        let doctor = try bench.start(["doctor"], prefix: group.prefix).wait()
        #expect(doctor.output.contains("0.5 CPUs (cgroup \(group.path))"), "\(doctor.output)")
        let list = try bench.start(["list"], prefix: group.prefix).wait()
        #expect(list.output.contains("CPU quota: 0.5 CPUs"))
        withExtendedLifetime(group) {}
    }
}
