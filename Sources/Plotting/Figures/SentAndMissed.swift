import Results

extension Figure {
    /// Packets sent and packets missed against their size, as the zero-copy sniffer was judged.
    static let sentAndMissed = Figure(
        name: "sent-and-missed", title: "Packets sent and missed by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size",
        isSuggested: false
    ) { data, settingNames in
        let cost = InlineCost(data.records)
        let isWhole = data.records.contains {
            $0.outcome == .valid && cost.nanoseconds($0) != nil
        }
        return CurveFigure(
            name: "sent-and-missed", title: "Packets sent and missed by frame size", axis: .size,
            panels: [
                CurvePanel(metric: .sent, title: "packets sent", scale: .amounts),
                CurvePanel(metric: .missed, title: "packets missed (log, with 0)", scale: .counts),
                isWhole
                    ? CurvePanel(
                        metric: .cost(cost), title: "CPU time per packet (µs)", scale: .amounts)
                    : CurvePanel(metric: .busy, title: Metric.busy.title, scale: .percent),
            ],
            notes: isWhole ? [counts, costs] : [counts]
        ).draw(data, settingNames: settingNames)
    }

    private static let counts =
        "Sent: by the sender's own count. Missed: sequence numbers that were sent and are not in "
        + "the capture."
    private static let costs =
        "CPU time: the capture process's, and the sender's above that of its baseline: the "
        + "kernel's half."
}

extension Metric {
    fileprivate static func cost(_ cost: InlineCost) -> Metric {
        Metric(prefix: "us_", column: "cpu_us_per_packet") { record in
            cost.nanoseconds(record).map { $0 / 1000 }
        }
    }
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
