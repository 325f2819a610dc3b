extension TrialRecord {
    /// How long the queue lasts, pauses that were made on purpose, and how long frames took.
    static let waitingColumns: [Column<TrialValues>] = [
        .integer(
            "depth_bytes", "bytes", \.depthBytes,
            "captured bytes of `depth_frames` frames of this traffic, on average"
        ).later,
        .decimal(
            "depth_ms", "ms", \.depthMs,
            "how long the offered load takes to fill the ring or queue: `depth_frames` / "
                + "`rate_pps_offered`"
        ).later,
        .integer(
            "stalls", nil, \.stalls, "pauses that the capture process made, of setting `stall`"
        ).later,
        .decimal("stalled_ms", "ms", \.stalledMs, "their time, all together").later,
        .decimal("longest_stall_ms", "ms", \.longestStallMs, "the longest of them").later,
        .integer(
            "stall_loss_expected", "frames", \.stallLossExpected,
            "frames that the ring or queue has no room for in these pauses: for each, rate times "
                + "time, less `depth_frames`"
        ).later,
        .integer(
            "latency_p50_ns", "ns", \.latencyP50Ns,
            "median time from the sending of a frame, by its stamp, to the capture process; only of "
                + "frames that arrived; of setting `latency`"
        ).later,
        .integer("latency_p90_ns", "ns", \.latencyP90Ns, "90th percentile of the same").later,
        .integer("latency_p99_ns", "ns", \.latencyP99Ns, "99th percentile of the same").later,
        .integer("latency_p999_ns", "ns", \.latencyP999Ns, "99.9th percentile of the same").later,
        .integer("latency_max_ns", "ns", \.latencyMaxNs, "the longest, exact").later,
        .integer(
            "latency_due_p50_ns", "ns", \.latencyDueP50Ns,
            "median time from the instant at which a frame was to be sent, by the schedule, to the "
                + "capture process; empty at rate `max`"
        ).later,
        .integer(
            "latency_due_p90_ns", "ns", \.latencyDueP90Ns, "90th percentile of the same"
        ).later,
        .integer(
            "latency_due_p99_ns", "ns", \.latencyDueP99Ns, "99th percentile of the same"
        ).later,
        .integer(
            "latency_due_p999_ns", "ns", \.latencyDueP999Ns, "99.9th percentile of the same"
        ).later,
        .integer("latency_due_max_ns", "ns", \.latencyDueMaxNs, "the longest, exact").later,
    ]
}
