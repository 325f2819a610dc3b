/// One bin of the losses of one attempt over time: a row of `losses.csv`.
package struct LossRecord: Sendable, Hashable {
    package var point = ""
    package var trial = 0
    package var attempt = 1
    package var fromNs = 0
    package var toNs = 0
    package var lostFrames = 0

    package init() {}
}

extension LossRecord: TableRow {
    /// The columns of `losses.csv`, in order.
    package static let columns: [Column<LossRecord>] = [
        .label("point", \.point, "the point, as in `trials.csv`"),
        .count("trial", \.trial, "the trial, as in `trials.csv`"),
        .count("attempt", \.attempt, "the attempt, as in `trials.csv`"),
        .count(
            "from_ns", \.fromNs,
            "when the bin begins, in ns from the first send: a frame's number at the offered rate"),
        .count("to_ns", \.toNs, "when it ends; a trial has at most 1,000 bins"),
        .count(
            "lost_frames", \.lostFrames,
            "frames of this time that were not captured; bins without any have no row"),
    ]
}
