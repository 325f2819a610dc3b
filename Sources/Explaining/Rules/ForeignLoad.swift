import Results

extension Rule {
    /// Other tasks had the CPUs.
    static let foreignLoad = Rule(
        name: "foreign-load", subject: .validity, looksAt: ["foreign_load_percent", "message"]
    ) { evidence in
        let row = evidence.row
        guard row.invalidReason == .foreignLoad else { return nil }
        let load = row.foreignLoadPercent.map {
            "Other tasks took \(Words.percent($0)) of one CPU; 2 % is tolerated."
        }
        return Explanation(
            cause: "other programs ran on the machine",
            evidence: [load, row.message.map { "Message of the trial: \($0)." }].compactMap { $0 },
            advice: [
                "Stop what is named, and repeat; “bench sweep --resume” repeats only what has no "
                    + "valid row."
            ])
    }
}
