import Results

extension Rule {
    /// A CPU quota stopped everything for a while.
    static let throttled = Rule(
        name: "cpu-quota", subject: .validity, looksAt: ["throttled_ns", "invalid_reason"]
    ) { evidence in
        let row = evidence.row
        guard row.invalidReason == .throttled || (row.throttledNs ?? 0) > 0 else { return nil }
        var lines: [String] = []
        if let time = row.throttledNs {
            lines.append(
                "The quota stopped all processes for \(Words.milliseconds(Double(time) / 1e6)).")
        }
        return Explanation(
            cause: "a CPU quota stopped generator and capture process", evidence: lines,
            advice: [
                "Lift the quota of the container or service: cpu.max (cgroup 2), "
                    + "cpu.cfs_quota_us (cgroup 1), CPUQuota= (systemd).",
                "Then repeat: what was lost while everything stood still says nothing of the "
                    + "method.",
            ])
    }
}
