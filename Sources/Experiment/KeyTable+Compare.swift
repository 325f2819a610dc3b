extension KeyTable {
    static let comparedMetrics = Key(
        "compare", "metrics", .word("metric") { $0.metricNames },
        otherwise: "`[\"loss_percent\", \"cpu_ns_per_unique_frame\"]`",
        "What is compared where nothing is declared: one, or a list of several.")
    /// Read entry by entry, so that each has an error of its own.
    static let comparedEffects = KeyRow(
        table: "compare", name: "smallest_effect", isAxis: false, isList: false,
        defaultText: nil,
        otherwise: "the metrics' own", meaning: "The smallest difference that matters, by metric.",
        allowed: { _ in
            "a table such as { loss_percent = \"0.1 points\", cpu_ns_per_unique_frame = \"5%\" }"
        })

    static let contrastMetric = Key(
        "contrast", "metric", .word("metric") { $0.metricNames }, otherwise: "required",
        "What the two are compared by.")
    static let contrastBase = Key(
        "contrast", "base", .label, otherwise: "required, or `series`",
        "The series that stands for before, or for what is known.")
    static let contrastHead = Key(
        "contrast", "head", .label, otherwise: "required, or `series`",
        "The series that is judged against it.")
    static let contrastSeries = Key(
        "contrast", "series", .label, otherwise: "none",
        "One series by two builds, or in two runs; instead of `base` and `head`.")
    static let contrastWhere = Key(
        "contrast", "where", .condition, otherwise: "every point",
        "Which points it is about; of a list, all must hold.")
    static let contrastEffect = Key(
        "contrast", "smallest_effect", .effect, otherwise: "that of `[compare]`",
        "The smallest difference that matters here.")
    static let contrastLimit = Key(
        "contrast", "at_most", .limit, otherwise: "no gate",
        "A gate: the most that the head may have, as a share of what the base has.")
    static let contrastControl = Key(
        "contrast", "control", .flag, otherwise: "`false`",
        "Whether the two series are the same setting, so that their difference is noise.")

    static let claim = Key(
        "hypothesis", "claim", .line, otherwise: "required",
        "The claim in words; no two hypotheses share it.")
    static let claimMetric = Key(
        "hypothesis", "metric", .word("metric") { $0.metricNames }, otherwise: "required",
        "What the claim is about.")
    static let claimBase = Key(
        "hypothesis", "base", .label, otherwise: "required with `expect`",
        "The series that the other is compared with.")
    static let claimHead = Key(
        "hypothesis", "head", .label, otherwise: "required with `expect`",
        "The series that is said to have less, or more.")
    static let claimSeries = Key(
        "hypothesis", "series", .label, otherwise: "required without `expect`",
        "The series that the claim is about.")
    static let claimWhere = Key(
        "hypothesis", "where", .condition, otherwise: "every point",
        "Which points it is about; of a list, all must hold.")
    static let expect = Key(
        "hypothesis", "expect", .direction, otherwise: "one of these four is required",
        "What the head has of the metric beside the base.")
    static let atMost = Key(
        "hypothesis", "at_most", .level, otherwise: "see `expect`",
        "What no point exceeds.")
    static let atLeast = Key(
        "hypothesis", "at_least", .level, otherwise: "see `expect`",
        "What every point reaches.")
    static let sameAcross = Key(
        "hypothesis", "same_across", .axisKey, otherwise: "see `expect`",
        "The axis along which nothing changes.")
    static let claimEffect = Key(
        "hypothesis", "smallest_effect", .effect, otherwise: "that of `[compare]`",
        "The smallest difference that matters here; with `expect` or `same_across`.")

    /// The keys about comparing, table by table.
    static let compareRows: [KeyRow] = [
        comparedMetrics.row, comparedEffects,
        contrastMetric.row, contrastBase.row, contrastHead.row, contrastSeries.row,
        contrastWhere.row, contrastEffect.row, contrastLimit.row, contrastControl.row,
        claim.row, claimMetric.row, claimBase.row, claimHead.row, claimSeries.row,
        claimWhere.row, expect.row, atMost.row, atLeast.row, sameAcross.row, claimEffect.row,
    ]
}
