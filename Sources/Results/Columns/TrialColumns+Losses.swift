extension TrialRecord {
    /// When frames were lost.
    static let lossesColumns: [Column<TrialValues>] = [
        .integer(
            "loss_episodes", nil, \.lossEpisodes,
            "runs of consecutive frames that were not captured (loss periods, RFC 3357); empty "
                + "where no stamp was read"
        ).later,
        .integer(
            "loss_longest_frames", "frames", \.lossLongestFrames, "frames of the longest of these"
        ).later,
        .decimal(
            "loss_longest_ms", "ms", \.lossLongestMs, "its length in time at the offered rate"
        ).later,
        .decimal(
            "loss_first_5_percent", "%", \.lossFirst5Percent,
            "share of the lost frames that were among the first 5 % sent: loss of the start; empty "
                + "without loss"
        ).later,
        .decimal(
            "loss_last_5_percent", "%", \.lossLast5Percent,
            "share of the lost frames that were among the last 5 % sent: loss of the end"
        ).later,
        .integer(
            "capture_pauses", nil, \.capturePauses,
            "times that frames waited for over 1 ms while the capture process took none, the time "
                + "that the ring holds them back apart; at most 64; empty where not measured"
        ).later,
        .decimal(
            "capture_longest_pause_ms", "ms", \.captureLongestPauseMs,
            "the longest of these times"
        ).later,
        .decimal(
            "loss_in_pauses_percent", "%", \.lossInPausesPercent,
            "share of the lost frames that were sent in these times, to a bin of `losses.csv`; "
                + "empty without loss"
        ).later,
    ]
}
