import Results

extension CurvePanel {
    /// A column of numbers of `trials.csv`; `nil` if there is none of this name.
    static func column(_ name: String) -> CurvePanel? {
        switch name {
        case "loss_percent":
            return CurvePanel(metric: .loss, title: Metric.loss.title, scale: .nearZero)
        case "cpu_busy_percent": return cpu[0]
        case "cpu_sar_percent": return cpu[1]
        default: break
        }
        guard let column = TrialRecord.columns.first(where: { $0.name == name }), column.isNumeric
        else { return nil }
        let metric = Metric(prefix: "\(name)_", column: name, value: { $0.number(in: column) })
        return CurvePanel(metric: metric, title: metric.title, scale: .amounts)
    }
}

extension Column<TrialValues> {
    /// Whether it can be drawn against an axis.
    package var isNumeric: Bool { kind == .integer || kind == .decimal }
}
