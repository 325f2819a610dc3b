import Results
import Statistics

/// The parts of one panel's `plot` command: bands, trials, lines, levels.
struct CurvePieces {
    private let set: CurveSet
    private let metric: Int
    private let panel: CurvePanel
    private let range: XRange
    private let styles: [CurveStyle]

    init(_ set: CurveSet, metric: Int, panel: CurvePanel, range: XRange) {
        self.set = set
        self.metric = metric
        self.panel = panel
        self.range = range
        styles = CurveStyle.styles(of: set.curves)
    }

    /// From back to front.
    func all() -> [String] {
        let shown = set.curves.indices.filter { index in
            panel.draws(set.curves[index].first)
                && set.curves[index].points.contains { $0.samples[metric] != nil }
        }
        let repeated = shown.filter { index in
            set.curves[index].points.contains { ($0.samples[metric]?.count ?? 0) > 1 }
        }
        return references() + repeated.filter { isLine($0) }.map(band)
            + repeated.filter { !isLine($0) }.map(bar)
            + (set.hasDots ? repeated.map(dots) : [])
            + shown.filter { set.curves[$0].isLevel }.map(level)
            // In order of the curves, which is the legend's.
            + shown.map { set.curves[$0].isLevel ? levelMark($0) : line($0) }
    }

    private func references() -> [String] {
        panel.references.map { reference in
            "\(reference.formula) with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle"
        }
    }

    /// A band needs two points.
    private func isLine(_ curve: Int) -> Bool {
        set.curves[curve].points.count { $0.samples[metric] != nil } > 1
    }

    private func band(_ curve: Int) -> String {
        "summary using \(x(curve)):\(y(curve, "min")):\(y(curve, "max")) "
            + "with filledcurves fillcolor rgb '\(styles[curve].colour)' "
            + "fillstyle transparent solid 0.15 noborder notitle"
    }

    private func bar(_ curve: Int) -> String {
        "summary using \(x(curve)):\(y(curve, "median")):\(y(curve, "min")):\(y(curve, "max")) "
            + "with yerrorbars linecolor rgb '\(styles[curve].colour)' pointsize 0 linewidth 1 "
            + "notitle"
    }

    private func dots(_ curve: Int) -> String {
        let column = set.metrics[metric].column
        return "trials using \(x(curve)):\(scaled("of(\(curve + 1), '\(column)')")) with points "
            + "pointtype 7 pointsize 0.35 linecolor rgb '\(styles[curve].faint)' "
            + "notitle"
    }

    private func line(_ curve: Int) -> String {
        "summary using \(x(curve)):\(y(curve, "median")) with linespoints \(style(curve)) notitle"
    }

    /// A method without a value on the axis: a dashed line across it.
    private func level(_ curve: Int) -> String {
        "summary using (\(range.low)):\(y(curve, "median")):(\(range.span)):(0) "
            + "with vectors nohead linewidth 1.2 dashtype 2 "
            + "linecolor rgb '\(styles[curve].colour)' notitle"
    }

    private func levelMark(_ curve: Int) -> String {
        "summary using \(x(curve)):\(y(curve, "median")) with linespoints \(style(curve)) notitle"
    }

    /// One entry for each curve, drawn by functions that lie outside their panel.
    func legend() -> [String] {
        named.map { curve in
            "2 with linespoints \(style(curve)) "
                + "title \(GnuplotText.quoted(set.curves[curve].label))"
        }
    }

    /// One curve of those that have the same name, in panels of their own.
    private var named: [Int] {
        self.set.curves.indices.filter { index in
            !set.curves[..<index].contains { $0.label == set.curves[index].label }
        }
    }

    private func style(_ curve: Int) -> String {
        guard !set.curves[curve].isLevel else {
            return "linecolor rgb '\(styles[curve].colour)' linewidth 1.2 dashtype 2 "
                + "pointtype \(styles[curve].mark) pointsize 0.9"
        }
        return "linecolor rgb '\(styles[curve].colour)' "
            + "linewidth \(GnuplotText.number(styles[curve].width)) "
            + "dashtype \(styles[curve].dash) pointtype \(styles[curve].mark) pointsize 0.8"
    }

    private func x(_ curve: Int) -> String {
        set.curves[curve].isLevel
            ? "(column('series') == \(curve + 1) ? \(range.levelPlace) : NaN)"
            : "(of(\(curve + 1), 'x'))"
    }

    private func y(_ curve: Int, _ statistic: String) -> String {
        scaled("of(\(curve + 1), '\(set.metrics[metric].prefix)\(statistic)')")
    }

    private func scaled(_ value: String) -> String {
        switch panel.scale {
        case .percent, .fitted, .decades, .amounts: "(\(value))"
        case .nearZero: "(nz(\(value)))"
        case .counts: "(nc(\(value)))"
        }
    }
}
