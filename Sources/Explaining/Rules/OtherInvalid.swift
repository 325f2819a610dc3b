import Results

extension Rule {
    /// The reasons that need no more than their name, and what to do.
    static let otherInvalid = Rule(
        name: "invalid", subject: .validity, looksAt: ["invalid_reason", "message"]
    ) { evidence in
        let row = evidence.row
        guard let reason = row.invalidReason, !evidence.isStampCut,
            let (cause, advice) = words[reason]
        else {
            return nil
        }
        return Explanation(
            cause: cause, evidence: row.message.map { ["Message of the trial: \($0)."] } ?? [],
            advice: [advice])
    }

    private static let words: [InvalidReason: (String, String)] = [
        .capturerDied: (
            "the capture process ended by itself",
            "Read raw/T.A/capturer.stderr in the results directory."
        ),
        .capturerHung: (
            "the capture process did not answer in time",
            "For an external program raise start_within or end_within; for a large ring "
                + "ready_within."
        ),
        .hostLost: (
            "the connection to a host of the trial was lost",
            "Look at the network between, at sshd's log there, and whether the host was "
                + "restarted; bench sweep --resume completes the run."
        ),
        .interface: (
            "an interface vanished or could not be set up",
            "Look for what else configures interfaces: NetworkManager, udev."
        ),
        .geometry: (
            "what was granted is not what was asked for",
            "Ask for what the kernel grants, or change its limits; the row has both values."
        ),
        .stray: (
            "frames arrived that bench did not send",
            "Turn off other senders on the link: LLDP, spanning tree, DHCP."
        ),
        .corrupt: (
            "the check in some frames is wrong", "Turn off offloads, and check the cable."
        ),
        .duplicate: (
            "frames were captured twice",
            "Look for a bond, a mirror port or a switch that floods; TCP sends lost segments again."
        ),
        .reordered: (
            "frames of one flow were captured out of order",
            "Use one receive queue, or RSS by flow."
        ),
        .unsupported: (
            "this cannot be done here", "“bench list” and “bench doctor” say what each part needs."
        ),
    ]
}
