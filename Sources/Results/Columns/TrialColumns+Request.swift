extension TrialRecord {
    /// What else was asked for and granted.
    static let requestColumns: [Column<TrialValues>] = [
        .text(
            "engine_reason", \.engineReason, "why `auto` is not a faster engine; empty if it is"
        ).later,
        .text(
            "topology_reason", \.topologyReason,
            "why `auto` is not veth-softirq; empty if it is, or if the file names a topology"
        ).later,
        .text(
            "frame_format", \.frameFormat,
            "what surrounds the stamp: `bare` or `udp4`; or `tcp4`; or `recorded`"
        ).later,
        .integer("streams", nil, \.streams, "flows that the frames belong to in turn").later,
        .text(
            "recording", \.recording,
            "the recording whose frames are sent: its path and a hash of its frames and times"
        ).later,
        .decimal(
            "speed", nil, \.speed,
            "how many times as fast as it was recorded; empty if it is sent at a rate"
        ).later,
        .text(
            "repeat", \.repeat, "rounds of the recording: a number, or `fill` for as many as fit"
        ).later,
        .text(
            "shift_addresses", \.shiftAddresses,
            "whether each round of the recording has IP addresses of its own"
        ).later,
        .text(
            "rate", \.rate,
            "intended load as written: `153940 pps`, `1000000000 bit/s`, "
                + "`64 frames every 1ms`, `recorded`, `recorded x 2` or `max`"),
        .text("load", \.load, "share of the link rate: `100%`"),
        .text("link_rate", \.linkRate, "link that the load is a share of: `1Gbit/s`"),
        .integer("snaplen", "bytes", \.snaplen, "bytes captured of each frame"),
        .text(
            "settings", \.settingsWords,
            "settings of backend and engine as requested: `name=value`, joined by `;`"),
        .text("granted", \.granted, "what was granted, read back: `name=value`, joined by `;`"),
        .text(
            "build", \.build,
            "which program captured, where a run compares several: `base`, `head` or `control`"
        ).later,
        .text(
            "search", \.search,
            "the search that asked for the trial: `point` in `capacity.csv`; empty in a sweep"
        ).later,
    ]
}
