import Results

extension Rule {
    /// What neither half had: interrupts, switches, other softirqs.
    static let otherTime = Rule(
        name: "other-time", subject: .cpu, looksAt: ["cpu_other_percent", "softirq_other_ns"]
    ) { evidence in
        let row = evidence.row
        guard let other = row.cpuOtherPercent, other >= 15 else { return nil }
        return Explanation(
            cause: "much of the busy time is of neither half",
            evidence: [
                "\(Words.percent(other)) of the capture CPU was interrupts, wake-ups and entering "
                    + "idle (cpu_other_percent).",
                evidence.part(row.softirqOtherNs).map {
                    "Softirqs other than receiving took \(Words.share($0))."
                },
            ].compactMap { $0 },
            advice: [
                "On a virtual machine each interrupt and each sleep goes to the host and back. "
                    + "Fewer wake-ups cost less; compare with the baseline rows."
            ], weight: min(1, other / 100))
    }
}
