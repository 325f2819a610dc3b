import Results

extension Rule {
    /// The receiving device had no room.
    static let deviceRing = Rule(
        name: "device-ring", subject: .loss, looksAt: ["drops_device", "topology"]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.dropsDevice)
        guard share >= 0.1 else { return nil }
        let isNIC = row.topology == "nic"
        return Explanation(
            cause: "the receiving device's queue was full",
            evidence: [
                "\(Words.frames(row.dropsDevice ?? 0)), \(Words.share(share)) of those lost, were "
                    + "lost in the device or driver (drops_device), before any socket.",
                row.cpuBusyPercent.map { "The capture CPU was \(Words.percent($0)) busy." },
                row.kernelNsWords(evidence),
            ].compactMap { $0 },
            advice: [
                isNIC
                    ? "Enlarge the NIC's receive ring (ethtool -G IF rx N), and give its interrupt "
                        + "a CPU with time left."
                    : "A veth ring has 256 entries, which cannot be changed: the receive work must "
                        + "run in time.",
                row.topology == "veth-napi"
                    ? "On veth-napi the receive work is a thread that shares the CPU with the "
                        + "capture process; napi_policy = fifo puts it first." : nil,
            ].compactMap { $0 }, weight: share)
    }
}
