/// What an axis of a figure is called: a quantity, and its unit in parentheses.
package struct AxisTitle: Sendable, Hashable {
    package let quantity: String
    /// `nil` for plain counts and for words.
    package let unit: String?

    package var text: String { unit.map { "\(quantity) (\($0))" } ?? quantity }
}

extension AxisTitle {
    /// That of a column of `trials.csv`.
    ///
    /// - Parameter unit: the column's own; of a percentage the title says of what.
    package init(column name: String, unit: String?) {
        let title = Self.columns[name]
        quantity = title?.quantity ?? Self.words(of: name)
        self.unit = title?.unit ?? unit
    }

    /// That of a key of experiment files, or of a setting.
    ///
    /// - Parameter unit: that of its values, where they are written with one.
    package init(key name: String, unit: String? = nil) {
        let isOfEngine = name.hasPrefix("engine_")
        let title = Self.keys[isOfEngine ? String(name.dropFirst("engine_".count)) : name]
        let own = title?.quantity ?? Self.words(of: name)
        quantity = isOfEngine && title != nil ? "engine, \(own)" : own
        self.unit = title?.unit ?? unit
    }

    /// `wake_up` as `wake up`.
    private static func words(of name: String) -> String {
        name.split(separator: "_").joined(separator: " ")
    }
}

/// A literal is a quantity that has no unit of its own here.
extension AxisTitle: ExpressibleByStringLiteral {
    package init(stringLiteral quantity: String) { self.init(quantity, nil) }

    private init(_ quantity: String, _ unit: String?) {
        (self.quantity, self.unit) = (quantity, unit)
    }
}

extension AxisTitle {
    /// Every column of numbers; those that are percentages say of what.
    package static let columns: [String: AxisTitle] = [
        "attempt": "attempt",
        "block": "repetition",
        "capture_cpu": "number of the capture CPU",
        "capture_longest_pause_ms": "longest pause of the capture",
        "capture_maxrss_bytes": "largest resident set",
        "capture_pauses": "pauses of the capture over 1 ms",
        "capture_stime_s": "system time of the capture",
        "capture_utime_s": "user time of the capture",
        "corrupt_frames": "corrupt frames",
        "cpu_busy_percent": AxisTitle("exact CPU use", "% of CPU"),
        "cpu_capture_ns": "CPU time of the capture",
        "cpu_capture_raw_ns": "thread clocks of the capture",
        "cpu_capture_system_ns": "CPU time in system calls",
        "cpu_capture_user_ns": "CPU time in user mode",
        "cpu_generator_ns": "CPU time of the generator",
        "cpu_kernel_ns": "CPU time of the receive work",
        "cpu_ns_per_offered_frame": "CPU time per offered frame",
        "cpu_ns_per_unique_frame": "CPU time per unique frame",
        "cpu_other_percent": AxisTitle("other CPU use", "% of CPU"),
        "cpu_sar_all_percent": AxisTitle("CPU use as sar says", "% of all CPUs"),
        "cpu_sar_percent": AxisTitle("CPU use as sar says", "% of CPU"),
        "delivered_bytes": "bytes delivered",
        "delivered_frames": "frames delivered",
        "depth_bytes": "depth of the queue",
        "depth_frames": "depth of the queue",
        "depth_ms": "time that the queue lasts",
        "device_rx_frames": "received by the interface",
        "device_tx_frames": "sent by the interface",
        "drops_backlog": "lost at the CPU backlog",
        "drops_device": "lost in the device",
        "drops_qdisc": "lost in the sender’s qdisc",
        "drops_socket": "lost at the socket or ring",
        "duplicate_frames": "duplicate frames",
        "duration_s": "duration of the traffic",
        "eagain_count": "sends refused with EAGAIN",
        "enobufs_frames": "refused with ENOBUFS",
        "filtered_frames": "rejected by the filter",
        "foreign_load_percent": AxisTitle("foreign load", "% of one CPU"),
        "frame_size": AxisTitle("frame size", "bytes, FCS included"),
        "frames_per_softirq": "frames per NET_RX softirq",
        "frames_per_wakeup": "frames per wake-up",
        "freezes": "times that the ring was full",
        "gap_p50_ns": "gap of departures, median",
        "gap_p90_ns": "gap, 90th percentile",
        "gap_p99_ns": "gap, 99th percentile",
        "gap_p999_ns": "gap, 99.9th percentile",
        "gaps_over_1ms": "gaps between sends over 1 ms",
        "generator_cpu": "number of the generator’s CPU",
        "intended_frames": "frames intended",
        "involuntary_switches": "involuntary context switches",
        "kernel_drops_frames": "tp_drops",
        "kernel_received_frames": "tp_packets",
        "ksoftirqd_ns": "CPU time of ksoftirqd",
        "late_shift_ns": "time that pacing gave up",
        "latency_due_max_ns": "latency from schedule, max.",
        "latency_due_p50_ns": "latency from schedule, median",
        "latency_due_p90_ns": "from schedule, 90th percentile",
        "latency_due_p999_ns": "from schedule, 99.9th percentile",
        "latency_due_p99_ns": "from schedule, 99th percentile",
        "latency_max_ns": "latency, maximum",
        "latency_p50_ns": "latency, median",
        "latency_p90_ns": "latency, 90th percentile",
        "latency_p999_ns": "latency, 99.9th percentile",
        "latency_p99_ns": "latency, 99th percentile",
        "longest_gap_ns": "longest gap between sends",
        "longest_stall_ms": "longest pause on purpose",
        "loss_episodes": "loss episodes",
        "loss_first_5_percent": AxisTitle("among the first 5 % sent", "% of lost"),
        "loss_in_pauses_percent": AxisTitle("lost in pauses", "% of lost"),
        "loss_last_5_percent": AxisTitle("among the last 5 % sent", "% of lost"),
        "loss_longest_frames": "longest loss episode",
        "loss_longest_ms": "longest loss episode",
        "loss_percent": AxisTitle("frame loss", "% of offered"),
        "major_faults": "page faults with I/O",
        "max_frames_100us": AxisTitle("most sent at once", "frames in 100 µs"),
        "minor_faults": "page faults without I/O",
        "offered_frames": "frames offered",
        "poll_calls": "waits of the capture",
        "rate_pps_intended": "intended load",
        "rate_pps_offered": "offered load",
        "receive_buffer_bytes": "receive buffer",
        "receive_elsewhere_percent": AxisTitle("received elsewhere", "% of frames"),
        "reordered_frames": "reordered frames",
        "residual_frames": "left in the queue",
        "retransmitted_frames": "sent again by TCP",
        "ring_bytes": "ring size",
        "ring_frames": "ring size",
        "runner_cpu_ns": "CPU time of the runner",
        "sent_frames": "frames sent",
        "snaplen": "snaplen",
        "softirq_in_capture_ns": "softirqs within the capture",
        "softirq_in_ksoftirqd_ns": "NET_RX in ksoftirqd",
        "softirq_other_ns": "softirqs other than NET_RX",
        "softirq_runs": "runs of the NET_RX softirq",
        "softnet_dropped": "dropped, by softnet_stat",
        "softnet_time_squeeze": "time_squeeze, by softnet_stat",
        "speed": AxisTitle("speed", "times as recorded"),
        "stall_loss_expected": "loss expected of pauses",
        "stalled_ms": "pauses on purpose, in all",
        "stalls": "pauses on purpose",
        "steal_percent": AxisTitle("steal", "% of time"),
        "stray_frames": "stray frames",
        "streams": "flows",
        "throttled_ns": "stopped by a CPU quota",
        "tool_frames": "discarded by the program",
        "trial": "trial",
        "truncated_frames": "truncated frames",
        "unexplained_frames": "unexplained",
        "unique_frames": "unique frames",
        "voluntary_switches": "voluntary context switches",
        "wall_s": "time of the attempt",
        "worker_frames_max": "most of a worker",
        "worker_frames_min": "fewest of a worker",
        "worker_imbalance_percent": AxisTitle("imbalance of workers", "% of mean"),
    ]

    /// Keys and settings whose values have no unit in the file, or whose name says too little.
    package static let keys: [String: AxisTitle] = [
        "batch": AxisTitle("most in a system call", "frames"),
        "block_count": AxisTitle("ring size", "blocks"),
        "count": AxisTitle("count", "frames"),
        "fill_ring": AxisTitle("fill ring", "slots"),
        "label": "series",
        "load": AxisTitle("load", "% of link rate"),
        "memory_frame_size": AxisTitle("frame size", "bytes, FCS included"),
        "napi_policy": "NAPI policy",
        "private_area": AxisTitle("private area of a block", "bytes"),
        "repeat": "rounds of the recording",
        "ring_bytes": AxisTitle("ring size", "bytes"),
        "ring_frames": AxisTitle("ring size", "slots"),
        "rx_ring": AxisTitle("RX ring", "slots"),
        "sizes": "frame sizes (FCS included)",
        "snaplen": AxisTitle("snaplen", "bytes"),
        "speed": AxisTitle("speed", "times as recorded"),
        "streams": "flows",
        "umem_frame_size": AxisTitle("frame of the UMEM", "bytes"),
        "umem_frames": AxisTitle("UMEM", "frames"),
    ]
}
