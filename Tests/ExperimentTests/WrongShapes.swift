extension Wrong {
    /// What is wrong with `frame_size = VALUE` on line 3.
    private static func shape(_ value: String, _ subpath: String, _ said: String) -> Wrong {
        .traffic(
            "rate = \"1 pps\"\nframe_size = \(value)",
            "x.toml:3: traffic.frame_size\(subpath): \(said)")
    }

    private static let weights = "such as [7, 4, 1] or [\"58.3%\", \"33.3%\", \"8.4%\"]"

    static let shapes: [Wrong] = [
        shape(
            "{ uniform = [64, 128], imix = \"simple\" }", ".imix",
            "uniform is given as well; only one of the two may be"),
        shape(
            "{ imix = \"full\" }", ".imix",
            "“full” is not an IMIX that is known (allowed: “simple”)"),
        shape(
            "{ sizes = [64, 594] }", "",
            "needs the key weights beside sizes, as in { sizes = [64, 594, 1518], "
                + "weights = [7, 4, 1], seed = 1 }"),
        shape("{ sizes = 64, weights = [1] }", ".sizes", "must be a list such as [64, 594, 1518]"),
        shape(
            "{ sizes = [64, \"a\"], weights = [1, 1] }", ".sizes[1]",
            "“a” does not belong in a list such as [64, 594, 1518]"),
        shape(
            "{ sizes = [64, 594], weights = [1] }", ".weights",
            "2 sizes have 1 weights; each needs one"),
        shape(
            "{ sizes = [64, 594], weights = [1, -1] }", ".weights[1]",
            "-1 does not belong in a list \(weights)"),
        shape(
            "{ sizes = [64, 594], weights = [1, \"50%\"] }", ".weights[1]",
            "“50%” does not belong in a list \(weights)"),
        shape(
            "{ sizes = [64, 594], weights = [\"50%\", 1] }", ".weights[1]",
            "1 does not belong in a list \(weights)"),
        shape(
            "{ sizes = [64, 594], weights = [\"50%\", \"49.8%\"] }", ".weights",
            "the percentages add up to 99.8 %, not to 100 % (within 0.1 points)"),
        shape("{ sizes = [64, 594], weights = [0, 0] }", ".sizes", "has no weight above 0"),
        shape("{ sizes = [64, 64], weights = [1, 1] }", ".sizes", "has 64 twice"),
        shape(
            "{ sizes = [64, 594], weights = [1, 100000] }", ".sizes",
            "would never send 64: its weight is less than 1 in 65536"),
        shape(
            "{ sizes = [\n  1518,\n  63], weights = [1, 1] }", ".sizes[1]",
            "63 is not a frame size from 64 to 1518 bytes (FCS included, MTU 1500)"
        ).onLine(5),
        shape("{ pcap = 5 }", ".pcap", "5 is not the path of a pcap file, such as “trace.pcap”"),
        shape("{ pcap = \"absent.pcap\" }", ".pcap", "absent.pcap: no such file"),
        shape(
            "[64, { pcap = \"jumbo.pcap\" }]", "[1].pcap",
            "/traces/jumbo.pcap: frame 3 has 9018 bytes, more than the 1518 of an MTU of 1500 "
                + "(FCS included; segmentation offload records such frames)"),
        shape("{ pcap = \"trace.pcap\", seed = 1 }", ".seed", "unknown key (allowed: pcap)"),
        Wrong(
            text: "[experiment]\nmtu = 1400\n[traffic]\nrate = \"1 pps\"\nframe_size = \"imix\"\n"
                + "[[series]]\nbackend = \"recv\"\n",
            said: "x.toml:5: traffic.frame_size: IMIX has frames of 1518 bytes, and sizes are "
                + "from 64 to 1418 bytes (FCS included, MTU 1400)"),
    ]

    private static let room =
        "from 78 to 1518 bytes (FCS included, MTU 1500; "
        + "with headers of IPv4 and UDP the stamp needs 78)"

    static let formats: [Wrong] = [
        .traffic(
            "rate = \"1 pps\"\nframe_format = \"upd4\"",
            "x.toml:3: traffic.frame_format: there is no frame format “upd4”; did you mean "
                + "“udp4”? (allowed: bare, udp4, tcp4, recorded)"),
        .traffic(
            "rate = \"1 pps\"\nstreams = 2",
            "x.toml:3: traffic.streams: 2 streams need frame_format = \"udp4\": frames that are "
                + "“bare” have no addresses and ports to tell them apart"),
        .traffic(
            "rate = \"1 pps\"\nframe_format = \"udp4\"\nframe_size = 128\nstreams = [1, 4097]",
            "x.toml:5: traffic.streams[1]: 4097 is not a whole number from 1 to 4096"),
        .traffic(
            "rate = \"1 pps\"\nframe_format = [\"bare\", \"udp4\"]\nframe_size = [78, 77]",
            "x.toml:4: traffic.frame_size[1]: 77 is not a frame size \(room)"),
        .traffic(
            "rate = \"1 pps\"\nframe_format = \"udp4\"\nframe_size = { uniform = [64, 128] }",
            "x.toml:4: traffic.frame_size.uniform[0]: 64 is not a frame size \(room)"),
        .traffic(
            "rate = \"1 pps\"\nframe_format = \"udp4\"",
            "x.toml:1: traffic.frame_size: 64 (the default) is not a frame size \(room)"),
    ]
}
