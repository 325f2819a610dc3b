import Results

/// A number of a trial that is drawn.
struct Metric: Sendable {
    /// Begins the columns of the summary: `busy_` gives `busy_median`; may be empty.
    let prefix: String
    /// The column of `trials.csv`.
    let column: String
    let value: @Sendable (TrialRecord) -> Double?

    static let loss = Metric(prefix: "", column: "loss_percent", value: \.lossPercent)
    static let busy = Metric(
        prefix: "busy_", column: "cpu_busy_percent", value: \.cpuBusyPercent)
    static let sar = Metric(prefix: "sar_", column: "cpu_sar_percent", value: \.cpuSarPercent)
}

/// One panel of a figure.
struct Panel: Sendable {
    let metric: Metric
    /// Title of the y axis.
    let title: String
    let scale: Scale

    enum Scale: Sendable {
        /// 0 to 100, evenly.
        case percent
        /// 0 to a little more than the largest value, evenly.
        case fitted
        /// 0 to 100, with the decades near 0 spread out and 0 itself still on it.
        case nearZero
    }
}
