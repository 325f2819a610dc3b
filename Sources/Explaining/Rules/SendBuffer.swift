import Results

extension Rule {
    /// The sender's own buffer held it back, so that no loss could show.
    static let sendBuffer = Rule(
        name: "send-buffer", subject: .validity, looksAt: ["eagain_count", "invalid_reason"]
    ) { evidence in
        guard evidence.row.invalidReason == .sndbuf else { return nil }
        return Explanation(
            cause: "a full send buffer held the generator back",
            evidence: [
                "\(Words.count(evidence.row.eagainCount ?? 0)) sends were refused with EAGAIN: "
                    + "frames waited where they should have been lost."
            ],
            advice: [
                "Run as root, which may have larger send buffers (SO_SNDBUFFORCE), or raise "
                    + "net.core.wmem_max.", "Or lower the rate.",
            ])
    }
}
