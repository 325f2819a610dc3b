extension TrialRecord {
    /// What was asked for: one column for each key that can be an axis.
    static let conditionsColumns: [Column<TrialValues>] = [
        .text(
            "backend", \.backend,
            "capture backend; `none` in a baseline"),
        .text("topology", \.topology, "testbed: where the receive work runs"),
        .text(
            "napi_policy", \.napiPolicy,
            "scheduling policy of the NAPI kernel thread: `other` or `fifo`"),
        .text("engine", \.engine, "traffic engine, resolved: never `auto`"),
        .integer(
            "frame_size", "bytes", \.frameSize,
            "size of every frame, FCS included; empty for a distribution"),
        .text(
            "sizes", \.sizes,
            "frame sizes, FCS included: `64`, `uniform:64-1518:1`, `weighted:64x7,1518x1:1`, "
                + "`imix:64-594-1518:1` (a seed at the end), `pcap:PATH:HASH` or "
                + "`recorded:HASH`"),
        .integer(
            "ring_frames", "slots", \.ringFrames,
            "slots of the receive ring; empty if it is not made of slots"),
        .integer("ring_bytes", "bytes", \.ringBytes, "size of the receive ring as granted"),
        .integer(
            "receive_buffer_bytes", "bytes", \.receiveBufferBytes,
            "receive buffer as granted, in truesize (`SO_RCVBUF`, doubled by the kernel)"),
        .integer(
            "depth_frames", "frames", \.depthFrames,
            "frames of this traffic that queue or ring hold while nothing reads them; computed"),
        .decimal("rate_pps_intended", "frames/s", \.ratePpsIntended, "intended load (RFC 2285)"),
        .decimal(
            "rate_pps_offered", "frames/s", \.ratePpsOffered,
            "offered load: (offered - 1) / (last send - first send)"),
        .decimal("duration_s", "s", \.durationS, "how long traffic was to last"),
    ]
}
