import Results

extension Rule {
    /// Frames that were queued, and that nobody read any more.
    static let retireTimeout = Rule(
        name: "retire-timeout", subject: .loss,
        looksAt: ["residual_frames", "loss_last_5_percent", "retire_timeout", "timeout"]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.residualFrames)
        let isEnd = evidence.isEnd && !evidence.isStall
        guard share >= 0.1 || isEnd else { return nil }
        let timeout = ["retire_timeout", "timeout"].compactMap { name in
            row.settings[name].map { "\(name) is \($0)." }
        }.first
        var lines: [String] = []
        if share > 0 {
            lines.append(
                "\(Words.frames(row.residualFrames ?? 0)), \(Words.share(share)) of those lost, were "
                    + "queued for the process and never read (residual_frames).")
        }
        if let last = row.lossLast5Percent {
            lines.append(
                "\(Words.percent(last)) of the lost frames were among the last 5 % that were sent.")
        }
        return Explanation(
            cause: evidence.isTool
                ? "the program ended before it had read all that the kernel had for it"
                : "the last frames stayed in the ring",
            evidence: lines + [timeout].compactMap { $0 },
            advice: evidence.isTool
                ? [
                    "Have the program read its ring more often: immediate mode or a shorter read "
                        + "timeout. More end_within helps only if it reads on after SIGINT.",
                    "Such a loss does not grow with the length of the traffic.",
                ]
                : [
                    "A block that is not full is handed over after retire_timeout (tpacket-v3) or "
                        + "timeout (pcap): shorten it, or make blocks smaller.",
                    "Such a loss does not grow with the length of the traffic.",
                ], weight: max(share, isEnd ? (row.lossLast5Percent ?? 0) / 100 : 0))
    }
}
