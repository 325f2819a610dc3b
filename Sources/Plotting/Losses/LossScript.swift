import Results

/// The script of the losses over time: lost frames per millisecond, one panel for each point.
struct LossScript {
    private let set: LossPanels
    private let data: PlotData
    private let canvas: Canvas
    private let columns: Int
    private let panelWidth: Int
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
        columns = set.panels.count < 3 ? 1 : 2
        panelWidth = columns == 1 ? 760 : 460
        let rows = (set.panels.count + columns - 1) / columns
        let places = set.panels.flatMap { $0.trials.joined() }
        decades = Self.decades(places.map(\.rate))
        let durations = data.records.compactMap(\.durationS).filter { $0.isFinite }
        end = max(durations.max() ?? 0, places.map(\.time).max() ?? 0, 0.001)
        let right = Self.left + columns * panelWidth + (columns - 1) * Self.columnGap
        canvas = Canvas(
            width: right + 44, left: Self.left, right: Self.left + panelWidth,
            panelHeights: Array(repeating: columns == 1 ? 240 : 150, count: rows),
            conditions: (["Linux \(data.manifest.kernel)"] + set.common).joined(separator: " · ")
                + (data.manifest.quick ? " · quick" : ""),
            caption: Caption.joined([
                "How to read it: each line is a bin of the traffic with losses, as high as frames "
                    + "were lost per millisecond (log scale). Lines all over: the method loses all "
                    + "the time. A single line: something stood still once. Each trial has its own "
                    + "colour.",
                "A frame’s time is its number at the offered rate.",
                set.left > 0 ? "\(set.left) more points, with fewer losses, are not drawn." : nil,
                Caption(data).invalid(),
            ]), panelGap: 48, above: 44)
    }

    /// From a power of ten at or below the least value to one at or above the greatest.
    private static func decades(_ values: [Double]) -> ClosedRange<Int> {
        var (low, scale) = (0, 1.0)
        while low > -6, scale > values.min() ?? 1 { (low, scale) = (low - 1, scale / 10) }
        var high = low + 1
        scale *= 10
        while high < 7, scale < values.max() ?? 1 { (high, scale) = (high + 1, scale * 10) }
        return low...high
    }

    /// `series,time_s,lost_per_ms,panel`: a row for each bin with losses.
    func table() -> String {
        var writer = CSVWriter()
        writer.row(["series", "time_s", "lost_per_ms", "panel"])
        var series = 0
        for panel in set.panels {
            for trial in panel.trials {
                series += 1
                for place in trial {
                    writer.cell(series)
                    writer.cell(place.time)
                    writer.cell(place.rate)
                    writer.cell(GnuplotText.oneLine(panel.title))
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
        let tics = decades.map { "'\(GnuplotText.number(Self.power($0)))' 1e\($0)" }
        return [
            "set logscale y",
            "set xrange [0:\(GnuplotText.number(end))]",
            "set yrange [1e\(decades.lowerBound):1e\(decades.upperBound)]",
            "set xtics nomirror",
            "set ytics (\(tics.joined(separator: ", "))) nomirror",
            "set border 3 linecolor rgb '#606060'",
            "set grid ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1",
            "unset key",
        ]
    }

    private static func power(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }

    private func draw(_ panel: LossPanels.Panel, at index: Int, firstSeries: Int) -> [String] {
        let (row, column) = (index / columns, index % columns)
        let left = Self.left + column * (panelWidth + Self.columnGap)
        let isLastRow = index + columns >= set.panels.count
        var lines = canvas.place(row)
        lines.append(
            "set lmargin at screen \(canvas.x(left)); "
                + "set rmargin at screen \(canvas.x(left + panelWidth))")
        if index > 0 { lines.append("unset for [tag = 1:99] label tag") }
        lines.append(isLastRow ? "set xlabel 'seconds since the first frame'" : "unset xlabel")
        lines.append(column == 0 ? "set ylabel 'lost frames / ms'" : "unset ylabel")
        let trials = panel.count == 1 ? "1 trial" : "\(panel.count) trials"
        let title = "\(panel.title): \(panel.lost) lost in \(trials)"
        lines.append(
            "set label 90 \(GnuplotText.bold(title)) at graph 0, graph 1.08 left font ',10'")
        return lines
            + panel.trials.indices.map { trial in
                (trial == 0 ? "plot " : "    ")
                    + "losses using (of(\(firstSeries + trial), 'time_s')):(column('lost_per_ms')) "
                    + "with impulses linewidth 1 linecolor rgb '\(Palette.colour(trial))' notitle"
                    + (trial == panel.trials.count - 1 ? "" : ", \\")
            }
    }
}
