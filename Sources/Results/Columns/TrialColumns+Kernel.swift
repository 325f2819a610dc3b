extension TrialRecord {
    /// What kernel and device counted.
    static let kernelColumns: [Column<TrialValues>] = [
        .integer(
            "kernel_received_frames", "frames", \.kernelReceivedFrames,
            "`tp_packets`: frames the socket was offered, its drops included"),
        .integer("kernel_drops_frames", "frames", \.kernelDropsFrames, "`tp_drops` as read"),
        .integer(
            "freezes", nil, \.freezes,
            "times the ring was full and reception stopped: `tp_freeze_q_cnt`"),
        .integer("poll_calls", nil, \.pollCalls, "times the capture process waited: wake-ups"),
        .integer("delivered_bytes", "bytes", \.deliveredBytes, "bytes handed over, as captured"),
        .integer(
            "device_tx_frames", "frames", \.deviceTxFrames,
            "frames the sending interface counted"),
        .integer(
            "device_rx_frames", "frames", \.deviceRxFrames,
            "frames the receiving interface counted"),
        .integer(
            "softnet_dropped", "frames", \.softnetDropped,
            "`/proc/net/softnet_stat`, column 2, capture CPU, host-wide"),
        .integer(
            "softnet_time_squeeze", nil, \.softnetTimeSqueeze,
            "`/proc/net/softnet_stat`, column 3, capture CPU, host-wide"),
        .integer("ksoftirqd_ns", "ns", \.ksoftirqdNs, "CPU time of ksoftirqd on the capture CPU"),
        .decimal(
            "foreign_load_percent", "%", \.foreignLoadPercent,
            "run time of all other tasks, in percent of one CPU"),
        .decimal(
            "steal_percent", "%", \.stealPercent,
            "time the hypervisor withheld, highest of the CPUs used"),
        .integer(
            "throttled_ns", "ns", \.throttledNs,
            "how long the CPU quota of a cgroup stopped its processes; empty without a quota"
        ).later,
        .text(
            "kernel_details", \.kernelDetails,
            "counters that only this backend has, over the trial: `name=count`, joined by `;`"
        ).later,
    ]
}
