extension TrialRecord {
    /// What the capture cost.
    static let cpuColumns: [Column<TrialRecord>] = [
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
            "busy less kernel and capturer: interrupts, wake-ups, idle entry"),
        .integer(
            "cpu_capture_ns", "ns", \.cpuCaptureNs,
            "CPU time of the capturer, first send to drained, without the softirqs inside it; "
                + "without the softirq clock by `schedstat`, which has them"),
        .integer(
            "cpu_kernel_ns", "ns", \.cpuKernelNs,
            "CPU time of the receive work: of the NAPI kthread, or of NET_RX softirqs on the "
                + "capture CPU; empty where it cannot be told apart"),
        .decimal(
            "cpu_ns_per_unique_frame", "ns", \.cpuNsPerUniqueFrame,
            "capturer and kernel CPU time for each unique frame"),
        .decimal(
            "cpu_ns_per_offered_frame", "ns", \.cpuNsPerOfferedFrame,
            "capturer and kernel CPU time for each offered frame"),
    ]
}
