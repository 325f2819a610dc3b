import Kernel

/// What a reader of the results has to know of the machine.
///
/// Keys are the field's names; what the kernel does not show is absent.
package enum EnvironmentFacts {
    /// Reads all of them now.
    package static func read() -> [String: String] {
        var facts = files.compactMapValues { try? ProcFile.text($0) }
        for name in sysctls {
            let path = "/proc/sys/" + name.replacing(".", with: "/")
            facts["sysctl.\(name)"] = try? ProcFile.text(path)
        }
        let information = try? ProcFile.text("/proc/cpuinfo")
        facts["cpu.model"] = information.flatMap(cpuModel)
        let online = facts["cpu.online"].flatMap(cpuList)
        facts["cpu.count"] = online.map { String($0.count) }
        facts["cpu.governor"] = online.flatMap(governors)
        facts["mitigations"] = mitigations()
        facts["kernel.cmdline"] = facts["kernel.cmdline"].map(Self.scheduling)
        return facts.filter { !$0.value.isEmpty }
    }

    /// The CPU's name in the text of `/proc/cpuinfo`; `nil` where it has none, as on arm64.
    static func cpuModel(in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmed == "model name" else { continue }
            return parts[1].trimmed
        }
        return nil
    }

    /// The CPUs of a list in the kernel's form, `0-3,8`; `nil` for any other text.
    ///
    /// Source: kernel `bitmap_parselist`, cpuset(7) “List format”.
    package static func cpuList(_ text: String) -> [Int]? {
        var cpus: [Int] = []
        for part in text.trimmed.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0],
                let last = ends[ends.count - 1],
                first <= last, last < maximumCPUs
            else { return nil }
            cpus += first...last
        }
        return cpus
    }

    /// The words of a kernel command line that bear on scheduling, timing and the network.
    ///
    /// Not the others: they may hold what is nobody's business, and explain no number.
    static func scheduling(_ commandLine: String) -> String {
        let names = [
            "mitigations", "isolcpus", "nohz", "nohz_full", "rcu_nocbs", "rcu_nocb_poll", "idle",
            "irqaffinity", "threadirqs", "preempt", "skew_tick", "nosmt", "maxcpus", "nr_cpus",
            "clocksource", "tsc", "hpet", "transparent_hugepage", "hugepages", "psi",
            "thread_backlog_napi", "numa_balancing", "nowatchdog", "nmi_watchdog", "audit",
        ]
        let families = [
            "processor.", "intel_idle.", "intel_pstate", "amd_pstate", "cpuidle", "haltpoll",
            "sched_", "spec", "pti", "nopti",
        ]
        return commandLine.split(separator: " ").filter { word in
            let name = word.prefix { $0 != "=" }
            return names.contains(String(name)) || families.contains { name.hasPrefix($0) }
        }.joined(separator: " ")
    }

    /// One text from the files of `/sys/devices/system/cpu/vulnerabilities`.
    static func summary(ofVulnerabilities states: [String: String]) -> String {
        states.filter { $0.value != "Not affected" }
            .sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value)" }
            .joined(separator: "; ")
    }

    /// More CPUs than `CONFIG_NR_CPUS` allows anywhere, so that no text costs all memory.
    private static let maximumCPUs = 65_536

    private static func governors(of cpus: [Int]) -> String? {
        let names = cpus.compactMap {
            try? ProcFile.text("/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_governor")
        }
        return names.isEmpty ? nil : Set(names).sorted().joined(separator: ";")
    }

    private static func mitigations() -> String? {
        let directory = "/sys/devices/system/cpu/vulnerabilities"
        guard let names = try? ProcDirectory.names(directory) else { return nil }
        let states = names.compactMap { name in
            (try? ProcFile.text("\(directory)/\(name)")).map { (name, $0) }
        }
        guard !states.isEmpty else { return nil }
        let summary = summary(ofVulnerabilities: Dictionary(states) { first, _ in first })
        return summary.isEmpty ? "Not affected" : summary
    }

    private static let files = [
        "kernel.release": "/proc/sys/kernel/osrelease",
        "kernel.version": "/proc/sys/kernel/version",
        "kernel.cmdline": "/proc/cmdline",
        "cpu.online": "/sys/devices/system/cpu/online",
        "cpu.isolated": "/sys/devices/system/cpu/isolated",
        "cpu.nohz_full": "/sys/devices/system/cpu/nohz_full",
        "cpu.smt": "/sys/devices/system/cpu/smt/control",
        "cpu.no_turbo": "/sys/devices/system/cpu/intel_pstate/no_turbo",
        "cpu.boost": "/sys/devices/system/cpu/cpufreq/boost",
        "cpu.idle_driver": "/sys/devices/system/cpu/cpuidle/current_driver",
        "cpu.idle_governor": "/sys/devices/system/cpu/cpuidle/current_governor_ro",
        "clocksource": "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        "hypervisor": "/sys/hypervisor/type",
        "machine": "/sys/class/dmi/id/product_name",
    ]

    private static let sysctls = [
        "net.core.rmem_default", "net.core.rmem_max", "net.core.wmem_default",
        "net.core.wmem_max", "net.core.optmem_max", "net.core.netdev_max_backlog",
        "net.core.netdev_budget", "net.core.netdev_budget_usecs", "net.core.dev_weight",
        "net.core.dev_weight_rx_bias", "net.core.flow_limit_cpu_bitmap",
        "net.core.netdev_tstamp_prequeue", "net.core.rps_sock_flow_entries",
        "net.core.busy_poll", "net.core.busy_read", "net.core.default_qdisc",
        "net.core.bpf_jit_enable", "net.core.bpf_jit_harden", "kernel.watchdog",
        "kernel.nmi_watchdog", "kernel.numa_balancing", "kernel.sched_rt_runtime_us",
        "kernel.bpf_stats_enabled", "kernel.unprivileged_bpf_disabled", "kernel.timer_migration",
        "user.max_user_namespaces", "vm.overcommit_memory",
    ]
}

extension StringProtocol {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
