import Results

/// A place where frames of the ledger end.
struct LossTerm: Sendable {
    /// The column.
    let name: String
    /// In words.
    let words: String
    let frames: @Sendable (TrialRecord) -> Int?

    static let all: [LossTerm] = [
        LossTerm(name: "drops_socket", words: "ring or queue full", frames: \.dropsSocket),
        LossTerm(name: "drops_device", words: "device", frames: \.dropsDevice),
        LossTerm(name: "drops_backlog", words: "CPU backlog", frames: \.dropsBacklog),
        LossTerm(name: "drops_qdisc", words: "sender's queue", frames: \.dropsQdisc),
        LossTerm(name: "filtered_frames", words: "filter", frames: \.filteredFrames),
        LossTerm(name: "residual_frames", words: "queued, never read", frames: \.residualFrames),
        LossTerm(name: "tool_frames", words: "the program itself", frames: \.toolFrames),
        LossTerm(name: "unexplained_frames", words: "unexplained", frames: \.unexplainedFrames),
    ]
}
