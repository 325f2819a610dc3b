import Results

/// The script of the ledger: what became of all offered frames, beside what became of the lost.
struct LedgerScript {
    private let bars: LedgerBars
    private let data: PlotData
    private let canvas: Canvas
    private let left: Int

    private static let legendColumns = 4
    private static let allWidth = 300
    private static let lostWidth = 240
    private static let lossWidth = 96

    init(_ bars: LedgerBars, data: PlotData) {
        self.bars = bars
        self.data = data
        left = 40 + (bars.bars.map(\.label.count).max() ?? 0) * 7
        let caption = Caption(data)
        let isRepeated = bars.bars.contains { $0.trials > 1 }
        canvas = Canvas(
            width: max(left + Self.allWidth + Self.lossWidth + Self.lostWidth + 30, 820),
            left: left, right: left + Self.allWidth,
            panelHeights: [max(80, bars.bars.count * 20)],
            conditions: (["Linux \(data.manifest.kernel)"] + bars.common).joined(separator: " · "),
            caption: Caption.joined([
                isRepeated ? "Bars: means over the valid trials of a point." : nil,
                bars.bars.contains { ($0.percents.last ?? 0) ?? 0 < 0 }
                    ? "Unexplained below 0 (more counted than offered) is not drawn." : nil,
                caption.invalid(), caption.engineLimit(), caption.skipped(),
            ]), keyLines: (bars.terms.count + Self.legendColumns - 1) / Self.legendColumns)
    }

    func text() -> String {
        var script = GnuplotScript(
            name: "ledger", canvas: canvas,
            comment: ["Where each offered frame went: \(bars.bars.count) bars, from ledger.csv"])
        script.define(["summary = 'ledger.csv'"])
        let title = "Where each offered frame went: \(data.manifest.experiment)"
        return script.text(
            drawing: canvas.labels(title: title) + common() + all() + lost())
    }

    private func common() -> [String] {
        [
            "unset logscale x; set xrange [0:100]; set xtics 0,20,100 nomirror",
            "set yrange [\(bars.bars.count).5:0.5]",
            "set border 1 linecolor rgb '#606060'",
            "set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1",
            "set style fill solid 1 noborder",
        ]
    }

    /// A square and a word for each term, in columns above the panels.
    private func legend() -> [String] {
        bars.terms.enumerated().flatMap { index, term in
            let left = 20 + index % Self.legendColumns * 180
            let top =
                canvas.panels[0].top - 34
                - (canvas.keyLines - 1 - index / Self.legendColumns) * 20
            return [
                "set object \(index + 1) rectangle from screen \(canvas.x(left)), \(canvas.y(top)) "
                    + "to screen \(canvas.x(left + 14)), \(canvas.y(top + 12)) "
                    + "fillcolor rgb '\(LedgerTerm.all[term].colour)' fillstyle solid 1 noborder",
                "set label \(80 + index) \(GnuplotText.quoted(LedgerTerm.all[term].title)) "
                    + "at screen \(canvas.x(left + 20)), \(canvas.y(top + 6)) left",
            ]
        }
    }

    /// All frames.
    private func all() -> [String] {
        let tics = bars.bars.enumerated().map { index, bar in
            "\(GnuplotText.tick(bar.label)) \(index + 1)"
        }
        let stack = bars.terms.map { term in
            box("from_\(term)", "to_\(term)", term)
                + "notitle"
        }
        return canvas.place(0) + [
            "set ytics (\(tics.joined(separator: ", "))) scale 0 nomirror",
            "set xlabel '% of offered'", "unset key",
        ] + legend() + command(stack)
    }

    /// The lost frames alone: where they were lost.
    private func lost() -> [String] {
        let start = left + Self.allWidth + Self.lossWidth
        let terms = bars.terms.filter { term in
            term > 0 && bars.bars.contains { ($0.percents[term] ?? 0) > 0 }
        }
        guard !terms.isEmpty else { return [] }
        let losses = bars.bars.enumerated().map { index, bar in
            "\(GnuplotText.tick(Self.percent(bar.lossPercent))) \(index + 1)"
        }
        return [
            "unset for [tag = 1:99] label tag", "unset for [tag = 1:9] object tag",
            "set label 1 'loss' at screen \(canvas.x(start - 12)), "
                + "\(canvas.y(canvas.panels[0].top - 10)) right",
            "set lmargin at screen \(canvas.x(start)); "
                + "set rmargin at screen \(canvas.x(start + Self.lostWidth))",
            "set ytics (\(losses.joined(separator: ", "))) scale 0",
            "set xlabel '% of the lost'",
        ] + command(terms.map { box("lost_from_\($0)", "lost_to_\($0)", $0) + "notitle" })
    }

    /// `18.3 %`, `0.0421 %`, `0 %`.
    private static func percent(_ value: Double) -> String {
        let places = abs(value) >= 10 ? 1 : abs(value) >= 1 ? 2 : 4
        return DecimalText.rounded(value, places: places) + " %"
    }

    private func box(_ from: String, _ to: String, _ term: Int) -> String {
        "summary using (column('\(from)')):(column('bar')):(column('\(from)')):(column('\(to)')):"
            + "(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror "
            + "fillcolor rgb '\(LedgerTerm.all[term].colour)' "
    }

    private func command(_ pieces: [String]) -> [String] {
        pieces.enumerated().map { index, piece in
            (index == 0 ? "plot " : "    ") + piece + (index == pieces.count - 1 ? "" : ", \\")
        }
    }
}
