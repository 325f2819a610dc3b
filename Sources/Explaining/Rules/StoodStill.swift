import Results

extension Rule {
    /// One pause, or very few of them, longer than the queue lasts.
    static let stoodStill = Rule(
        name: "stood-still", subject: .loss,
        looksAt: [
            "loss_longest_frames", "loss_longest_ms", "loss_episodes", "depth_frames",
            "capture_pauses", "capture_longest_pause_ms", "loss_in_pauses_percent",
        ]
    ) { evidence in
        let row = evidence.row
        guard evidence.isStall, let share = row.longestLossShare,
            let longest = row.lossLongestFrames, !evidence.isStartUp,
            // Those were neither too many nor too late.
            evidence.share(of: row.residualFrames) < 0.5,
            evidence.share(of: row.filteredFrames) < 0.5
        else { return nil }
        var lines = [
            "\(Words.share(share)) of the lost frames were lost in one episode of "
                + "\(Words.frames(longest))"
                + (row.lossLongestMs.map { " (\(Words.milliseconds($0)) of traffic)." } ?? ".")
        ]
        var advice: [String] = []
        if let depth = evidence.depth, let rate = evidence.rate {
            let pause = (Double(depth) + Double(longest)) / rate * 1e3
            lines.append(
                "A queue of \(Words.frames(depth)) overflows like this if it is not read for about "
                    + "\(Words.milliseconds(pause)).")
            advice.append(
                "A queue of \(Words.frames(depth &+ longest)) would have survived this pause: "
                    + "\(Words.ringSetting(row)).")
        }
        lines += [evidence.pauses].compactMap { $0 }
        if let gap = row.stealPercent, gap > 0 {
            lines.append("The hypervisor withheld \(Words.percent(gap)) of the CPU time.")
        }
        let isOnce = row.lossShape == .oneEpisode || row.capturePauses == 1
        return Explanation(
            cause: "the capture side stood still " + (isOnce ? "once" : "a few times"),
            evidence: lines,
            advice: [
                "One pause says little of the method. Repeat, and compare medians of several "
                    + "trials."
            ] + advice, weight: max(share, (row.lossInPausesPercent ?? 0) / 100))
    }
}
