import Results

/// One place a frame can end.
struct LedgerTerm: Sendable {
    /// Column of the summary, in percent of offered: `drops_socket_percent`.
    let column: String
    /// In the legend.
    let title: String
    let colour: String
    let value: @Sendable (TrialRecord) -> Int?

    /// One word for tables: `socket`.
    var short: String { String(column.split(separator: "_").dropLast().last ?? "") }

    /// From delivered to unexplained, as a frame meets them from the end.
    static let all: [LedgerTerm] = [
        LedgerTerm(
            column: "unique_percent", title: "delivered", colour: "#d9d9d9",
            value: { $0.arrivedFrames }),
        LedgerTerm(
            column: "drops_socket_percent", title: "socket or ring full", colour: "#D55E00",
            value: { $0.dropsSocket }),
        LedgerTerm(
            column: "drops_device_percent", title: "device", colour: "#0072B2",
            value: { $0.dropsDevice }),
        LedgerTerm(
            column: "drops_backlog_percent", title: "CPU backlog", colour: "#56B4E9",
            value: { $0.dropsBacklog }),
        LedgerTerm(
            column: "drops_qdisc_percent", title: "sender’s qdisc", colour: "#E69F00",
            value: { $0.dropsQdisc }),
        LedgerTerm(
            column: "filtered_percent", title: "filter", colour: "#009E73",
            value: { $0.filteredFrames }),
        LedgerTerm(
            column: "residual_percent", title: "left in the queue", colour: "#F0E442",
            value: { $0.residualFrames }),
        LedgerTerm(
            column: "tool_percent", title: "external program", colour: "#CC79A7",
            value: { $0.toolFrames }),
        LedgerTerm(
            column: "unexplained_percent", title: "unexplained", colour: "#000000",
            value: { $0.unexplainedFrames }),
    ]
}
