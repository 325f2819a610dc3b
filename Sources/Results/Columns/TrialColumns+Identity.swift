extension TrialRecord {
    /// Which attempt at which trial this is, and what it is worth.
    static let identityColumns: [Column<TrialRecord>] = [
        .count("trial", \.trial, "place of the trial in the plan, from 1, in order of running"),
        .count("attempt", \.attempt, "1 for the first attempt at the trial; retries count on"),
        .count(
            "block", \.block,
            "repetition, from 1 (0: baseline): each runs every point once, shuffled"),
        .label(
            "point", \.point,
            "stable hash of the resolved settings: the key of resume and compare"),
        .label("role", \.role, "label of the series"),
        .label("started_at", \.startedAt, "when the attempt began, ISO 8601, UTC"),
        .word(
            "outcome", \.outcome,
            "what the row is worth; only `valid` rows enter plots and verdicts"),
        .optionalWord(
            "invalid_reason", \.invalidReason,
            "the first check that failed, if the outcome is `invalid`"),
        .words("flags", \.flags, "what a reader should know of a valid trial"),
    ]
}
