extension TrialRecord {
    /// What the capture cost.
    static let cpuColumns: [Column<TrialValues>] = [
        .decimal(
            "cpu_sar_percent", "%", \.cpuSarPercent,
            "capture CPU, cropped window: 100 - %idle - %iowait by the formula of sar"),
        .decimal(
            "cpu_sar_all_percent", "%", \.cpuSarAllPercent,
            "the same over all CPUs, as `sar -u`"),
        .decimal(
            "cpu_busy_percent", "%", \.cpuBusyPercent,
            "capture CPU, cropped window: wall - idle - iowait - steal, exact"),
        .decimal(
            "cpu_other_percent", "%", \.cpuOtherPercent,
            "busy less kernel and capture process: interrupts, wake-ups, entering idle"),
        .integer(
            "cpu_capture_ns", "ns", \.cpuCaptureNs,
            "CPU time of the capture process, from the first send until the queues are empty, less "
                + "the softirqs that interrupted it; without the softirq clock by `schedstat`, "
                + "which includes them"),
        .integer(
            "cpu_kernel_ns", "ns", \.cpuKernelNs,
            "CPU time of the receive work: of the NAPI kernel thread, or of NET_RX softirqs on the "
                + "capture CPU; empty where it cannot be measured separately"),
        .decimal(
            "cpu_ns_per_unique_frame", "ns", \.cpuNsPerUniqueFrame,
            "CPU time of capture process and kernel per unique frame"),
        .decimal(
            "cpu_ns_per_offered_frame", "ns", \.cpuNsPerOfferedFrame,
            "CPU time of capture process and kernel per offered frame"),
    ]
}
