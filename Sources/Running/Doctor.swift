import Kernel
import Results
import Sampling
import Testbed
import Traffic

/// One thing a sweep needs, and how it stands here.
package struct DoctorCheck: Sendable, Codable {
    package enum State: String, Sendable, Codable {
        case ok
        /// A sweep runs, with less: the detail says what is missing.
        case limited
        /// No sweep can run.
        case unfit
    }

    package let subject: String
    package let state: State
    package let detail: String
    /// What to do about it; `nil` if nothing is to be done.
    package let remedy: String?

    init(_ subject: String, _ state: State, _ detail: String, remedy: String? = nil) {
        self.subject = subject
        self.state = state
        self.detail = detail
        self.remedy = remedy
    }
}

/// Examines the machine.
///
/// Changes nothing; what it tries it tries in namespaces of its own.
package enum Doctor {
    package static func examine() -> [DoctorCheck] {
        examine(testbeds: [testbed(), topology()], programs())
    }

    /// What counts on a host whose interfaces are named: no testbed is made there, and nothing drawn.
    static func examineForInterfaces() -> [DoctorCheck] {
        examine(testbeds: [], programs().filter { $0.subject != "gnuplot" })
    }

    private static func examine(
        testbeds: [DoctorCheck], _ programs: [DoctorCheck]
    ) -> [DoctorCheck] {
        [kernel(), privilege(), cpus()] + testbeds
            + [softirqClock, schedstat, clock, cpuTimes].map { $0() } + programs
            + [engine(), interfaces(), buffers(), quota(), quiet(), governor()].compactMap { $0 }
    }

    private static func kernel() -> DoctorCheck {
        let release = (try? ProcFile.text("/proc/sys/kernel/osrelease")) ?? "unknown"
        guard KernelRelease.current >= KernelRelease(major: 5, minor: 12) else {
            return DoctorCheck(
                "kernel", .unfit, "\(release) has no threaded NAPI",
                remedy: "use Linux 5.12 or later, or topology veth-inline")
        }
        return DoctorCheck("kernel", .ok, release)
    }

    private static func privilege() -> DoctorCheck {
        if ProcessInfo.isRoot && !Privilege.isRootless {
            return DoctorCheck("privilege", .ok, "root")
        }
        if let obstacle = Privilege.obstacleToRootless() {
            return DoctorCheck(
                "privilege", .unfit, "not root, and \(obstacle.words)",
                remedy: "run bench with sudo, or allow unprivileged user namespaces "
                    + "(kernel.unprivileged_userns_clone, user.max_user_namespaces, AppArmor)")
        }
        return DoctorCheck(
            "privilege", .limited,
            "not root, in a user namespace: no veth-softirq, veth-rps, xdp, af-xdp, fifo or "
                + "softirq clock; the NAPI thread is not pinned",
            remedy: "run bench with sudo for these")
    }

    private static func cpus() -> DoctorCheck {
        let allowed = (try? Scheduling.allowedCPUs()) ?? []
        guard let placement = Placement(allowed: allowed) else {
            return DoctorCheck(
                "CPUs", .unfit, "none may be used", remedy: "check taskset and cpusets")
        }
        guard !placement.isShared else {
            return DoctorCheck(
                "CPUs", .limited, "one only: generator and capture process share it",
                remedy: "use a machine with two CPUs for findings about CPU or loss")
        }
        return DoctorCheck(
            "CPUs", .ok,
            "\(allowed.count): generator on \(placement.generator), "
                + "capture on \(placement.capture)")
    }

    /// What `auto` stands for here, and which CPU does what on it.
    private static func topology() -> DoctorCheck {
        let placement = (try? Scheduling.allowedCPUs()).flatMap { Placement(allowed: $0) }
        let (generator, capture, poll) = (
            placement?.generator ?? 0, placement?.capture ?? 0, placement?.poll ?? 0
        )
        guard let obstacle = TopologyChoice.softirqObstacle else {
            let way =
                poll == generator
                ? "CPU \(generator): generator, veth poll"
                : "CPU \(generator): generator "
                    + "-> CPU \(poll): veth poll"
            return DoctorCheck(
                "topology", .ok,
                "auto is veth-softirq: \(way) -> CPU \(capture): receive softirq, "
                    + "capture process")
        }
        return DoctorCheck(
            "topology", .limited,
            "auto is veth-napi (CPU \(generator): generator -> CPU \(capture): NAPI thread, "
                + "capture process), because veth-softirq: \(obstacle)",
            remedy: "findings about overload need veth-softirq, where receive work runs as with "
                + "a NIC")
    }

    private static func softirqClock() -> DoctorCheck {
        guard let obstacle = SoftirqClock.obstacle else {
            return DoctorCheck(
                "softirq clock", .ok, "by BPF, at both ends of each softirq and context switch")
        }
        return DoctorCheck(
            "softirq clock", .limited,
            "\(obstacle): cpu_kernel_ns stays empty on veth-softirq, veth-rps and nic",
            remedy: "run bench with sudo, on a kernel with BPF and its BTF")
    }

    /// Makes the default testbed for real, if this user may do so directly.
    private static func testbed() -> DoctorCheck {
        guard ProcessInfo.isRoot else {
            return DoctorCheck(
                "testbed", .ok, "not tried: a sweep makes it in its own user namespace")
        }
        do {
            let placement = Placement(allowed: try Scheduling.allowedCPUs())
            let topology =
                TopologyChoice.softirqObstacle == nil ? Topology.vethSoftirq : .vethNAPI
            let bed = try VethPair(
                topology: topology, policy: topology == .vethNAPI ? .other : nil, mtu: 1500,
                placement: placement ?? Placement(generator: 0, capture: 0))
            guard let mismatch = bed.mismatches.first else {
                return DoctorCheck(
                    "testbed", .ok, "\(topology.rawValue) made, read back and removed")
            }
            return DoctorCheck(
                "testbed", .unfit, mismatch, remedy: "use another topology, or another kernel")
        } catch {
            return DoctorCheck(
                "testbed", .unfit, "\(error)",
                remedy: "check that veth is built into the kernel or can be loaded")
        }
    }

    private static func schedstat() -> DoctorCheck {
        guard let clock = try? ThreadClock.read(pid: ProcessInfo.pid, tid: ProcessInfo.pid),
            clock.run > 0
        else {
            return DoctorCheck(
                "thread clocks", .unfit, "/proc/PID/schedstat shows nothing",
                remedy: "boot a kernel with CONFIG_SCHED_INFO (CONFIG_SCHEDSTATS)")
        }
        return DoctorCheck("thread clocks", .ok, "/proc/PID/schedstat counts nanoseconds")
    }

    private static func clock() -> DoctorCheck {
        let path = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        let source = (try? ProcFile.text(path)) ?? "unknown"
        guard ["tsc", "arch_sys_counter", "kvm-clock"].contains(source) else {
            return DoctorCheck(
                "clock source", .limited, "\(source): reading it may cost more than a frame",
                remedy: "boot with clocksource=tsc if the hardware allows")
        }
        return DoctorCheck("clock source", .ok, source)
    }

    private static func cpuTimes() -> DoctorCheck {
        guard let times = try? CPUTimes.read() else {
            return DoctorCheck("/proc/stat", .unfit, "cannot be read", remedy: "mount /proc")
        }
        return DoctorCheck("/proc/stat", .ok, "\(times.cpus.count) CPUs")
    }

    private static func programs() -> [DoctorCheck] {
        [
            program("iproute2", ["ip", "-V"], needed: true),
            program("ethtool", ["ethtool", "--version"], needed: true),
            program("gnuplot", ["gnuplot", "--version"], needed: false, package: "gnuplot-nox"),
        ]
    }

    private static func program(
        _ name: String, _ words: [String], needed: Bool, package: String? = nil
    ) -> DoctorCheck {
        let remedy = "apt-get install \(package ?? name)"
        let output: Command.Output?
        do throws(SystemError) {
            output = try Command.collect(words, within: ToolVersions.seconds)
        } catch {
            guard !error.isTimeout else {
                return DoctorCheck(
                    name, needed ? .unfit : .limited,
                    "“\(words.joined(separator: " "))” did not end", remedy: remedy)
            }
            output = nil
        }
        guard let output, output.end.isSuccess else {
            return DoctorCheck(
                name, needed ? .unfit : .limited,
                needed ? "missing" : "missing: plots are written as scripts only", remedy: remedy)
        }
        let text = output.text.isEmpty ? output.errors : output.text
        return DoctorCheck(name, .ok, String(text.prefix { !$0.isNewline }))
    }

    private static func engine() -> DoctorCheck {
        guard let choice = Engine.preferred() else {
            return DoctorCheck("engine", .unfit, "no traffic engine works here")
        }
        return DoctorCheck("engine", .ok, choice.reason ?? "auto is \(choice.engine.name)")
    }

    /// The receive buffer that `recv` has by default is the machine's, so it is worth a line.
    private static func buffers() -> DoctorCheck? {
        guard let text = try? ProcFile.text("/proc/sys/net/core/rmem_default") else { return nil }
        return DoctorCheck("receive buffer", .ok, "net.core.rmem_default is \(text) bytes")
    }

    private static func quota() -> DoctorCheck? {
        guard let quota = CPUQuota.read().min(by: { $0.cpus < $1.cpus }) else { return nil }
        return DoctorCheck(
            "CPU quota", .limited, quota.words,
            remedy: "measure without it: trials that it stops are invalid (throttled)")
    }

    private static func quiet() -> DoctorCheck? {
        guard let load = try? QuietMachine.look() else { return nil }
        guard let words = QuietMachine.words(load) else {
            let percent = DecimalText.rounded(load.percentOfOneCPU ?? 0, places: 1)
            let words = "other tasks take \(percent) % of a CPU"
            guard !NamespaceIdentity.seesAllProcesses else {
                return DoctorCheck("quiet", .ok, words)
            }
            return DoctorCheck(
                "quiet", .limited, "\(words); those outside this container are not seen",
                remedy: "keep the machine idle: a trial that they disturb counts as valid")
        }
        return DoctorCheck(
            "quiet", .limited, words,
            remedy: "stop them: trials beside more than 2 % are invalid")
    }

    private static func governor() -> DoctorCheck? {
        let path = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
        guard let governor = try? ProcFile.text(path), governor != "performance" else { return nil }
        return DoctorCheck(
            "CPU frequency", .limited, "governor \(governor)",
            remedy: "cpupower frequency-set -g performance")
    }
}
