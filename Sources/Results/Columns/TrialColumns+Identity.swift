extension TrialRecord {
    /// Which attempt at which trial this is, and what it is worth.
    static let identityColumns: [Column<TrialValues>] = [
        .count("trial", \.trial, "place of the trial in the plan, from 1, in order of running"),
        .count("attempt", \.attempt, "1 for the first attempt at the trial, 2 for the first retry"),
        .count(
            "block", \.block,
            "repetition, from 1 (0: baseline): each has every point once, in a new order"),
        .label(
            "point", \.point,
            "stable hash of the resolved settings: the key of resume and compare"),
        .label("role", \.role, "label of the series"),
        .label("started_at", \.startedAt, "when the attempt began, ISO 8601, UTC"),
        .word(
            "outcome", \.outcome,
            "whether the row counts: only `valid` rows enter plots and verdicts"),
        .optionalWord(
            "invalid_reason", \.invalidReason,
            "the first check that failed, if the outcome is `invalid`"),
        .words("flags", \.flags, "notes on a trial that is valid all the same"),
    ]
}
