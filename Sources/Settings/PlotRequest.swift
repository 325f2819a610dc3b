/// One figure that is asked for: one of the registry by its name, or columns against an axis.
///
/// A `[[plot]]` of an experiment file, and an element of `plots` in a manifest.
package struct PlotRequest: Sendable, Hashable, Codable {
    /// Name in the registry of figures; `nil` for columns against an axis.
    package var figure: String?
    /// Columns of `trials.csv`, a panel each.
    package var y: [String]?
    /// The axis: a key or setting that differs between points.
    package var x: String?
    /// `nil`: chosen from the values.
    package var xScale: AxisScale?
    /// The axis whose values have curves of a colour each; `nil`: the label.
    package var series: String?
    /// The axis whose values have panels of their own; `nil` for none.
    package var panel: String?
    /// What stands above the graph; `nil` for the figure's own title.
    package var title: String?

    package enum AxisScale: String, Sendable, Codable, CaseIterable {
        case linear
        case log
    }

    package init(figure: String, title: String? = nil) {
        self.figure = figure
        self.title = title
    }

    package init(y: [String], x: String) {
        self.y = y
        self.x = x
    }

    /// Names the files: `loss-by-ring`, `loss_percent-cpu_busy_percent-by-rate`.
    package var name: String {
        if let figure { return figure }
        let parts = (y ?? []) + ["by", x ?? ""] + (panel.map { ["each", $0] } ?? [])
        return parts.joined(separator: "-")
    }

    enum CodingKeys: String, CodingKey {
        case figure, y, x, series, panel, title
        case xScale = "x_scale"
    }
}
