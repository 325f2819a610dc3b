import Comparing
import Experiment
import Results

/// The script of the figure `effects`.
struct EffectScript {
    private let panels: EffectPanels
    private let title: String
    private let canvas: Canvas
    private let verdicts: [Verdict]

    private static let lineHeight = 20
    private static let longestName = 54
    private static let plotWidth = 380
    /// Room for `−59.2 % (−61.0 … −57.1 %)` at the right.
    private static let numbersWidth = 220

    init(_ panels: EffectPanels, report: ComparisonReport) {
        self.panels = panels
        let all = panels.panels.flatMap { $0.lines.compactMap(\.comparison) }
        let longest = all.map { min($0.name.count, Self.longestName) }.max() ?? 0
        let left = max(40 + longest * 7, 120)
        title = WrappedText.shortened("Effects: \(report.title)", to: 76)
        verdicts = Verdict.byUrgency.filter { verdict in all.contains { $0.verdict == verdict } }
        canvas = Canvas(
            width: max(left + Self.plotWidth + Self.numbersWidth, 720), left: left,
            right: left + Self.plotWidth,
            panelHeights: panels.panels.map { $0.lines.count * Self.lineHeight + 8 },
            conditions: Self.conditions(report), caption: Self.caption(panels, all),
            keyLines: 2, panelGap: 92)
    }

    private static func conditions(_ report: ComparisonReport) -> String {
        let sides = [("base", report.base), ("head", report.head)].filter { !$0.1.isEmpty }
            .map { "\($0.0): \($0.1)" }
        return (sides + report.conditions).joined(separator: " · ")
    }

    private static func caption(_ panels: EffectPanels, _ all: [Comparison]) -> [String] {
        let isCut = panels.panels.contains { panel in
            panel.lines.compactMap(\.comparison).contains { Self.isCut($0, panel.range) }
        }
        let hasNone = all.contains { $0.effect != nil && $0.effect?.interval == nil }
        return [
            "Marks: effect by Hodges and Lehmann; bars: its 95 % interval"
                + (hasNone ? ", where there are enough trials for one." : ".")
                + (isCut ? " Arrows: beyond the panel; the numbers say how far." : "")
        ]
            + panels.panels.compactMap { panel in
                panel.left == 0
                    ? nil
                    : "\(panel.metric.title): \(panel.left) exploratory comparisons with smaller "
                        + "effects are not shown."
            }
    }

    func text() -> String {
        let count = panels.panels.reduce(0) { $0 + $1.lines.compactMap(\.comparison).count }
        var script = GnuplotScript(
            name: "effects", canvas: canvas,
            comment: ["Head against base: \(count) comparisons, from effects.csv"])
        script.define([
            "summary = 'effects.csv'",
            "# A column of the rows of one panel, or of one verdict in it.",
            "in(p, name) = column('panel') == p ? column(name) : NaN",
            "with(p, v, name) = stringcolumn('verdict') eq v ? in(p, name) : NaN",
            "# What lies beyond the panel ends at its edge.",
            "cut(x, low, high) = x < low ? low : x > high ? high : x",
            "top(y) = y < 2 ? 0.3 : y - 1.5",
            "inside(x, low, high) = x < low || x > high ? NaN : x",
        ])
        let body = panels.panels.indices.flatMap { index in panel(index) }
        return script.text(drawing: canvas.labels(title: title) + common() + body)
    }

    private func common() -> [String] {
        [
            "set border 1 linecolor rgb '#606060'",
            "set grid xtics linecolor rgb '#e8e8e8' linewidth 1 dashtype 1",
            "set style fill solid 1 noborder",
        ]
    }

    private func panel(_ index: Int) -> [String] {
        let panel = panels.panels[index]
        let range = panel.range
        let unit = panel.metric.scale == .ratio ? "head against base, %" : "head − base, points"
        var lines = canvas.place(index)
        // Of the panel before, and of the last one of the pass before.
        lines.append("unset for [tag = \(index == 0 ? 90 : 1):400] label tag; unset object")
        lines += [
            "set xrange [\(GnuplotText.number(range.lowerBound)):"
                + "\(GnuplotText.number(range.upperBound))]; set xtics autofreq nomirror",
            "set yrange [\(panel.lines.count).7:0.3]",
            "unset ytics; unset key",
            "set xlabel \(GnuplotText.quoted(Self.axis(unit, panel.metric))) offset 0,0.4",
        ]
        let top = canvas.panels[index].top
        lines.append(
            "set label 90 \(GnuplotText.bold(panel.metric.title)) at screen "
                + "\(canvas.x(canvas.left)), \(canvas.y(top - 12)) left")
        lines += names(panel) + numbers(panel) + arrows(panel)
        // One legend stands for all panels.
        if index == 0 { lines += legend() }
        return lines + plot(index, panel)
    }

    private static func axis(_ unit: String, _ metric: ComparedMetric) -> String {
        metric.polarity == .lowerIsBetter
            ? "\(unit)   (← less is better)" : "\(unit)   (more is better →)"
    }

    /// The names, at the left: as labels, because gnuplot cuts tick marks' texts with a `%` in
    /// them off at 50 bytes.
    private func names(_ panel: EffectPanels.EffectPanel) -> [String] {
        panel.lines.enumerated().map { height, line in
            let text =
                switch line {
                case .heading(let title): GnuplotText.bold(title)
                case .comparison(let comparison):
                    GnuplotText.quoted(
                        WrappedText.shortened(comparison.name, to: Self.longestName))
                }
            return "set label \(200 + height) \(text) at graph -0.02, first \(height + 1) right"
        }
    }

    /// The effects in words, at the right.
    private func numbers(_ panel: EffectPanels.EffectPanel) -> [String] {
        panel.lines.enumerated().compactMap { height, line in
            line.comparison.map { comparison in
                "set label \(100 + height) \(GnuplotText.quoted(comparison.effectWords)) at "
                    + "graph 1.02, first \(height + 1) left font ',10' textcolor rgb '#404040'"
            }
        }
    }

    /// An arrow at the edge for each effect that lies beyond it.
    private func arrows(_ panel: EffectPanels.EffectPanel) -> [String] {
        let range = panel.range
        let length = (range.upperBound - range.lowerBound) * 0.05
        let drawn = panel.lines.enumerated().compactMap { height, line -> String? in
            guard let comparison = line.comparison, Self.isCut(comparison, range) else {
                return nil
            }
            let estimate = DrawnEffect(comparison).estimate ?? 0
            let edge = estimate > range.upperBound ? range.upperBound : range.lowerBound
            let start = estimate > range.upperBound ? edge - length : edge + length
            return "set arrow from first \(GnuplotText.number(start)), first \(height + 1) to "
                + "first \(GnuplotText.number(edge)), first \(height + 1) head filled "
                + "size screen 0.008,20 linewidth 2 "
                + "linecolor rgb '\(Self.style(comparison.verdict).colour)' front"
        }
        return ["unset arrow"] + drawn
    }

    private static func isCut(_ comparison: Comparison, _ range: ClosedRange<Double>) -> Bool {
        DrawnEffect(comparison).estimate.map { !range.contains($0) } ?? false
    }

    /// A mark and a word each, on a line above the panels.
    private func legend() -> [String] {
        let top = canvas.panels[0].top - 50
        var left = 20
        var lines: [String] = []
        let add = { (tag: Int, text: String, width: Int) in
            lines.append(
                "set label \(tag) '\(text)' at screen \(canvas.x(left + 22)), \(canvas.y(top)) left"
            )
            left += width
        }
        for (index, verdict) in verdicts.enumerated() {
            let style = Self.style(verdict)
            lines.append(
                "set label \(300 + index) '' at screen \(canvas.x(left + 10)), \(canvas.y(top)) "
                    + "point pointtype \(style.mark) pointsize 1.1 linewidth 2 "
                    + "linecolor rgb '\(style.colour)'")
            add(310 + index, verdict.rawValue, 44 + verdict.rawValue.count * 7)
        }
        lines.append(
            "set object 1 rectangle from screen \(canvas.x(left)), \(canvas.y(top + 6)) to screen "
                + "\(canvas.x(left + 16)), \(canvas.y(top - 6)) fillcolor rgb '#ececec' "
                + "fillstyle solid 1 noborder")
        add(320, "too small to matter", 170)
        guard panels.hasLimit else { return lines }
        lines.append(
            "set arrow from screen \(canvas.x(left + 10)), \(canvas.y(top + 8)) to screen "
                + "\(canvas.x(left + 10)), \(canvas.y(top - 8)) nohead linewidth 2.5 "
                + "dashtype '.' linecolor rgb '#000000'")
        add(321, "limit", 60)
        return lines
    }

    /// The band of what does not matter, 0, gates, intervals, and marks by verdict.
    private func plot(_ index: Int, _ panel: EffectPanels.EffectPanel) -> [String] {
        let number = index + 1
        let low = GnuplotText.number(panel.range.lowerBound)
        let high = GnuplotText.number(panel.range.upperBound)
        let line = "(in(\(number), 'line'))"
        let edge = { (text: String) in "(cut(\(text), \(low), \(high)))" }
        let small = "in(\(number), 'smallest_effect')"
        var pieces = [
            "summary using (0):\(line):(-\(small)):(\(small)):"
                + "(in(\(number), 'line') - 0.5):(in(\(number), 'line') + 0.5) with boxxyerror "
                + "fillcolor rgb '#ececec' notitle",
            // Over the headings, too, and not beyond the panel.
            "summary using (0):(top(in(\(number), 'line'))):(0):"
                + "(in(\(number), 'line') + 0.7 - top(in(\(number), 'line'))) with vectors nohead "
                + "linewidth 1 linecolor rgb '#606060' notitle",
        ]
        if panel.hasLimit {
            let limit = "inside(in(\(number), 'limit'), \(low), \(high))"
            pieces.append(
                "summary using (\(limit)):(in(\(number), 'line') - 0.42):(0):(0.84) with vectors "
                    + "nohead linewidth 2.5 dashtype '.' linecolor rgb '#000000' notitle")
        }
        for verdict in verdicts {
            let style = Self.style(verdict)
            let from = edge("with(\(number), '\(verdict.rawValue)', 'effect_low')")
            let to = "cut(in(\(number), 'effect_high'), \(low), \(high))"
            pieces.append(
                "summary using \(from):\(line):(\(to) - \(from)):(0) with vectors nohead "
                    + "linewidth 2 linecolor rgb '\(style.colour)' notitle")
            let mark =
                "inside(with(\(number), '\(verdict.rawValue)', 'effect'), \(low), \(high))"
            pieces.append(
                "summary using (\(mark)):\(line) with points pointtype \(style.mark) "
                    + "pointsize 1.1 linewidth 2 linecolor rgb '\(style.colour)' notitle")
        }
        return GnuplotText.plot(pieces)
    }

    /// Told apart by colour, and without colour by the mark.
    private static func style(_ verdict: Verdict) -> (colour: String, mark: Int) {
        switch verdict {
        case .worse: ("#D55E00", 5)
        case .better: ("#009E73", 7)
        case .inconclusive: ("#707070", 4)
        case .same: ("#0072B2", 13)
        }
    }
}

extension EffectPanels {
    fileprivate var hasLimit: Bool { panels.contains(where: \.hasLimit) }
}

extension EffectPanels.EffectPanel {
    /// Whether some line has a gate that can be drawn.
    fileprivate var hasLimit: Bool {
        lines.compactMap(\.comparison).contains { comparison in
            DrawnEffect(comparison).limit.map(range.contains) ?? false
        }
    }
}
