import Results

extension Rule {
    /// A filter rejected them, as it was told to.
    static let filter = Rule(
        name: "filter", subject: .loss, looksAt: ["filtered_frames", "filter"]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.filteredFrames)
        guard share >= 0.1 else { return nil }
        let words = row.settings["filter"].map { ": \($0)" } ?? ""
        return Explanation(
            cause: "the filter rejected them",
            evidence: [
                "\(Words.frames(row.filteredFrames ?? 0)), \(Words.share(share)) of those not "
                    + "captured, were rejected by the socket filter\(words)."
            ],
            advice: [
                "That is no loss: the kernel did what filter says. loss_percent counts these "
                    + "frames; remove filter to see the loss alone."
            ], weight: share)
    }
}
