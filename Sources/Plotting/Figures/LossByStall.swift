import Results
import Statistics

extension Figure {
    /// What is lost of a pause's frames, against how long the queue lasts.
    static let lossByStall = Figure(
        name: "loss-by-stall", title: "Loss in pauses of the capture process",
        needs: "valid trials with `stall`, preferably of several lengths", axis: "stall",
        isSuggested: false
    ) { data, settingNames in
        CurveFigure(
            name: "loss-by-stall", title: "Loss in pauses of the capture process", axis: .stall,
            panels: [
                CurvePanel(
                    metric: .stallLoss, title: "lost of a pause's frames (%)", scale: .percent,
                    references: [CurvePanel.fullQueue])
            ],
            notes: [
                "A queue loses nothing in a pause that is shorter than it lasts (left of 1), and "
                    + "what it has no room for in a longer one (the grey line)."
            ]
        ).draw(data, settingNames: settingNames)
    }
}

extension CurvePanel {
    /// Nothing up to 1; then the part of the pause for which there is no room.
    fileprivate static let fullQueue = ReferenceLine(
        label: nil, formula: "x > 1 ? 100 * (1 - 1 / x) : 0",
        value: { $0 > 1 ? 100 * (1 - 1 / $0) : 0 })
}

extension Metric {
    /// Frames lost, of those that were sent during pauses.
    fileprivate static let stallLoss = Metric(
        prefix: "stall_loss_", column: "lost_of_stall_percent",
        value: { record in
            guard let offered = record.offeredFrames, let unique = record.uniqueFrames,
                let rate = record.ratePpsOffered, let time = record.stalledMs, time > 0, rate > 0
            else { return nil }
            return 100 * Double(offered - unique) / (rate * time / 1e3)
        })
}

extension XAxis {
    /// A pause as a multiple of the time that the queue lasts.
    fileprivate static let stall = XAxis(
        title: "length of a pause / time that the queue lasts (depth_ms)", marks: .decades,
        // Rings that were asked for by what they hold have curves of their own.
        definedBy: Set([
            "stall", "rate", "load", "link_rate", "receive_buffer", "sizes", "frame_size",
        ])
        .union(ring.definedBy).subtracting(["ring"]),
        place: { trials, _ in
            let ratios = trials.compactMap { record -> Double? in
                guard let time = record.stalledMs, let pauses = record.stalls, pauses > 0,
                    let depth = record.depthMs, depth > 0
                else { return nil }
                return time / Double(pauses) / depth
            }
            guard let median = Sample(ratios)?.median, median > 0 else { return .absent }
            return .at(median)
        },
        nothing: "no valid trial made a pause with a queue of known depth")
}
