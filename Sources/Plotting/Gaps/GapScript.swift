import Results
import Statistics

/// The script of the times between departures: how often a frame left at least so long after the
/// one before.
struct GapScript {
    private let set: GapPanels
    private let data: PlotData
    private let canvas: Canvas
    private let grid: PanelGrid
    /// Decades shown: of microseconds, and of shares.
    private let gapDecades: ClosedRange<Int>
    private let shareDecades: ClosedRange<Int>

    private static let name = "departure-gaps"
    private static let left = 96
    private static let columnGap = 78
    /// Points closer than this ratio of gaps are thinned out.
    private static let step = 1.04

    init(_ set: GapPanels, data: PlotData) {
        self.set = set
        self.data = data
        let columns = set.panels.count == 1 ? 1 : set.panels.count <= 4 ? 2 : 3
        grid = PanelGrid(
            count: set.panels.count, columns: columns,
            panelWidth: columns == 1 ? 640 : columns == 2 ? 420 : 360, left: Self.left,
            gap: Self.columnGap)
        let height = columns == 1 ? 360 : 250
        let shares = set.panels.flatMap(\.curves).flatMap(\.gaps.longerShares)
        let gaps =
            shares.map { Double($0.gap) / 1000 }
            + set.panels.compactMap(\.intended).map { $0 / 1000 }
        gapDecades = Decades.spanning(gaps, from: 6, atLeast: -3, atMost: 7)
        shareDecades =
            Decades.spanning(shares.map(\.share), from: -1, atLeast: -8, atMost: 0).lowerBound...0
        canvas = Canvas(
            width: max(grid.right + 44, 820), left: Self.left, right: Self.left + grid.panelWidth,
            panelHeights: Array(repeating: height, count: grid.rows),
            conditions: data.conditions(set.common),
            caption: Self.caption(set))
    }

    private static func caption(_ set: GapPanels) -> [String] {
        Caption.joined([
            "How to read it: at 10 µs the curve shows the share of frames that left 10 µs or more "
                + "after the frame before; a perfect pace falls straight down at the dashed line, "
                + "the gap intended.",
            "“Together”: frames of one system call or batch, a gap of 0, which a log scale cannot "
                + "show.",
            "Valid trials and baselines of a traffic count together.",
            set.silent.isEmpty
                ? nil : "Not known: \(set.silent.joined(separator: ", ")).",
            set.left > 0 ? "\(set.left) more traffics are not drawn." : nil,
        ])
    }

    /// `series,gap_us,share,panel,label`: a curve's points, thinned out.
    func table() -> String {
        var writer = CSVWriter()
        writer.row(["series", "gap_us", "share", "panel", "label"])
        var series = 0
        for panel in set.panels {
            for curve in panel.curves {
                series += 1
                for (gap, share) in points(of: curve.gaps) {
                    writer.cell(series)
                    writer.cell(gap)
                    writer.cell(share)
                    writer.cell(GnuplotText.oneLine(panel.title))
                    writer.cell(GnuplotText.oneLine(curve.label))
                    writer.endRow()
                }
            }
        }
        return writer.text
    }

    /// From the left edge to the longest gap, and down.
    private func points(of gaps: GapHistogram) -> [(Double, Double)] {
        let shares = gaps.longerShares
        guard let first = shares.first else { return [] }
        var points = [(Decades.power(gapDecades.lowerBound), first.share)]
        for (index, value) in shares.enumerated() {
            let gap = Double(value.gap) / 1000
            let isLast = index == shares.count - 1
            let isNear = gap < (points.last?.0 ?? 0) * Self.step
            if isLast || !isNear || index == 0 { points.append((gap, value.share)) }
        }
        // The last one's own end: below every share.
        points.append((points.last?.0 ?? 1, Decades.power(shareDecades.lowerBound - 1)))
        return points
    }

    func text() -> String {
        var script = GnuplotScript(
            name: Self.name, canvas: canvas,
            comment: ["Time between departures: \(set.panels.count) panels, from \(Self.name).csv"])
        script.define(["gaps = '\(Self.name).csv'"])
        let own = data.titles[Self.name] ?? Figure.departureGaps.title
        var series = 0
        var drawing = canvas.labels(title: "\(own): \(data.manifest.experiment)") + scales()
        for (index, panel) in set.panels.enumerated() {
            drawing += draw(panel, at: index, firstSeries: series)
            series += panel.curves.count
        }
        return script.text(drawing: drawing)
    }

    private func scales() -> [String] {
        let gaps = gapDecades.map { "'\(Self.microseconds($0))' 1e\($0)" }
        let shares = shareDecades.map { "'\(Self.percent($0))' 1e\($0)" }
        return [
            "set logscale xy",
            "set xrange [1e\(gapDecades.lowerBound):1e\(gapDecades.upperBound)]",
            "set yrange [1e\(shareDecades.lowerBound):1.6]",
            "set xtics (\(gaps.joined(separator: ", "))) nomirror",
            "set ytics (\(shares.joined(separator: ", "))) nomirror",
            "set border 3 linecolor rgb '#606060'",
            "set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1",
            "set key inside right top Left reverse samplen 2 spacing 1.15 font ',9'",
        ]
    }

    private func draw(_ panel: GapPanels.GapPanel, at index: Int, firstSeries: Int) -> [String] {
        var lines = grid.place(
            index, on: canvas, x: "time since the frame before", y: "frames with at least this gap")
        lines.append("unset arrow 1")
        if let intended = panel.intended {
            let gap = GnuplotText.number(intended / 1000)
            lines.append(
                "set arrow 1 from first \(gap), graph 0 to first \(gap), graph 1 nohead "
                    + "dashtype 2 linecolor rgb '#808080'")
        }
        if !panel.title.isEmpty {
            lines.append(
                "set label 90 \(GnuplotText.bold(panel.title)) at graph 0.03, graph 0.07 left "
                    + "font ',10'")
        }
        return lines + plot(panel.curves, firstSeries)
    }

    private func plot(_ curves: [GapPanels.GapCurve], _ firstSeries: Int) -> [String] {
        let pieces = curves.enumerated().map { index, curve in
            let together = DecimalText.rounded(curve.gaps.shareTogether * 100, places: 1)
            let title = "\(curve.label): \(together) % together"
            return "gaps using (of(\(firstSeries + index + 1), 'gap_us')):(column('share')) "
                + "with fsteps linewidth 1.6 linecolor rgb '\(Palette.colour(curve.style))' "
                + "dashtype \(Palette.dash(curve.style / Palette.colours.count)) "
                + "title \(GnuplotText.quoted(title))"
        }
        return GnuplotText.plot(pieces)
    }

    /// `-1` as `0.1 µs`, `3` as `1 ms`.
    private static func microseconds(_ exponent: Int) -> String {
        switch exponent {
        case ..<0: "\(GnuplotText.number(Decades.power(exponent + 3))) ns"
        case 0..<3: "\(GnuplotText.number(Decades.power(exponent))) µs"
        case 3..<6: "\(GnuplotText.number(Decades.power(exponent - 3))) ms"
        default: "\(GnuplotText.number(Decades.power(exponent - 6))) s"
        }
    }

    /// `-2` as `1 %`; `-6` as `10^{-4} %` would be `0.0001 %`.
    private static func percent(_ exponent: Int) -> String {
        exponent >= -6
            ? "\(GnuplotText.number(Decades.power(exponent + 2))) %%" : "10^{\(exponent + 2)} %%"
    }
}
