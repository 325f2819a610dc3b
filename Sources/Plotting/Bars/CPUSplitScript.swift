import Results

/// Where the capture CPU's time went: a bar a point, and beside it what was lost.
struct CPUSplitScript {
    private let points: PointBars
    private let data: PlotData
    private let canvas: Canvas

    private static let columns = 3
    private static let width = 430

    init(_ points: PointBars, data: PlotData) {
        self.points = points
        self.data = data
        let left = 40 + (points.bars.map(\.label.count).max() ?? 0) * 7
        let caption = Caption(data)
        let trials = points.bars.lazy.flatMap(\.trials)
        canvas = Canvas(
            width: max(left + Self.width + 110, 820), left: left, right: left + Self.width,
            panelHeights: [max(80, points.bars.count * 20)],
            conditions: data.conditions(points.common),
            caption: Caption.joined([
                points.bars.contains { $0.trials.count > 1 }
                    ? "Bars: means over the valid trials of a point." : nil,
                "Time for each frame that arrived; work on frames that were lost is in it.",
                trials.contains { $0.cpuKernelNs == nil }
                    ? "Where the kernel’s half is missing, it was not measured." : nil,
                caption.coarse(), caption.invalid(), caption.engineLimit(), caption.skipped(),
            ]), keyLines: (Self.parts(points).count + Self.columns - 1) / Self.columns)
    }

    /// Parts that some bar has, as indices.
    private static func parts(_ points: PointBars) -> [Int] {
        CPUSplitPart.all.indices.filter { part in
            points.bars.contains { $0.mean(CPUSplitPart.all[part].value) != nil }
        }
    }

    func text() -> String {
        var script = GnuplotScript(
            name: "cpu-split", canvas: canvas,
            comment: ["Time of the capture CPU: \(points.bars.count) bars, from cpu-split.csv"])
        script.define(["summary = 'cpu-split.csv'"])
        let title =
            data.titles["cpu-split"]
            ?? "Where the capture CPU’s time went: \(data.manifest.experiment)"
        return script.text(drawing: canvas.labels(title: title) + bars())
    }

    private func bars() -> [String] {
        let parts = Self.parts(points)
        let legend = parts.map {
            BarPart(title: CPUSplitPart.all[$0].title, colour: CPUSplitPart.all[$0].colour)
        }
        let losses = points.bars.enumerated().map { index, bar in
            let loss = bar.mean { $0.lossPercent }.map(LedgerScript.percent) ?? ""
            return "\(GnuplotText.tick(loss)) \(index + 1)"
        }
        return ["unset logscale x; set xrange [0:*]; set xtics nomirror"]
            + BarScript.style(bars: points.bars.count) + canvas.place(0)
            + [
                BarScript.tics(points.bars.map(\.label), "scale 0 nomirror"),
                "set y2range [\(points.bars.count).5:0.5]",
                "set y2tics (\(losses.joined(separator: ", "))) scale 0",
                "set label 99 'loss' at screen \(canvas.x(canvas.right + 8)), "
                    + "\(canvas.y(canvas.panels[0].top - 10)) left",
                "set xlabel 'CPU time for each frame that arrived (ns)'", "unset key",
            ] + BarScript.legend(legend, columns: Self.columns, on: canvas)
            + GnuplotText.plot(
                parts.map { BarScript.box("from_\($0)", "to_\($0)", CPUSplitPart.all[$0].colour) })
    }

    /// `bar,n,kernel_ns,…,from_0,to_0,…,role,label`.
    func summary() -> String {
        var writer = CSVWriter()
        let parts = CPUSplitPart.all
        writer.row(
            ["bar", "n"] + parts.map(\.column)
                + parts.indices.flatMap { ["from_\($0)", "to_\($0)"] } + ["role", "label"])
        for (index, bar) in points.bars.enumerated() {
            let means = parts.map { bar.mean($0.value) }
            writer.cell(index + 1)
            writer.cell(bar.trials.count)
            for mean in means { writer.cell(mean) }
            for edge in BarScript.edges(means[...]) { writer.cell(edge) }
            writer.cell(GnuplotText.oneLine(bar.role))
            writer.cell(GnuplotText.oneLine(bar.label))
            writer.endRow()
        }
        return writer.text
    }
}
