import Results

extension Rule {
    /// The CPU's backlog was full.
    static let backlogLimit = Rule(
        name: "backlog-limit", subject: .loss, looksAt: ["drops_backlog", "softnet_dropped"]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.dropsBacklog)
        guard share >= 0.1 else { return nil }
        let limit = evidence.sysctls["net.core.netdev_max_backlog"]
        return Explanation(
            cause: "the backlog of the capture CPU was full",
            evidence: [
                "\(Words.frames(row.dropsBacklog ?? 0)), \(Words.share(share)) of those lost, were "
                    + "refused by the CPU's backlog (drops_backlog), before any socket.",
                limit.map { "net.core.netdev_max_backlog is \($0)." },
                row.softnetDropped.map {
                    "/proc/net/softnet_stat counted \(Words.count($0)) dropped."
                },
            ].compactMap { $0 },
            advice: [
                "Raise net.core.netdev_max_backlog.",
                evidence.isSaturated
                    ? "The capture CPU was busy all the time: a longer backlog only delays the loss."
                    : "The softirq came too late, not too seldom: the backlog must last until then.",
            ], weight: share)
    }
}
