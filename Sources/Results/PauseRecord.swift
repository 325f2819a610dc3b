/// A time in which a capture process took no frame: a row of `pauses.csv`.
package struct PauseRecord: Sendable, Hashable {
    package var point = ""
    package var trial = 0
    package var attempt = 1
    package var fromNs = 0
    package var toNs = 0

    package init() {}
}

extension PauseRecord: TableRow {
    /// The columns of `pauses.csv`, in order.
    package static let columns: [Column<PauseRecord>] = [
        .label("point", \.point, "the point, as in `trials.csv`"),
        .count("trial", \.trial, "the trial, as in `trials.csv`"),
        .count("attempt", \.attempt, "the attempt, as in `trials.csv`"),
        .count(
            "from_ns", \.fromNs,
            "since when frames waited and none was taken, in ns from the first send"),
        .count(
            "to_ns", \.toNs,
            "when the next was taken; at most 64 pauses of a trial, the longest, each over 1 ms"),
    ]
}
