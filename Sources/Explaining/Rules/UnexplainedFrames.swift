import Results

extension Rule {
    /// The ledger does not close.
    static let unexplainedFrames = Rule(
        name: "unexplained", subject: .validity, looksAt: ["unexplained_frames", "invalid_reason"]
    ) { evidence in
        let row = evidence.row
        guard row.invalidReason == .ledger else { return nil }
        return Explanation(
            cause: "frames are missing that no counter names",
            evidence: [
                row.unexplainedFrames.map {
                    "\(Words.frames($0)) of \(Words.count(row.offeredFrames ?? 0)) are unexplained."
                }, row.message.map { "Message of the trial: \($0)." },
            ].compactMap { $0 },
            advice: [
                evidence.isTool
                    ? "The program may filter frames itself, or read the kernel's counters, which "
                        + "zeroes them; see captured and dropped in docs/your-program.md."
                    : "On veth every frame has a counter: this is an error of bench or of the "
                        + "kernel. Please report the row with its raw/ directory.",
                "On real interfaces look at “ethtool -S” and at the switch.",
            ])
    }
}
