import Results

extension Rule {
    /// The process paused because the experiment says so.
    static let plannedPauses = Rule(
        name: "planned-pauses", subject: .loss,
        looksAt: [
            "stall", "stalls", "stalled_ms", "stall_loss_expected", "depth_ms", "drops_socket",
        ]
    ) { evidence in
        let row = evidence.row
        guard let pauses = row.stalls, pauses > 0, let time = row.stalledMs,
            let expected = row.stallLossExpected, expected > 0, let drops = row.dropsSocket,
            case let share = evidence.share(of: min(expected, drops)), share >= 0.1
        else { return nil }
        var lines = [
            "It read nothing \(pauses) times, for \(Words.milliseconds(time / Double(pauses))) on "
                + "average (stall = \(row.settings["stall"] ?? ""))."
        ]
        if let depth = row.depthFrames, let lasts = row.depthMs {
            lines.append("Its queue holds \(Words.frames(depth)), \(Words.milliseconds(lasts)).")
        }
        lines.append(
            "That explains the loss of \(Words.frames(expected)); \(Words.frames(drops)) found the "
                + "socket or ring full (drops_socket).")
        return Explanation(
            cause:
                "the capture process paused as the experiment says, for longer than its queue lasts",
            evidence: lines,
            advice: [
                "A queue that lasts longer than the pauses loses nothing: \(Words.ringSetting(row))."
            ],
            weight: 2 * share)
    }
}
