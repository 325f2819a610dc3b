/// One bin of the histogram of the times between departures of one attempt: a row of `gaps.csv`.
package struct GapRecord: Sendable, Hashable {
    package var trial = 0
    package var attempt = 1
    package var fromNs = 0
    package var toNs = 0
    package var frames = 0

    package init() {}
}

extension GapRecord: TableRow {
    /// The columns of `gaps.csv`, in order.
    package static let columns: [Column<GapRecord>] = [
        .count("trial", \.trial, "the trial, as in `trials.csv`"),
        .count("attempt", \.attempt, "the attempt, as in `trials.csv`"),
        .count("from_ns", \.fromNs, "shortest time since the frame before, in ns"),
        .count("to_ns", \.toNs, "longest, included: 0 for frames that left together"),
        .count("frames", \.frames, "frames that left so long after the one before"),
    ]
}
