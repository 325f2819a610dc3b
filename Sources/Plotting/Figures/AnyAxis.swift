import Results
package import Settings

extension Figure {
    /// What a request asks for; `nil` if there is no figure of its name.
    package static func requested(_ request: PlotRequest) -> Figure? {
        if let name = request.figure { return named(name) }
        return curves(request)
    }

    /// Columns against an axis, a panel each.
    private static func curves(_ request: PlotRequest) -> Figure {
        let columns = request.y ?? []
        let x = request.x ?? ""
        let words = { (name: String) in name.split(separator: "_").joined(separator: " ") }
        let title = columns.map(words).joined(separator: ", ") + " by \(words(x))"
        return Figure(
            name: request.name, title: title, needs: "valid trials that differ in \(x)", axis: x
        ) { data, settingNames in
            guard
                var axis = XAxis.named(
                    x, of: data, settingNames: settingNames, scale: request.xScale)
            else { return .nothing("the results know no \(x)") }
            var panels: [Panel] = []
            for name in columns {
                guard let panel = Panel.column(name) else {
                    return .nothing("there is no column of numbers “\(name)”")
                }
                panels.append(panel)
            }
            let conditions = Conditions(settingNames)
            if let name = request.panel {
                guard let condition = conditions[name] else {
                    return .nothing("the results know no \(name)")
                }
                axis.untold.insert(condition.name)
                panels = panels.flatMap { $0.split(by: condition, of: data) }
            }
            var subject = axis.isOfMethods ? CurveSubject.conditions : .methods
            if let name = request.series, let condition = conditions[name] {
                subject = subject.coloured(by: condition)
            }
            return CurveFigure(
                name: request.name, title: title, axis: axis, panels: panels, subject: subject
            ).draw(data, settingNames: settingNames)
        }
    }
}

/// The conditions by the names that experiment files use.
private struct Conditions {
    private let all: [Condition]

    init(_ settingNames: [String]) {
        all = Condition.all(settingNames: settingNames)
    }

    subscript(name: String) -> Condition? {
        switch name {
        case "label": Condition(name: name, isShared: false, value: \.role)
        case "frame_size": all.first { $0.name == "sizes" }
        default: all.first { $0.name == name }
        }
    }
}

extension XAxis {
    /// Whether methods lie on the axis, so that they cannot be the curves.
    fileprivate var isOfMethods: Bool { !definedBy.isDisjoint(with: ["label", "backend"]) }
}

extension Panel {
    /// One panel for each value of a condition.
    fileprivate func split(by condition: Condition, of data: PlotData) -> [Panel] {
        let values = Set(
            data.records.lazy.filter { $0.outcome == .valid }.map { condition.value($0) })
        return values.sorted { ValueOrder.precedes($0 ?? "", $1 ?? "") }.map { value in
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
        trial: methods.trial, nothing: methods.nothing)

    /// The same, with a colour for each value of a condition.
    fileprivate func coloured(by condition: Condition) -> CurveSubject {
        CurveSubject(
            draws: draws, name: name, family: { condition.value($0) ?? "none" },
            isSecondary: isSecondary, trial: trial, nothing: nothing)
    }
}
