import Results

extension Figure {
    /// Packets sent and packets missed against their size, as the zero-copy sniffer was judged.
    static let sentAndMissed = Figure(
        name: "sent-and-missed", title: "Packets sent and missed by frame size",
        needs: "valid trials with one fixed frame size, best of several sizes"
    ) { data, settingNames in
        CurveFigure(
            name: "sent-and-missed", title: "Packets sent and missed by frame size", axis: .size,
            panels: [
                Panel(metric: .sent, title: "packets sent", scale: .amounts),
                Panel(metric: .missed, title: "missed, log scale with 0", scale: .counts),
                Panel(metric: .busy, title: "capture CPU busy (%)", scale: .percent),
            ],
            note:
                "Sent: by the sender's own count. Missed: sequence numbers that were sent and are "
                + "not in the capture."
        ).draw(data, settingNames: settingNames)
    }
}

extension Metric {
    fileprivate static let sent = Metric(
        prefix: "sent_", column: "offered_frames", value: { $0.offeredFrames.map(Double.init) })
    fileprivate static let missed = Metric(
        prefix: "missed_", column: "missed_frames",
        value: { record in
            guard let offered = record.offeredFrames, let unique = record.uniqueFrames else {
                return nil
            }
            return Double(offered - unique)
        })
}
