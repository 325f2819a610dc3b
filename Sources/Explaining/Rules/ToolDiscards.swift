import Results

extension Rule {
    /// The program took them, and threw them away.
    static let toolDiscards = Rule(
        name: "tool-discards", subject: .loss, looksAt: ["tool_frames"]
    ) { evidence in
        let share = evidence.share(of: evidence.row.toolFrames)
        guard share >= 0.1 else { return nil }
        return Explanation(
            cause: "the capture program itself discarded them",
            evidence: [
                "The program reports that it discarded \(Words.frames(evidence.row.toolFrames ?? 0)),"
                    + " \(Words.share(share)) of those lost."
            ],
            advice: [
                "Look at the program's own queues, threads and disk: the kernel gave it these "
                    + "frames."
            ], weight: share)
    }
}
