import Results

/// What the curves of a figure are about: which trials they are drawn from, and whose they are.
struct CurveSubject: Sendable {
    /// Trials that are drawn.
    let draws: @Sendable (TrialRecord) -> Bool
    /// What a curve is called; trials of different names share no curve.
    let name: @Sendable (TrialRecord) -> String
    /// Curves of the same family have the same colour.
    let family: @Sendable (TrialRecord) -> String
    /// Whether a curve is drawn lighter and dashed, beside another one of its family.
    let isSecondary: @Sendable (TrialRecord) -> Bool
    /// What the trials are, in words: `valid trial`.
    let trial: String
    /// Why there is nothing to draw if there are none.
    let nothing: String

    /// What names the curves rather than the series, and so decides their order.
    var condition: Condition?
    /// Whether all valid trials are drawn, and no others.
    var drawsValid = false

    /// Indices of the trials that are drawn, by point.
    func points(_ data: PlotData) -> [[Int]] {
        drawsValid ? data.validPoints() : data.points(where: draws)
    }

    /// Capture methods: valid trials by series.
    static let methods = CurveSubject(
        draws: { $0.outcome == .valid }, name: { $0.role }, family: { $0.role },
        isSecondary: { _ in false }, trial: "valid trial",
        nothing: "no valid trial", drawsValid: true)

    /// Engines at their limit, with nobody listening and with a capturer.
    static let ceilings = CurveSubject(
        draws: { ceilingRate($0) != nil },
        name: { record in
            let engine = record.engine ?? "unknown engine"
            return record.outcome == .baseline ? engine : "\(engine), beside \(record.role)"
        },
        family: { $0.engine ?? "unknown engine" }, isSecondary: { $0.outcome == .valid },
        trial: "trial",
        nothing: "no valid trial or baseline at rate max",
        condition: Condition.named("engine", []))

    /// Frames a second, if the trial was to show how many the engine can send.
    static func ceilingRate(_ record: TrialRecord) -> Double? {
        guard record.outcome == .baseline || record.outcome == .valid, record.rate == "max",
            record.frameSize != nil
        else { return nil }
        return record.ratePpsOffered
    }
}
