import Results

extension Rule {
    /// Softirqs were moved to a thread, which waits for its turn.
    static let ksoftirqd = Rule(
        name: "ksoftirqd", subject: .loss,
        looksAt: ["ksoftirqd_ns", "softirq_in_ksoftirqd_ns", "cpu_kernel_ns", "drops_backlog"]
    ) { evidence in
        let row = evidence.row
        let time = evidence.part(row.ksoftirqdNs) ?? 0
        var share = 0.0
        if let own = row.softirqInKsoftirqdNs, let all = row.cpuKernelNs, all > 0 {
            share = min(1, Double(own) / Double(all))
        }
        // Without CPU time left a backlog is full because the softirqs are slow, whatever its length.
        let backlog = evidence.isSaturated ? evidence.share(of: row.dropsBacklog) : 0
        guard evidence.lost > 0, time >= 0.1 || share >= 0.1 else { return nil }
        return Explanation(
            cause: "ksoftirqd took the capture CPU",
            evidence: [
                "ksoftirqd had \(Words.share(time)) of the capture CPU.",
                share > 0 ? "It did \(Words.share(share)) of the receive work." : nil,
                row.softnetTimeSqueeze.flatMap {
                    $0 > 0 ? "The softirq ran out of budget \(Words.count($0)) times." : nil
                },
            ].compactMap { $0 },
            advice: [
                "Softirqs took too long, so the kernel moved them to a thread that shares the CPU "
                    + "with the capture process. Lower the load, or spread it over more queues.",
                "net.core.netdev_budget and netdev_budget_usecs bound one run; capturing on "
                    + "another CPU than the softirq frees both.",
            ], weight: max(share, min(1, time), backlog))
    }
}
