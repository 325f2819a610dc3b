import Results
package import Settings

extension Figure {
    /// What a request asks for; `nil` if there is no figure of its name.
    package static func requested(_ request: PlotRequest) -> Figure? {
        if let name = request.figure { return named(name) }
        return curves(request)
    }

    /// A name for curves against an axis that need no more than these panels.
    static func shorthand(
        _ name: String, _ title: String, needs: String, axis x: String, panels: [CurvePanel]
    ) -> Figure {
        Figure(name: name, title: title, needs: needs, axis: x) { data, settingNames in
            guard let axis = XAxis.named(x, of: data, settingNames: settingNames) else {
                return .nothing("the results have no axis “\(x)”")
            }
            return CurveFigure(name: name, title: title, axis: axis, panels: panels)
                .draw(data, settingNames: settingNames)
        }
    }

    /// Columns against an axis, a panel each.
    private static func curves(_ request: PlotRequest) -> Figure {
        let columns = request.y ?? []
        let x = request.x ?? ""
        let title =
            columns.map { Metric.title(of: $0).quantity }.joined(separator: ", ")
            + " by \(AxisTitle(key: x).quantity)"
        return Figure(
            name: request.name, title: title, needs: "valid trials that differ in \(x)", axis: x
        ) { data, settingNames in
            guard
                var axis = XAxis.named(
                    x, of: data, settingNames: settingNames, scale: request.xScale)
            else { return .nothing("the results have no axis “\(x)”") }
            var panels: [CurvePanel] = []
            for name in columns {
                guard let panel = CurvePanel.column(name) else {
                    return .nothing("there is no column of numbers “\(name)”")
                }
                panels.append(panel)
            }
            if let name = request.panel {
                guard let condition = Condition.named(name, settingNames) else {
                    return .nothing("the results have no axis “\(name)”")
                }
                axis.untold.insert(condition.name)
                panels = panels.flatMap { $0.split(by: condition, of: data) }
            }
            var subject = axis.isOfMethods ? CurveSubject.conditions : .methods
            if let name = request.series, let condition = Condition.named(name, settingNames) {
                subject = subject.coloured(by: condition)
            }
            return CurveFigure(
                name: request.name, title: title, axis: axis, panels: panels, subject: subject
            ).draw(data, settingNames: settingNames)
        }
    }
}

extension XAxis {
    /// Whether methods lie on the axis, so that they cannot be the curves.
    fileprivate var isOfMethods: Bool { !definedBy.isDisjoint(with: ["label", "backend"]) }
}

extension CurvePanel {
    /// One panel for each value of a condition.
    fileprivate func split(by condition: Condition, of data: PlotData) -> [CurvePanel] {
        let values = Set(
            data.records.lazy.filter { $0.outcome == .valid }.map { condition.value($0) })
        return values.sorted { data.order.precedes($0, $1, of: condition) }.map { value in
            var panel = self
            panel.heading = condition.words(value)
            panel.draws = { condition.value($0) == value }
            return panel
        }
    }
}

extension CurveSubject {
    /// Valid trials, by everything but the method.
    fileprivate static let conditions = CurveSubject(
        draws: methods.draws, name: { _ in "" }, family: { _ in "" }, isSecondary: { _ in false },
        trial: methods.trial, nothing: methods.nothing, drawsValid: true)

    /// The same, with a colour for each value of a condition.
    fileprivate func coloured(by condition: Condition) -> CurveSubject {
        CurveSubject(
            draws: draws, name: name, family: { condition.value($0) ?? "none" },
            isSecondary: isSecondary, trial: trial, nothing: nothing, drawsValid: drawsValid)
    }
}
