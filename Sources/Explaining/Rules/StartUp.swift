import Results

extension Rule {
    /// The losses of the start, apart from steady loss.
    static let startUp = Rule(
        name: "start-up", subject: .loss,
        looksAt: ["loss_first_5_percent", "loss_episodes", "backend"]
    ) { evidence in
        let row = evidence.row
        guard evidence.isStartUp, let first = row.lossFirst5Percent else { return nil }
        return Explanation(
            cause: evidence.isTool
                ? "the capture program was not ready when the traffic began"
                : "frames were lost while the capture began",
            evidence: [
                "\(Words.percent(first)) of the lost frames were among the first 5 % that were "
                    + "sent.", evidence.episodes,
            ].compactMap { $0 },
            advice: evidence.isTool
                ? [
                    "Such a loss does not grow with the length of the traffic: longer trials show "
                        + "the steady loss.",
                    "Many programs open their ring before they are ready to read it; a larger "
                        + "buffer (-B with tcpdump and dumpcap) holds the frames of that time.",
                ]
                : [
                    "Such a loss does not grow with the length of the traffic: use longer trials.",
                    "Page faults and cold caches are of the start; a warm-up precedes each trial.",
                ], weight: first / 100)
    }
}
