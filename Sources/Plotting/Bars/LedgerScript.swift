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
            conditions: data.conditions(bars.common),
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
        let own = data.titles["ledger"] ?? Figure.ledger.title
        let title = "\(own): \(data.manifest.experiment)"
        return script.text(
            drawing: canvas.labels(title: title) + common() + all() + lost())
    }

    private func common() -> [String] {
        ["unset logscale x; set xrange [0:100]; set xtics 0,20,100 nomirror"]
            + BarScript.style(bars: bars.bars.count)
    }

    private func legend() -> [String] {
        let parts = bars.terms.map {
            BarPart(title: LedgerTerm.all[$0].title, colour: LedgerTerm.all[$0].colour)
        }
        return BarScript.legend(parts, columns: Self.legendColumns, on: canvas)
    }

    /// All frames.
    private func all() -> [String] {
        let stack = bars.terms.map { box("from_\($0)", "to_\($0)", $0) }
        return canvas.place(0) + [
            BarScript.tics(bars.bars.map(\.label), "scale 0 nomirror"),
            "set xlabel 'frames (% of offered)'", "unset key",
        ] + legend() + GnuplotText.plot(stack)
    }

    /// The lost frames alone: where they were lost.
    private func lost() -> [String] {
        let start = left + Self.allWidth + Self.lossWidth
        let terms = bars.terms.filter { term in
            term > 0 && bars.bars.contains { ($0.percents[term] ?? 0) > 0 }
        }
        guard !terms.isEmpty else { return [] }
        return [
            "unset for [tag = 1:99] label tag", "unset for [tag = 1:9] object tag",
            "set label 1 'loss' at screen \(canvas.x(start - 12)), "
                + "\(canvas.y(canvas.panels[0].top - 10)) right",
            "set lmargin at screen \(canvas.x(start)); "
                + "set rmargin at screen \(canvas.x(start + Self.lostWidth))",
            BarScript.tics(bars.bars.map { Self.percent($0.lossPercent) }, "scale 0"),
            "set xlabel 'frames (% of the lost)'",
        ] + GnuplotText.plot(terms.map { box("lost_from_\($0)", "lost_to_\($0)", $0) })
    }

    /// `18.3 %`, `0.0421 %`, `0 %`.
    static func percent(_ value: Double) -> String {
        let places = abs(value) >= 10 ? 1 : abs(value) >= 1 ? 2 : 4
        return DecimalText.rounded(value, places: places) + " %"
    }

    private func box(_ from: String, _ to: String, _ term: Int) -> String {
        BarScript.box(from, to, LedgerTerm.all[term].colour)
    }
}
