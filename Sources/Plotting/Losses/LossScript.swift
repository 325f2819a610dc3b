import Results

/// The script of the losses over time: lost frames per millisecond, one panel for each point.
struct LossScript {
    private let set: LossPanels
    private let data: PlotData
    private let canvas: Canvas
    private let grid: PanelGrid
    /// Decades of lost frames per millisecond.
    private let decades: ClosedRange<Int>
    /// The end of the longest traffic (s).
    private let end: Double

    private static let name = "loss-in-time"
    private static let left = 96
    private static let columnGap = 60

    init(_ set: LossPanels, data: PlotData) {
        self.set = set
        self.data = data
        let columns = set.panels.count < 3 ? 1 : 2
        grid = PanelGrid(
            count: set.panels.count, columns: columns, panelWidth: columns == 1 ? 760 : 460,
            left: Self.left, gap: Self.columnGap)
        let places = set.panels.flatMap { $0.trials.flatMap(\.losses) }
        decades = Decades.spanning(places.map(\.rate), from: 0, atLeast: -6, atMost: 7)
        let durations = data.records.compactMap(\.durationS).filter { $0.isFinite }
        end = max(durations.max() ?? 0, places.map(\.time).max() ?? 0, 0.001)
        canvas = Canvas(
            width: grid.right + 44, left: Self.left, right: Self.left + grid.panelWidth,
            panelHeights: Array(repeating: columns == 1 ? 240 : 150, count: grid.rows),
            conditions: data.conditions(set.common),
            caption: Caption.joined([
                "How to read it: each line is a bin of the traffic with losses, as high as frames "
                    + "were lost per millisecond (log scale). Lines all over: the method loses all "
                    + "the time. A single line: something stood still once. Each trial has its own "
                    + "colour.",
                set.hasPauses
                    ? "Grey: frames waited for over 1 ms, and the capture process took none. Loss "
                        + "outside of these times is not of a machine that stood still." : nil,
                "A frame’s time is its number at the offered rate.",
                set.left > 0 ? "\(set.left) more points, with fewer losses, are not drawn." : nil,
                Caption(data).invalid(),
            ]), panelGap: 48, above: 44)
    }

    /// `series,time_s,lost_per_ms,panel,pause_end_s`: a row for each bin with losses, and one for each
    /// pause of the capture process.
    func table() -> String {
        var writer = CSVWriter()
        writer.row(["series", "time_s", "lost_per_ms", "panel", "pause_end_s"])
        var series = 0
        for panel in set.panels {
            for trial in panel.trials {
                series += 1
                for place in trial.losses {
                    writer.cell(series)
                    writer.cell(place.time)
                    writer.cell(place.rate)
                    writer.cell(GnuplotText.oneLine(panel.title))
                    writer.cell("")
                    writer.endRow()
                }
                for pause in trial.pauses {
                    writer.cell(series)
                    writer.cell(pause.lowerBound)
                    writer.cell("")
                    writer.cell(GnuplotText.oneLine(panel.title))
                    writer.cell(pause.upperBound)
                    writer.endRow()
                }
            }
        }
        return writer.text
    }

    func text() -> String {
        var script = GnuplotScript(
            name: Self.name, canvas: canvas,
            comment: ["Loss in time: \(set.panels.count) panels, from \(Self.name).csv"])
        script.define(["losses = '\(Self.name).csv'"])
        let own = data.titles[Self.name] ?? Figure.lossInTime.title
        var drawing = canvas.labels(title: "\(own): \(data.manifest.experiment)") + scales()
        var series = 0
        for (index, panel) in set.panels.enumerated() {
            drawing += draw(panel, at: index, firstSeries: series + 1)
            series += panel.trials.count
        }
        return script.text(drawing: drawing)
    }

    private func scales() -> [String] {
        let tics = decades.map { "'\(GnuplotText.number(Decades.power($0)))' 1e\($0)" }
        return [
            "set logscale y",
            "set xrange [0:\(GnuplotText.number(end))]",
            "set yrange [1e\(decades.lowerBound):1e\(decades.upperBound)]",
            "set xtics nomirror",
            "set ytics (\(tics.joined(separator: ", "))) nomirror",
            "set border 3 linecolor rgb '#606060'",
            "set grid ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1",
            // A pause is a pixel wide at least.
            "set style fill solid 0.45 border",
            set.hasPauses
                ? "set key at graph 1, graph 1.12 right top samplen 1 font ',9'" : "unset key",
        ]
    }

    private func draw(_ panel: LossPanels.LossPanel, at index: Int, firstSeries: Int) -> [String] {
        var lines = grid.place(
            index, on: canvas, x: "time since the first frame (s)", y: "lost frames / ms")
        let trials = panel.count == 1 ? "1 trial" : "\(panel.count) trials"
        let title = "\(panel.title): \(panel.lost) lost in \(trials)"
        lines.append(
            "set label 90 \(GnuplotText.bold(title)) at graph 0, graph 1.08 left font ',10'")
        let clauses =
            panel.trials.indices.filter { !panel.trials[$0].pauses.isEmpty }.enumerated().map {
                pauses(of: firstSeries + $0.element, hasTitle: $0.offset == 0)
            }
            + panel.trials.indices.map { trial in
                "losses using (of(\(firstSeries + trial), 'time_s')):(column('lost_per_ms')) "
                    + "with impulses linewidth 1 linecolor rgb '\(Palette.colour(trial))' notitle"
            }
        return lines + GnuplotText.plot(clauses)
    }

    /// What shades the pauses of a trial over the whole height.
    private func pauses(of series: Int, hasTitle: Bool) -> String {
        let from = "(of(\(series), 'time_s'))"
        let (low, high) = ("(1e\(decades.lowerBound))", "(1e\(decades.upperBound))")
        let title = hasTitle ? "title 'no frame was taken'" : "notitle"
        return "losses using \(from):\(low):\(from):(column('pause_end_s')):\(low):\(high) "
            + "with boxxyerror linewidth 0.5 linecolor rgb '#b0b0b0' \(title)"
    }
}
