import Results

extension Rule {
    /// The generator did not offer what was asked for.
    static let generatorShort = Rule(
        name: "generator-short", subject: .validity,
        looksAt: ["rate_pps_offered", "rate_pps_intended", "late_shift_ns", "gaps_over_1ms"]
    ) { evidence in
        let row = evidence.row
        guard [.engineLimit, .load].contains(row.invalidReason) else { return nil }
        var lines: [String] = []
        if let offered = row.ratePpsOffered, let intended = row.ratePpsIntended, intended > 0 {
            lines.append(
                "It offered \(Words.rate(offered)) of \(Words.rate(intended)): "
                    + "\(Words.percent(100 * offered / intended)).")
        }
        if let shift = row.lateShiftNs, shift > 0 {
            lines.append(
                "Its schedule slipped by \(Words.milliseconds(Double(shift) / 1e6)) in all.")
        }
        if let gaps = row.gapsOver1ms, gaps > 0 {
            lines.append("It paused \(Words.count(gaps)) times for more than 1 ms.")
        }
        if lines.isEmpty, let message = row.message {
            lines.append("Message of the trial: \(message).")
        }
        let isLimit = row.invalidReason == .engineLimit
        return Explanation(
            cause: isLimit
                ? "the engine \(row.engine ?? "") cannot send this fast here"
                : "the generator was disturbed and did not keep the rate",
            evidence: lines,
            advice: isLimit
                ? [
                    "Such a row says nothing of the capture. Lower the rate, or send larger frames.",
                    "Engine xdp (root) sends most; “bench calibrate” shows each engine's limit.",
                ]
                : [
                    "Repeat on a quieter machine; longer trials and more retries help.",
                    "Where generator and capture share a CPU, use a machine with two.",
                ])
    }
}
