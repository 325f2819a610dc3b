import Results
import Statistics

/// The script of a figure of curves.
struct CurveScript {
    private let figure: CurveFigure
    private let set: CurveSet
    private let data: PlotData
    private let tables: CurveTables
    private let range: XRange
    private let canvas: Canvas

    private static let left = 84
    private static let plotWidth = 600

    init(_ figure: CurveFigure, _ set: CurveSet, data: PlotData, tables: CurveTables) {
        self.figure = figure
        self.set = set
        self.data = data
        self.tables = tables
        range = XRange(set, width: Self.plotWidth)
        let longest = set.curves.map { Canvas.textWidth($0.label) }.max() ?? 0
        let right = Self.left + Self.plotWidth
        let legend = 80 + longest
        // The legend runs down beside all panels, and makes them taller rather than leave them.
        let height = max(230, (set.curves.count * 22 + 20) / figure.panels.count)
        canvas = Canvas(
            width: max(right + legend, 820), left: Self.left, right: right,
            panelHeights: figure.panels.map { _ in height },
            conditions: Self.conditions(figure, set, data),
            caption: Self.caption(figure, set, data),
            above: figure.panels.contains { $0.heading != nil } ? 32 : 20)
    }

    func text() -> String {
        var script = GnuplotScript(
            name: figure.name, canvas: canvas,
            comment: ["\(figure.title): \(set.curves.count) series, from \(tables.summaryFile)"])
        script.define(["summary = '\(tables.summaryFile)'", "trials = '\(tables.trialsFile)'"])
        for scale in figure.panels.compactMap(nearZero) { script.define([scale.definition]) }
        let panels = figure.panels.enumerated().flatMap { index, panel in
            draw(panel, at: index)
        }
        let own = data.titles[figure.name] ?? figure.title
        let title = "\(own): \(data.manifest.experiment)"
        return script.text(drawing: canvas.labels(title: title) + panels + legend())
    }

    /// The scale of a panel that needs a function of its own.
    private func nearZero(_ panel: CurvePanel) -> NearZeroScale? {
        switch panel.scale {
        case .nearZero: .percent(set)
        case .counts: .counts(set, metric: set.place(of: panel.metric))
        case .percent, .fitted, .amounts, .decades: nil
        }
    }

    private func draw(_ panel: CurvePanel, at index: Int) -> [String] {
        let isLast = index == figure.panels.count - 1
        var lines = canvas.place(index)
        if index == 1 { lines.append("unset for [tag = 1:99] label tag") }
        lines += [
            range.setting,
            "set xtics \(isLast ? range.tics : range.blankTics) nomirror",
            isLast ? "set xlabel \(GnuplotText.quoted(figure.axis.title))" : "unset xlabel",
            "set ylabel \(GnuplotText.quoted(panel.title)) offset \(titleOffset(panel))",
            "unset key",
            "set border 3 linecolor rgb '#606060'",
            "set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1",
        ]
        if let heading = panel.heading {
            lines.append("set title \(GnuplotText.quoted(heading)) offset 0,-0.7 font ',11'")
        }
        if !panel.scale.isLogarithmic { lines += linear }
        switch panel.scale {
        case .percent:
            lines += ["set yrange [-2:102]", "set ytics 0,20,100 nomirror"]
        case .fitted: lines += fitted(panel)
        case .nearZero, .counts: lines += nearZero(panel)?.settings ?? []
        case .amounts: lines += AmountScale(set, metric: set.place(of: panel.metric)).settings
        case .decades: lines += DecadeScale(set, panel: panel).settings
        }
        return lines + labels(of: panel.references) + plot(panel)
    }

    /// How far the title of the y axis is moved to the right, in characters: where tick marks have
    /// texts of their own gnuplot leaves them no more room than they need.
    private func titleOffset(_ panel: CurvePanel) -> Int {
        switch panel.scale {
        case .amounts, .decades: 0
        case .percent, .fitted, .nearZero, .counts: 1
        }
    }

    /// A logarithmic panel leaves its scale to those behind it.
    private var linear: [String] {
        figure.panels.contains { $0.scale.isLogarithmic } ? ["unset logscale y"] : []
    }

    /// Each reference says what it is at the left end.
    private func labels(of references: [CurvePanel.ReferenceLine]) -> [String] {
        references.enumerated().compactMap { index, reference in
            guard let label = reference.label else { return nil }
            return "set label \(90 + index) \(GnuplotText.quoted(label)) "
                + "at first \(range.low), "
                + "first \(GnuplotText.number(reference.value(range.lowest))) "
                + "left offset 0.6,0.5 font ',9' textcolor rgb '#606060'"
        }
    }

    /// Up to the next of 1, 2, 5, 10, 20, 50 and 100.
    private func fitted(_ panel: CurvePanel) -> [String] {
        let metric = set.place(of: panel.metric)
        let most = set.curves.flatMap(\.points).compactMap { $0.samples[metric]?.maximum }.max()
        let top = [1.0, 2, 5, 10, 20, 50].first { $0 >= (most ?? 0) * 1.02 } ?? 100
        let number = GnuplotText.number
        return [
            "set yrange [\(number(-top / 50)):\(number(top * 1.02))]",
            "set ytics 0,\(number(top / 5)),\(number(top)) nomirror",
        ]
    }

    private func plot(_ panel: CurvePanel) -> [String] {
        let metric = set.place(of: panel.metric)
        return GnuplotText.plot(
            CurvePieces(set, metric: metric, panel: panel, range: range).all())
    }

    /// The legend, in an invisible panel beside the others: gnuplot drops entries that find no
    /// room beside their own panel.
    private func legend() -> [String] {
        let left = Self.left + Self.plotWidth + 14
        let bottom = canvas.panels.last?.bottom ?? 0
        let pieces = CurvePieces(set, metric: 0, panel: figure.panels[0], range: range).legend()
        let hasReferences = figure.panels.contains { !$0.references.isEmpty }
        return
            (hasReferences ? ["unset for [tag = 90:99] label tag"] : [])
            + linear
            + (figure.panels.contains { $0.heading != nil } ? ["unset title"] : []) + [
                "set lmargin at screen \(canvas.x(left)); set rmargin at screen \(canvas.x(canvas.width))",
                "set tmargin at screen \(canvas.y(canvas.panels[0].top - 6)); "
                    + "set bmargin at screen \(canvas.y(bottom))",
                "unset logscale x; set xrange [0:1]; set yrange [0:1]",
                "unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel",
                "set key left top Left reverse samplen 3 spacing 1.25",
            ] + GnuplotText.plot(pieces)
    }

    private static func conditions(
        _ figure: CurveFigure, _ set: CurveSet, _ data: PlotData
    ) -> String {
        let repetitions = set.repetitions.map { range in
            let count =
                range.lowerBound == range.upperBound
                ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
            return "\(count) \(figure.subject.trial)\(range.upperBound == 1 ? "" : "s") per point"
        }
        return data.conditions(set.common + [repetitions].compactMap { $0 })
    }

    private static func caption(
        _ figure: CurveFigure, _ set: CurveSet, _ data: PlotData
    ) -> [String] {
        let caption = Caption(data)
        let isCPU = figure.panels.contains { $0.metric.column.hasPrefix("cpu_") }
        return figure.notes.dropLast()
            + Caption.joined([
                figure.notes.last,
                (set.repetitions?.upperBound ?? 1) > 1 ? spread(set) : nil,
                set.curves.contains { $0.label.contains("same bytes") }
                    ? "Same bytes: drawn at its ring’s bytes / \(set.slotBytes), the bytes of one slot."
                    : nil,
            ])
            + Caption.joined([
                isCPU && lossDiffers(data)
                    ? "Loss differs by more than 1 point between trials: dropping early is cheap, "
                        + "so CPU does not compare there." : nil,
                isCPU ? caption.coarse() : nil, isCPU ? unmeasured(set) : nil,
                set.absentTrials > 0
                    ? "\(set.absentTrials) valid trials have no place on this axis." : nil,
                caption.invalid(), caption.engineLimit(), caption.skipped(),
            ])
    }

    private static func spread(_ set: CurveSet) -> String {
        "Line: median; band or bar: minimum to maximum"
            + (set.hasDots
                ? "; small dots: single trials."
                : " of \(set.trialCount) trials, too many for a dot each.")
    }

    private static func lossDiffers(_ data: PlotData) -> Bool {
        data.survey.losses.map { $0.upperBound - $0.lowerBound > 1 } ?? false
    }

    private static func unmeasured(_ set: CurveSet) -> String? {
        let words = set.metrics.indices.compactMap { index -> String? in
            let missing = set.curves.flatMap(\.points).reduce(0) {
                $0 + $1.trials.count - ($1.samples[index]?.count ?? 0)
            }
            return missing > 0
                ? "\(missing) valid trials without \(set.metrics[index].column)" : nil
        }
        return words.isEmpty ? nil : "\(words.joined(separator: ", ")) (not measured)."
    }
}
