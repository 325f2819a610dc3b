import Results

/// One panel of a figure.
struct CurvePanel: Sendable {
    let metric: Metric
    /// Title of the y axis.
    let title: String
    let scale: Scale
    /// Stands above it where panels differ in more than what they show.
    var heading: String?
    /// Whether it shows the curve that such a trial belongs to.
    var draws: @Sendable (TrialRecord) -> Bool = { _ in true }
    /// Curves drawn in for comparison.
    var references: [ReferenceLine] = []

    /// A function of x that others are compared with.
    struct ReferenceLine: Sendable {
        /// `nil` where the figure's notes say what it is.
        let label: String?
        /// As gnuplot reads it.
        let formula: String
        let value: @Sendable (Double) -> Double
    }

    enum Scale: Sendable {
        /// 0 to 100, evenly.
        case percent
        /// 0 to a little more than the largest value, evenly.
        case fitted
        /// 0 to 100, with the decades near 0 spread out and 0 itself still on it.
        case nearZero
        /// 0 to a little more than the largest count, evenly.
        case amounts
        /// Counts from 0 on, logarithmic above 1.
        case counts
        /// Logarithmic, as far as values and references reach.
        case decades

        /// Whether gnuplot's own scale is.
        var isLogarithmic: Bool { if case .decades = self { true } else { false } }
    }
}
