extension TrialRecord {
    /// How the receive work went, and where.
    static let softirqColumns: [Column<TrialValues>] = [
        .integer(
            "cpu_capture_raw_ns", "ns", \.cpuCaptureRawNs,
            "thread clocks of the capture process (`schedstat`): a thread is charged from its "
                + "wake-up, so softirqs before it gets the CPU are included"
        ).later,
        .integer(
            "cpu_capture_user_ns", "ns", \.cpuCaptureUserNs,
            "the part of `cpu_capture_ns` in user mode, by the ticks of `utime` and `stime`; empty "
                + "under 100 ms"
        ).later,
        .integer(
            "cpu_capture_system_ns", "ns", \.cpuCaptureSystemNs,
            "the part of `cpu_capture_ns` in system calls, by the same ticks"
        ).later,
        .integer(
            "softirq_in_capture_ns", "ns", \.softirqInCaptureNs,
            "softirqs of all kinds that interrupted the capture process"
        ).later,
        .integer(
            "softirq_in_ksoftirqd_ns", "ns", \.softirqInKsoftirqdNs,
            "the part of NET_RX on the capture CPU that ksoftirqd ran"
        ).later,
        .integer(
            "softirq_other_ns", "ns", \.softirqOtherNs,
            "softirqs on the capture CPU other than NET_RX: timers, RCU, scheduler"
        ).later,
        .integer(
            "softirq_runs", nil, \.softirqRuns, "how often NET_RX ran on the capture CPU"
        ).later,
        .decimal(
            "frames_per_softirq", "frames", \.framesPerSoftirq,
            "frames received on the capture CPU per run of NET_RX there"
        ).later,
        .decimal(
            "frames_per_wakeup", "frames", \.framesPerWakeup,
            "frames delivered per wait of the capture process"
        ).later,
        .text(
            "receive_cpus", \.receiveCPUs,
            "CPUs that received frames (`/proc/net/softnet_stat`, column 1, 1 % and more), most "
                + "first"
        ).later,
        .decimal(
            "receive_elsewhere_percent", "%", \.receiveElsewherePercent,
            "frames received on other CPUs than the capture CPU, at most"
        ).later,
    ]
}
