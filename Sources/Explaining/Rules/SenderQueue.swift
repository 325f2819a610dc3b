import Results

extension Rule {
    /// The sending interface's own queue had no room.
    static let senderQueue = Rule(
        name: "sender-queue", subject: .loss, looksAt: ["drops_qdisc"]
    ) { evidence in
        let share = evidence.share(of: evidence.row.dropsQdisc)
        guard share >= 0.1 else { return nil }
        return Explanation(
            cause: "the sending interface's queue was full",
            evidence: [
                "\(Words.frames(evidence.row.dropsQdisc ?? 0)), \(Words.share(share)) of those lost,"
                    + " were discarded by the queueing discipline of the sender (drops_qdisc)."
            ],
            advice: [
                "The link is slower than the load: these frames never left. Lower the rate, or "
                    + "lengthen the queue (ip link set IF txqueuelen N)."
            ], weight: share)
    }
}
