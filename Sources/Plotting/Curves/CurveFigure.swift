import Results

/// A figure of curves over one axis: one or more panels above each other, sharing it.
struct CurveFigure {
    let name: String
    let title: String
    let axis: XAxis
    let panels: [Panel]
    /// Stand first below the panels, a line each.
    var notes: [String] = []
    var subject = CurveSubject.methods

    func draw(_ data: PlotData, settingNames: [String]) -> Figure.Drawing {
        guard data.records.contains(where: subject.draws) else {
            return .nothing(subject.nothing)
        }
        var metrics: [Metric] = []
        for panel in panels where !metrics.contains(where: { $0.column == panel.metric.column }) {
            metrics.append(panel.metric)
        }
        let set = CurveSet(
            data, axis: axis, metrics: metrics, settingNames: settingNames, subject: subject)
        guard set.curves.contains(where: { !$0.isLevel }) else { return .nothing(axis.nothing) }
        guard set.curves.contains(where: { $0.points.contains { $0.hasValue } }) else {
            let columns = metrics.map(\.column).joined(separator: " or ")
            return .nothing("no valid trial has \(columns)")
        }
        let tables = CurveTables(set, name: name)
        let script = CurveScript(self, set, data: data, tables: tables)
        return .files([
            tables.summaryFile: tables.summary(),
            tables.trialsFile: tables.trials(of: data.records),
            "\(name).gp": script.text(),
        ])
    }
}

extension CurveSet.Point {
    /// Whether any metric was measured.
    var hasValue: Bool { samples.contains { $0 != nil } }
}
