/// A place where frames that were offered end undelivered: a term of the ``Ledger``.
package struct LossPlace: Sendable {
    /// The column of `trials.csv`.
    package let column: String
    /// In words, for tables and legends.
    package let words: String
    /// Of one trial; `nil` if it was not measured.
    package let frames: @Sendable (TrialRecord) -> Int?

    /// As a frame meets them from the end, and last what is left.
    package static let all = [
        LossPlace(column: "drops_socket", words: "socket or ring full", frames: \.dropsSocket),
        LossPlace(column: "drops_device", words: "device", frames: \.dropsDevice),
        LossPlace(column: "drops_backlog", words: "CPU backlog", frames: \.dropsBacklog),
        LossPlace(column: "drops_qdisc", words: "sender’s qdisc", frames: \.dropsQdisc),
        LossPlace(column: "filtered_frames", words: "filter", frames: \.filteredFrames),
        LossPlace(column: "residual_frames", words: "left in the queue", frames: \.residualFrames),
        LossPlace(column: "tool_frames", words: "external program", frames: \.toolFrames),
        LossPlace(column: "unexplained_frames", words: "unexplained", frames: \.unexplainedFrames),
    ]
}
