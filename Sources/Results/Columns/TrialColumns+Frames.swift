extension TrialRecord {
    /// The ledger: where every offered frame went.
    static let framesColumns: [Column<TrialValues>] = [
        .integer("intended_frames", "frames", \.intendedFrames, "rate times duration"),
        .integer(
            "offered_frames", "frames", \.offeredFrames,
            "frames the generator put on the interface, refused ones included"),
        .integer(
            "delivered_frames", "frames", \.deliveredFrames,
            "frames that the backend delivered, whatever they were"),
        .integer(
            "unique_frames", "frames", \.uniqueFrames,
            "sequence numbers seen at least once: what loss is computed from; empty where frames "
                + "carry no stamp"),
        .integer("duplicate_frames", "frames", \.duplicateFrames, "test frames seen again"),
        .integer(
            "reordered_frames", "frames", \.reorderedFrames,
            "test frames seen after a later one of their worker and stream"),
        .integer(
            "corrupt_frames", "frames", \.corruptFrames,
            "test frames whose stamp fails its check"),
        .integer("stray_frames", "frames", \.strayFrames, "frames that are not of this trial"),
        .integer(
            "truncated_frames", "frames", \.truncatedFrames,
            "frames captured with fewer bytes than min(snaplen, length)"),
        .integer(
            "drops_socket", "frames", \.dropsSocket,
            "lost because the queue or ring of the socket was full: `tp_drops`"),
        .integer(
            "drops_device", "frames", \.dropsDevice,
            "lost in the receiving device or driver: full NAPI ring, `rx_missed_errors`"),
        .integer(
            "drops_backlog", "frames", \.dropsBacklog,
            "lost at the CPU backlog, before the socket: `netdev_max_backlog`"),
        .integer(
            "drops_qdisc", "frames", \.dropsQdisc,
            "lost in the queueing discipline of the sending interface"),
        .integer(
            "filtered_frames", "frames", \.filteredFrames,
            "rejected by the socket filter, as requested"),
        .integer(
            "residual_frames", "frames", \.residualFrames,
            "queued, as the kernel or the external program reports, and never read"),
        .integer(
            "tool_frames", "frames", \.toolFrames,
            "discarded by the external program itself, as it reports"),
        .integer(
            "unexplained_frames", "frames", \.unexplainedFrames,
            "offered less all terms above; may be negative, and is 0 on veth"),
        .decimal(
            "loss_percent", "%", \.lossPercent,
            "100 (offered - unique) / offered; delivered for unique where flagged `unstamped`"),
    ]
}
