/// What may be wrong with `[compare]`, `[[contrast]]` and `[[hypothesis]]`.
extension Wrong {
    private static let metrics =
        "loss_percent, unreported_percent, cpu_ns_per_unique_frame, cpu_ns_per_offered_frame"
    private static let labels = "(allowed: recv, ring, V3, V3 again)"
    private static let effect = "an effect such as “5%” or “0.1 points”, above 0 and up to 100"
    private static let level =
        "a number above 0 such as 2000, or of percentages “1 points”, from 0 to 100"
    private static let limit =
        "a share of the base's value above 0% and up to 1000%, such as “90%” or “105%”"
    private static let ofCPU = "metric = \"cpu_ns_per_unique_frame\"\n"
    private static let ofLoss = "metric = \"loss_percent\"\n"
    private static let pair = "base = \"recv\"\nhead = \"V3\"\n"

    static let comparisons: [Wrong] = [
        .compare(
            "[compare]\nmetrcs = []",
            "x.toml:20: compare.metrcs: unknown key; did you mean “metrics”? "
                + "(allowed: metrics, smallest_effect)"),
        .compare(
            "[compare]\nmetrics = [\"loss_percent\", \"los_percent\"]",
            "x.toml:20: compare.metrics[1]: there is no metric “los_percent”; did you mean "
                + "“loss_percent”? (allowed: \(metrics))"),
        .compare(
            "[compare]\nmetrics = [\"loss_percent\", \"loss_percent\"]",
            "x.toml:20: compare.metrics[1]: “loss_percent” is listed twice"),
        .compare(
            "[compare]\nmetrics = []",
            "x.toml:20: compare.metrics: the list is empty; give at least one value"),
        .compare(
            "[compare]\nsmallest_effect = \"5%\"",
            "x.toml:20: compare.smallest_effect: “5%” is not a table such as "
                + "{ loss_percent = \"0.1 points\", cpu_ns_per_unique_frame = \"5%\" }"),
        .compare(
            "[compare]\nsmallest_effect = { cpu_ns = \"5%\", loss_percent = \"0 points\" }",
            """
            x.toml:20: compare.smallest_effect.cpu_ns: there is no metric “cpu_ns” \
            (allowed: \(metrics))
            x.toml:20: compare.smallest_effect.loss_percent: “0 points” is not \(effect)
            """),
        .compare(
            "[compare]\nsmallest_effect = { cpu_ns_per_unique_frame = \"2 points\" }",
            "x.toml:20: compare.smallest_effect.cpu_ns_per_unique_frame: “2 points” does not fit "
                + "cpu_ns_per_unique_frame, whose effects are shares such as “5%”"),
        .compare(
            "[compare]\nsmallest_effect = { loss_percent = \"5%\" }",
            "x.toml:20: compare.smallest_effect.loss_percent: “5%” does not fit loss_percent, "
                + "whose effects are differences such as “0.1 points”"),
        .compare("[[compare]]", "x.toml:19: compare: write [compare], in single brackets and once"),
        .compare(
            "[contrast]\n" + ofCPU, "x.toml:19: contrast: write [[contrast]], in double brackets"),
    ]

    static let contrasts: [Wrong] = [
        .contrast(
            pair, "x.toml:19: contrast[0].metric: is missing (allowed: \(metrics))"),
        .contrast(
            ofCPU + "haed = \"V3\"",
            """
            x.toml:19: contrast[0]: needs base and head, or series for one series by two builds
            x.toml:21: contrast[0].haed: unknown key; did you mean “head”? \
            (allowed: metric, base, head, series, where, smallest_effect, at_most, control)
            """),
        .contrast(
            ofCPU + "head = \"V3\"",
            "x.toml:19: contrast[0].base: is missing: it is the label of a series \(labels)"),
        .contrast(
            "metric = \"cpu_ns_per_uniqe_frame\"\nbase = \"rcv\"\nhead = 5",
            """
            x.toml:20: contrast[0].metric: there is no metric “cpu_ns_per_uniqe_frame”; did you \
            mean “cpu_ns_per_unique_frame”? (allowed: \(metrics))
            x.toml:21: contrast[0].base: no series has the label “rcv”; did you mean “recv”? \
            \(labels)
            x.toml:22: contrast[0].head: 5 is not the label of a series
            """),
        .contrast(
            ofCPU + "base = \"V3\"\nhead = \"V3\"",
            "x.toml:22: contrast[0].head: “V3” is base as well; give two different series"),
        .contrast(
            ofCPU + "series = \"V3\"\nhead = \"V3\"",
            "x.toml:22: contrast[0].head: series is given as well, which is one series by two "
                + "builds; give that or two series as base and head"),
        .contrast(
            ofCPU + "series = [\"V3\", \"recv\"]",
            "x.toml:21: contrast[0].series: takes one value, not a list: the label of a series"),
        .contrast(
            ofCPU + pair + "at_most = \"0%\"",
            "x.toml:23: contrast[0].at_most: “0%” is not \(limit)"
        ),
        .contrast(
            ofCPU + pair + "at_most = 0.9", "x.toml:23: contrast[0].at_most: 0.9 is not \(limit)"),
        .contrast(
            ofCPU + pair + "at_most = \"1001%\"",
            "x.toml:23: contrast[0].at_most: “1001%” is not \(limit)"),
        .contrast(
            ofLoss + pair + "at_most = \"90%\"",
            "x.toml:23: contrast[0].at_most: is a share of the base's value, and loss_percent may "
                + "be 0; it goes with cpu_ns_per_unique_frame, cpu_ns_per_offered_frame"),
        .contrast(
            ofCPU + pair + "smallest_effect = \"2 points\"",
            "x.toml:23: contrast[0].smallest_effect: “2 points” does not fit "
                + "cpu_ns_per_unique_frame, whose effects are shares such as “5%”"),
        .contrast(
            ofCPU + pair + "smallest_effect = \"-5%\"",
            "x.toml:23: contrast[0].smallest_effect: “-5%” is not \(effect)"),
        .contrast(
            ofCPU + pair + "smallest_effect = nan",
            "x.toml:23: contrast[0].smallest_effect: nan is not \(effect)"),
        .contrast(
            ofCPU + pair + "smallest_effect = \"101%\"",
            "x.toml:23: contrast[0].smallest_effect: “101%” is not \(effect)"),
        .contrast(
            ofLoss + pair + "smallest_effect = \"100.1 points\"",
            "x.toml:23: contrast[0].smallest_effect: “100.1 points” is not \(effect)"),
        .contrast(
            ofCPU + pair + "control = \"yes\"",
            "x.toml:23: contrast[0].control: “yes” is not true or false"),
        .contrast(
            ofCPU + pair + "control = true",
            "x.toml:23: contrast[0].control: “recv” and “V3” are not the same setting: the "
                + "backends are recv and tpacket-v3"),
        .contrast(
            ofCPU + "series = \"V3\"\ncontrol = true",
            "x.toml:22: contrast[0].control: needs two series with the same settings, as base and "
                + "head"),
        .contrast(
            ofCPU + "base = \"V3\"\nhead = \"V3 again\"\ncontrol = true\nat_most = \"90%\"",
            "x.toml:24: contrast[0].at_most: is no gate of a control: what differs there is noise"),
        Wrong(
            text: Stub.compared.replacing("block_size = 65536", with: "block_count = [32, 64]")
                + "[[contrast]]\n" + ofCPU
                + "base = \"V3\"\nhead = \"V3 again\"\ncontrol = true\n",
            said: "x.toml:23: contrast[0].control: “V3” and “V3 again” are not the same setting: "
                + "they differ in block_size, block_count"),
        .contrast(
            ofCPU + pair + "[[contrast]]\n" + ofCPU + pair + "at_most = \"90%\"",
            "x.toml:23: contrast[1]: compares the same as contrast[0]"),
        .compare(
            zip(["recv", "ring", "V3", "V3 again", "recv", "ring", "V3"], 0...)
                .map { label, index in
                    "[[contrast]]\n\(index < 4 ? ofCPU : ofLoss)series = \"\(label)\"\n"
                }.joined(),
            "x.toml:37: contrast[6]: is one of 7 contrasts; at most 6 may decide (beside controls),"
                + " or each has too little power"),
    ]

    static let hypotheses: [Wrong] = [
        .compare(
            "[[hypothesis]]\n" + ofCPU + pair + "expect = \"less\"",
            "x.toml:19: hypothesis[0].claim: is missing: say in words what is claimed"),
        .compare(
            "[[hypothesis]]\nclaim = \" \"\n" + ofCPU + pair + "expect = \"less\"",
            "x.toml:20: hypothesis[0].claim: “ ” is not a text of one line, of 1 to 100 "
                + "characters that can be seen"),
        .hypothesis(
            ofCPU + pair,
            "x.toml:19: hypothesis[0]: needs one of the keys expect (with base and head), at_most, "
                + "at_least, same_across (with series)"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nat_most = 5\nat_least = 1",
            "x.toml:24: hypothesis[0].at_least: at_most is given as well; only one of the two may "
                + "be"),
        .hypothesis(
            ofCPU + pair + "expect = \"fewer\"",
            "x.toml:24: hypothesis[0].expect: “fewer” is not one of “less”, “more”"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nexpect = \"less\"",
            """
            x.toml:19: hypothesis[0].base: is missing: it is the label of a series \(labels)
            x.toml:19: hypothesis[0].head: is missing: it is the label of a series \(labels)
            x.toml:22: hypothesis[0].series: expect is about two series; give base and head instead
            """),
        .hypothesis(
            ofCPU + "base = \"V3\"\nat_most = 2000",
            """
            x.toml:19: hypothesis[0].series: is missing: it is the label of a series \(labels)
            x.toml:22: hypothesis[0].base: goes with expect; at_most is about one series
            """),
        .hypothesis(
            ofCPU + "series = \"V3\"\nat_most = \"2 points\"",
            "x.toml:23: hypothesis[0].at_most: “2 points” does not fit cpu_ns_per_unique_frame, "
                + "whose values are numbers such as 2000"),
        .hypothesis(
            ofLoss + "series = \"V3\"\nat_least = 1",
            "x.toml:23: hypothesis[0].at_least: 1 does not fit loss_percent, whose values are "
                + "written as in “1 points”"),
        .hypothesis(
            ofLoss + "series = \"V3\"\nat_most = \"1%\"",
            "x.toml:23: hypothesis[0].at_most: “1%” is not \(level)"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nat_most = inf",
            "x.toml:23: hypothesis[0].at_most: inf is not \(level)"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nat_most = 0",
            "x.toml:23: hypothesis[0].at_most: 0 is not \(level)"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nat_most = 5\nsmallest_effect = \"5%\"",
            "x.toml:24: hypothesis[0].smallest_effect: means nothing here: at_most is the limit by "
                + "itself"),
        .hypothesis(
            ofCPU + "series = \"ring\"\nsame_across = \"ring_frame\"",
            "x.toml:23: hypothesis[0].same_across: “ring_frame” is not an axis of “ring”; did you "
                + "mean “ring_frames”? (allowed: frame_size, sizes, ring_frames)"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nsame_across = \"ring_frames\"",
            "x.toml:23: hypothesis[0].same_across: “ring_frames” is not an axis of “V3” "
                + "(allowed: frame_size, sizes)"),
        .hypothesis(
            ofCPU + "series = \"V3\"\nsame_across = \"napi_policy\"",
            "x.toml:23: hypothesis[0].same_across: napi_policy is never pooled: each is tested by "
                + "itself"),
        .hypothesis(
            ofCPU + "series = \"ring\"\nsame_across = \"ring_frames\"\nwhere = \"ring_frames > 8\"",
            "x.toml:23: hypothesis[0].same_across: where leaves only one ring_frames"),
        .hypothesis(
            ofCPU + pair + "expect = \"less\"\n[[hypothesis]]\nclaim = \"it is so\"\n" + ofLoss
                + pair + "expect = \"less\"",
            "x.toml:26: hypothesis[1].claim: “it is so” is the claim of hypothesis[0] already; "
                + "give each its own"),
    ]

    private static let keys =
        "(allowed: backend, topology, napi_policy, engine, frame_size, sizes, frame_format, "
        + "streams, recording, speed, repeat, shift_addresses, "
        + "rate, link_rate, load, block_count, block_size, filter, receive_buffer, "
        + "retire_timeout, ring_frames, snaplen, wake_up, engine_batch, engine_zerocopy)"
    private static let condition =
        "a condition such as “frame_size = 64” (relations: = != < <= > >=)"

    /// What is wrong with `where = VALUE` of recv against the ring, on line 23.
    private static func condition(_ value: String, _ said: String) -> Wrong {
        .contrast(
            ofCPU + "base = \"recv\"\nhead = \"ring\"\nwhere = \(value)",
            "x.toml:23: contrast[0].where\(said)")
    }

    static let conditions: [Wrong] = [
        condition("64", ": 64 is not \(condition)"),
        condition("\"frame_size\"", ": “frame_size” is not \(condition)"),
        condition("\"frame_size == 64\"", ": “frame_size == 64” is not \(condition)"),
        condition("\"frame_size => 64\"", ": “frame_size => 64” is not \(condition)"),
        condition("\" < 64\"", ": “ < 64” is not \(condition)"),
        condition("\"frame_size <\"", ": “frame_size <” is not \(condition)"),
        condition("[]", ": the list is empty; give at least one value"),
        condition(
            "[\"frame_size = 64\", \"frame_size = 64\"]", "[1]: “frame_size = 64” is listed twice"),
        condition(
            "\"ring_frame > 8\"",
            ": points have no “ring_frame”; did you mean “ring_frames”? \(keys)"),
        condition("\"label = recv\"", ": points have no “label” \(keys)"),
        condition(
            "\"ring_frames > 64\"", ": holds for no point of “ring”, whose ring_frames is 1, 8, 64"),
        condition(
            "[\"frame_size = 64\", \"ring_frames = 2\"]",
            "[1]: holds for no point of “ring”, whose ring_frames is 1, 8, 64"),
        condition("\"block_size = 64KiB\"", ": no point of “recv” or “ring” has block_size"),
        condition(
            "\"rate > 1 kpps\"", ": “1000 pps” is not a number, and > compares numbers"),
        condition(
            "[\"frame_size > 64\", \"frame_size < 128\"]",
            """
            : no point of “recv” meets all of these conditions
            x.toml:23: contrast[0].where: no point of “ring” meets all of these conditions
            """),
    ]
}
