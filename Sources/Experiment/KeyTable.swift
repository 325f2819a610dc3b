import Frames
import Settings

/// Every key that an experiment file may have, apart from the settings of backends and engines.
///
/// The decoder reads by these declarations, and the reference's table is made from them.
enum KeyTable {
    static let name = Key(
        "experiment", "name", .name, otherwise: "the file's name without `.toml`",
        "Names the directories of results and plots.")
    static let topology = Key(
        "experiment", "topology", .word("topology") { $0.topologyNames }, isAxis: true,
        default: .text(Vocabulary.autoTopology),
        "How generator and capture process are connected; `auto` is `veth-softirq` where it is "
            + "available, else `veth-napi`; with `napi_policy` `fifo` it is always `veth-napi`.")
    static let napiPolicy = Key(
        "experiment", "napi_policy", .word("NAPI policy") { $0.napiPolicies }, isAxis: true,
        default: .text(Vocabulary.usualPolicy),
        "Scheduling policy of the NAPI thread, which only `veth-napi` has.")
    static let duration = Key(
        "experiment", "duration", .duration(from: "100ms", to: "24h"), default: .text("20s"),
        "How long the traffic of one trial lasts, warm-up not counted.")
    static let interval = Key(
        "experiment", "interval", .duration(from: "10ms", to: "24h"), default: .text("5s"),
        "Time between two samples of CPU time; not given, at most a quarter of the duration.")
    static let crop = Key(
        "experiment", "crop", .crop, default: .text("middle 3"),
        "Which full intervals of a trial count for CPU percentages.")
    static let repetitions = Key(
        "experiment", "repetitions", .integer(1...10_000), default: .integer(1),
        "How often each point is measured; each repetition has every point once, in a new order.")
    static let retries = Key(
        "experiment", "retries", .integer(0...100), default: .integer(2),
        "How often a trial that was disturbed is tried again.")
    static let readyWithin = Key(
        "experiment", "ready_within", .duration(from: "1s", to: "10min"), default: .text("10s"),
        "How long capture process and generator may take to begin; 10 s more per GiB of ring.")
    static let seed = Key(
        "experiment", "seed", .seed, otherwise: "drawn and recorded",
        "Decides the order of the trials.")
    static let mtu = Key(
        "experiment", "mtu", .integer(68...9000), default: .integer(1500),
        "MTU of the interfaces in bytes; the largest frame has 18 bytes more.")

    static let engine = Key(
        "traffic", "engine", .word("engine") { $0.engineNames }, isAxis: true,
        default: .text("auto"), "What sends the frames; `auto` is the fastest allowed here.")
    static let rate = Key(
        "traffic", "rate", .load, isAxis: true,
        otherwise: "required, or `link_rate`; of a recording `recorded`",
        "Intended load: frames per second, bits per second on the wire, bursts, the times of the"
            + " recording, or the maximum.")
    static let linkRate = Key(
        "traffic", "link_rate", .bitRate, isAxis: true, otherwise: "none",
        "Rate of the link that the load is a part of; instead of `rate`.")
    static let load = Key(
        "traffic", "load", .share, isAxis: true, default: .text("100%"),
        "Intended load as a part of `link_rate`.")
    static let frameSize = Key(
        "traffic", "frame_size", .sizes, isAxis: true, default: .integer(64),
        "Bytes of a frame, its 4-byte FCS included: from 64 (`udp4`: 78) to MTU + 18.")
    static let frameFormat = Key(
        "traffic", "frame_format", .word("frame format") { _ in FrameFormat.names }, isAxis: true,
        default: .text("bare"),
        "What surrounds the stamp: only Ethernet (EtherType 0x88B5), or UDP over IPv4; or, without "
            + "a stamp, segments of a TCP connection, or the frames of a `recording`.")
    static let streams = Key(
        "traffic", "streams", .integer(1...FrameFormat.mostStreams), isAxis: true,
        default: .integer(1),
        "Flows that frames belong to in turn, distinguished by source address and port; more than 1"
            + " needs `udp4`.")

    static let label = Key(
        "series", "label", .line, otherwise: "the backend's name",
        "Names the curve; no two series share it.")
    static let backend = Key(
        "series", "backend", .word("backend") { $0.backendNames }, otherwise: "required",
        "The capture method under test.")

    static let figure = Key(
        "plot", "figure", .word("figure") { $0.figures }, otherwise: "required, or `y` and `x`",
        "A graph by its name.")
    static let y = Key(
        "plot", "y", .word("column of numbers") { $0.columns }, isList: true, otherwise: "none",
        "Columns of the results to draw, a panel each; instead of `figure`, with `x`.")
    static let x = Key(
        "plot", "x", .line, otherwise: "none",
        "What to draw them against: a key of `[traffic]`, a setting, `label` or `topology`, with "
            + "more than one value in this file. `rate` is drawn as the rate offered.")
    static let xScale = Key(
        "plot", "x_scale", .word("scale") { _ in PlotRequest.AxisScale.allCases.map(\.rawValue) },
        otherwise: "chosen from the values", "Scale of the x axis.")
    static let plotSeries = Key(
        "plot", "series", .line, otherwise: "`label`",
        "The axis whose values have a colour each.")
    static let panel = Key(
        "plot", "panel", .line, otherwise: "none",
        "An axis whose values have panels of their own, at most 6.")
    static let title = Key(
        "plot", "title", .line, otherwise: "the figure's own", "Stands above the graph.")

    /// Every key, table by table.
    static let rows: [KeyRow] =
        [
            name.row, topology.row, napiPolicy.row, duration.row, interval.row, crop.row,
            repetitions.row, retries.row, readyWithin.row, seed.row, mtu.row,
            engine.row, rate.row, linkRate.row, load.row, frameSize.row,
            frameFormat.row, streams.row,
        ] + recordedRows + [
            generatorInterface.row, captureInterface.row, generatorHost.row, captureHost.row,
            label.row, backend.row,
            figure.row, y.row, x.row, xScale.row, plotSeries.row, panel.row, title.row,
        ] + searchRows + compareRows

    /// The tables a file may have; those in `lists` are written `[[table]]`.
    static let tables = [
        "experiment", "traffic", "nic", "hosts", "series", "search", "plot", "compare",
        "contrast", "hypothesis",
    ]
    static let lists = ["series", "plot", "contrast", "hypothesis"]

    /// The keys of one table.
    static func names(in table: String) -> [String] {
        rows.filter { $0.table == table }.map(\.name)
    }
}
