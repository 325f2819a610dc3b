import Results

extension Rule {
    /// The hypervisor gave the CPU to somebody else.
    static let steal = Rule(
        name: "steal", subject: .validity, looksAt: ["steal_percent", "invalid_reason"]
    ) { evidence in
        let row = evidence.row
        let steal = row.stealPercent ?? 0
        // Of a valid trial, which has at most 2 %, only where it may be what lost the frames.
        guard row.invalidReason == .steal || evidence.isStall && steal >= 0.5 else { return nil }
        return Explanation(
            cause: "the hypervisor withheld CPU time",
            evidence: [
                "The hypervisor withheld \(Words.percent(steal)) of the time of a CPU that was "
                    + "used (steal_percent)."
            ],
            advice: [
                "Use a quieter host or dedicated CPUs.",
                "Or repeat: longer trials, and more retries in the experiment file.",
            ], weight: row.invalidReason == .steal ? 1 : 0.4)
    }
}
