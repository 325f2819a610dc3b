import Results

/// A figure of curves over one axis: one or more panels above each other, sharing it.
struct CurveFigure {
    let name: String
    let title: String
    let axis: XAxis
    var panels: [CurvePanel]
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
        let script = CurveScript(withoutEmptyPanels(set), set, data: data, tables: tables)
        return .files([
            tables.summaryFile: tables.summary(),
            tables.trialsFile: tables.trials(of: data.records),
            "\(name).gp": script.text(),
        ])
    }
}

extension CurveFigure {
    /// gnuplot draws no panel without a value, and the page's title with the first one.
    private func withoutEmptyPanels(_ set: CurveSet) -> CurveFigure {
        var figure = self
        figure.panels = panels.filter { panel in
            let metric = set.place(of: panel.metric)
            return set.curves.contains { curve in
                panel.draws(curve.first) && curve.points.contains { $0.samples[metric] != nil }
            }
        }
        let drawn = Set(figure.panels.map(\.metric.column))
        let missing = panels.map(\.metric.column).filter { !drawn.contains($0) }
        if !missing.isEmpty {
            let names = missing.grouped { $0 }.map { $0[0] }.joined(separator: ", ")
            figure.notes.append("Not drawn, as no valid trial has a value: \(names).")
        }
        return figure
    }
}

extension CurveSet.CurvePoint {
    /// Whether any metric was measured.
    var hasValue: Bool { samples.contains { $0 != nil } }
}
