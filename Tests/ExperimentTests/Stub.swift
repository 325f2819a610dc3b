import Experiment
import Frames
import Settings

/// A vocabulary such as the registries make, with rules of its own to break.
enum Stub {
    static let common = [
        SettingSpec("snaplen", .byteCount(1...65_535), default: .bytes(65_535), "Bytes kept."),
        SettingSpec("wake_up", .choice(["poll", "busy"]), default: .text("poll"), "How it waits."),
        SettingSpec("filter", .text, "A filter."),
    ]
    static let buffer = SettingSpec(
        "receive_buffer", .bytesOrFrames(1...1_073_741_824), "Receive buffer.")
    static let ringFrames = SettingSpec(
        "ring_frames", .integer(1...1_048_576), default: .integer(4096), "Slots.")
    static let blockSize = SettingSpec(
        "block_size", .byteCount(4096...1_073_741_824), default: .bytes(1_048_576), "Block.")
    static let blockCount = SettingSpec(
        "block_count", .integer(1...65_536), default: .integer(64), "Blocks.")
    static let timeout = SettingSpec(
        "retire_timeout", .duration(1_000_000...10_000_000_000), default: .nanoseconds(10_000_000),
        "Hands over a partial block.")
    static let pcap = [
        SettingSpec("buffer_size", .byteCount(4096...1_073_741_824), "Buffer."),
        SettingSpec("timeout", .duration(0...10_000_000_000), "Packet buffer timeout."),
        SettingSpec("immediate", .flag, default: .flag(false), "Immediate mode."),
    ]

    static let vocabulary = Vocabulary(
        backends: [
            Component(name: "null", summary: "", settings: []),
            Component(name: "recv", summary: "", settings: common + [buffer]),
            Component(name: "recvmmsg", summary: "", settings: common + [batch, buffer]),
            Component(name: "io-uring", summary: "", settings: common + [buffer]),
            Component(
                name: "af-xdp", summary: "",
                settings: [
                    SettingSpec("stall", .pause(longest: 1_000_000_000, every: 60_000_000_000), "")
                ]),
            Component(name: "tpacket-v1", summary: "", settings: common + [ringFrames]),
            Component(name: "tpacket-v2", summary: "", settings: common + [ringFrames]),
            Component(
                name: "tpacket-v3", summary: "",
                settings: common + [blockSize, blockCount, timeout],
                problem: blockProblem),
            Component(name: "pcap", summary: "", settings: pcap),
        ],
        engines: [
            Component(
                name: "xdp", summary: "", settings: [batch],
                problem: { _, sizes in
                    sizes.largest.bytes <= 3520
                        ? nil : SettingError(name: "frame_size", problem: "xdp sends at most 3520")
                }),
            Component(
                name: "sendmmsg", summary: "",
                settings: [batch, SettingSpec("zerocopy", .flag, "Zero copy.")]),
        ],
        topologies: ["veth-napi", "veth-rps", "veth-inline", "nic", "veth-softirq"],
        figures: [
            "loss-by-ring", "cpu-by-ring", "loss-by-size", "cpu-by-size", "cpu-split", "ledger",
            "capacity-by-size", "capacity-by-ring",
        ],
        columns: ["loss_percent", "cpu_busy_percent"], metrics: metrics, readTrace: trace,
        readRecording: recorded)

    static let metrics = [
        ComparedMetric(
            "loss_percent", title: "loss", .points, .lowerIsBetter, smallestEffect: 0.1),
        ComparedMetric(
            "unreported_percent", title: "unreported", .points, .lowerIsBetter,
            smallestEffect: 0.1),
        ComparedMetric(
            "cpu_ns_per_unique_frame", title: "CPU", .ratio, .lowerIsBetter, smallestEffect: 0.05,
            needsEqualLoss: true),
        ComparedMetric(
            "cpu_ns_per_offered_frame", title: "CPU", .ratio, .lowerIsBetter, smallestEffect: 0.05,
            needsEqualLoss: true),
    ]

    /// Recordings that exist, by name.
    private static let recordings: [String: [Int]] = [
        "trace.pcap": [64, 1518, 46, 594], "jumbo.pcap": [64, 1518, 9018, 20_000],
    ]

    private static let trace: Vocabulary.TraceReader = { (path) throws(SizeError) in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let sizes = recordings[name],
            let trace = SizeTrace(
                path: "/traces/" + path.drop { $0 == "/" }, recorded: sizes.map { FrameSize($0) })
        else { throw SizeError("\(path): no such file") }
        return trace
    }

    /// Recordings whose frames can be sent: lengths and times (ns).
    private static let whole: [String: [(Int, Int64)]] = [
        "three.pcap": [(60, 0), (1514, 500_000), (100, 2_000_000)],
        "jumbo.pcap": [(60, 0), (9000, 1)], "back.pcap": [(60, 5), (61, 4)],
    ]

    private static let recorded: Vocabulary.RecordingReader = { (path) throws(SizeError) in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let frames = whole[name] ?? []
        let starts = frames.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.0) }
        guard
            let recording = Recording(
                path: "/r/" + path, bytes: [UInt8](repeating: 0, count: starts.last ?? 0),
                starts: starts, times: frames.map(\.1))
        else { throw SizeError("\(path): no such file") }
        return recording
    }

    static let batch = SettingSpec("batch", .integer(1...1024), default: .integer(64), "Batch.")

    private static let blockProblem: @Sendable (Settings, SizeDistribution) -> SettingError? = {
        settings, _ in
        guard let size = settings["block_size"]?.asBytes, !size.isMultiple(of: 4096) else {
            return nil
        }
        return SettingError(
            name: "block_size", problem: "\(size) is not a multiple of the page size (4096)")
    }

    /// The least that decodes.
    static let least = """
        [traffic]
        rate = "1000 pps"
        [[series]]
        backend = "recv"

        """

    /// Two traffics, four series, two of which are the same setting: something to compare.
    static let compared = """
        [traffic]
        rate = "1000 pps"
        frame_size = [64, 128]
        [[series]]
        label = "recv"
        backend = "recv"
        [[series]]
        label = "ring"
        backend = "tpacket-v2"
        ring_frames = [1, 8, 64]
        [[series]]
        label = "V3"
        backend = "tpacket-v3"
        block_size = "64KiB"
        [[series]]
        label = "V3 again"
        backend = "tpacket-v3"
        block_size = 65536

        """

    static func decode(_ text: String) throws(ExperimentErrors) -> Experiment {
        try ExperimentFile.decode(text: text, name: "x.toml", vocabulary: vocabulary)
    }

    /// What is wrong with the text, one error a line; empty if nothing is.
    static func errors(_ text: String) -> String {
        do throws(ExperimentErrors) {
            _ = try decode(text)
            return ""
        } catch {
            return error.description
        }
    }
}
