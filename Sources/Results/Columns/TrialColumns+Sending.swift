extension TrialRecord {
    /// How the traffic was really sent.
    static let sendingColumns: [Column<TrialValues>] = [
        .integer("sent_frames", "frames", \.sentFrames, "frames the interface took"),
        .integer(
            "enobufs_frames", "frames", \.enobufsFrames,
            "frames offered and refused with `ENOBUFS`: lost below the generator"),
        .integer(
            "eagain_count", nil, \.eagainCount,
            "sends refused with `EAGAIN`: the send buffer throttled the generator"),
        .integer(
            "late_shift_ns", "ns", \.lateShiftNs,
            "debt over 50 ms that pacing gave up: how far the schedule slipped"),
        .integer("longest_gap_ns", "ns", \.longestGapNs, "longest time between two sends"),
        .integer("gaps_over_1ms", nil, \.gapsOver1ms, "times between two sends over 1 ms"),
        .integer(
            "max_frames_100us", "frames", \.maxFrames100us,
            "most frames sent within 100 microseconds"),
        .integer(
            "gap_p50_ns", "ns", \.gapP50Ns, "median of the times between departures of frames"
        ).later,
        .integer("gap_p90_ns", "ns", \.gapP90Ns, "90th percentile of the same").later,
        .integer("gap_p99_ns", "ns", \.gapP99Ns, "99th percentile of the same").later,
        .integer("gap_p999_ns", "ns", \.gapP999Ns, "99.9th percentile of the same").later,
        .integer(
            "retransmitted_frames", "frames", \.retransmittedFrames,
            "segments that TCP sent again, of engine `tcp`; not among those offered"
        ).later,
    ]
}
