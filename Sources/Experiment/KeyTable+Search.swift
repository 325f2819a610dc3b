extension KeyTable {
    static let procedure = Key(
        "search", "procedure",
        .word("procedure") { _ in SearchPlan.Procedure.allCases.map(\.rawValue) },
        default: .text("mlr"),
        "How `bench search` looks for the highest load: MLRsearch (RFC 9971), the frame loss"
            + " staircase (RFC 2544, 26.3), or the longest burst (RFC 9004).")
    static let goals = Key(
        "search", "goals", .lossRatio, otherwise: "`[\"0%\", \"0.5%\"]`",
        "How much may be lost: one share, or a list of several.")
    static let countedLoss = Key(
        "search", "loss", .word("loss") { _ in SearchPlan.CountedLoss.allCases.map(\.rawValue) },
        default: .text("total"),
        "Which loss counts: all of it, or what the socket or ring had no room for.")
    static let width = Key(
        "search", "width", .share, default: .text("2%"),
        "How near the bounds come to each other, as a share of the upper one.")
    static let exceedRatio = Key(
        "search", "exceed_ratio", .lossRatio, default: .text("50%"),
        "In which share of the time the allowed loss may be exceeded.")
    static let initialTrial = Key(
        "search", "initial_trial", .duration(from: "100ms", to: "1h"), default: .text("1s"),
        "How long the trials last that look for the range.")
    static let finalTrial = Key(
        "search", "final_trial", .duration(from: "100ms", to: "1h"), default: .text("2s"),
        "How long the trials last that decide.")
    static let durationSum = Key(
        "search", "duration_sum", .duration(from: "100ms", to: "24h"),
        otherwise: "5 times `final_trial`",
        "How much traffic decides about one load, all its trials together.")
    static let minRate = Key(
        "search", "min_rate", .load, default: .text("1000 pps"),
        "The lowest load that is tried.")
    static let maxRate = Key(
        "search", "max_rate", .load, otherwise: "what the engine can send",
        "The highest load that is tried; of the staircase the first, by default `traffic.rate`.")
    static let longestBurst = Key(
        "search", "longest_burst", .integer(1...65_536), default: .integer(65_536),
        "The most frames of a burst.")
    static let burstEvery = Key(
        "search", "burst_every", .duration(from: "1ms", to: "10min"), default: .text("200ms"),
        "Time from the beginning of one burst to that of the next.")
    static let repeats = Key(
        "search", "repeats", .integer(1...1000), default: .integer(3),
        "How often the longest burst is searched; the mean is the result.")

    /// The keys of `[search]`.
    static let searchRows: [KeyRow] = [
        procedure.row, goals.row, countedLoss.row, width.row, exceedRatio.row, initialTrial.row,
        finalTrial.row, durationSum.row, minRate.row, maxRate.row, longestBurst.row,
        burstEvery.row, repeats.row,
    ]
}
