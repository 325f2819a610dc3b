import Results

/// The points of some results in the order of their bars, with what tells them apart.
struct PointBars {
    let bars: [PointBar]
    /// What all of them have in common, for the conditions.
    let common: [String]

    struct PointBar {
        let label: String
        let role: String
        /// The valid trials that count; at least one.
        let trials: [TrialRecord]
    }

    /// - Parameter isMeant: which valid trials count; points without any have no bar.
    init(_ data: PlotData, settingNames: [String], where isMeant: (TrialRecord) -> Bool) {
        let points = data.validPoints().map { $0.map { data.records[$0] }.filter(isMeant) }
            .filter { !$0.isEmpty }
        let firsts = points.map { $0[0] }
        let labels = PointLabels(firsts, settingNames: settingNames, order: data.order)
        common = labels.table.common()
        bars = labels.ordered().map {
            PointBar(label: labels.label(of: $0), role: firsts[$0].role, trials: points[$0])
        }
    }
}

extension PointBars.PointBar {
    /// The mean over the trials that measured it; `nil` if none did.
    ///
    /// The mean, not the median, because only means of the parts add up to the whole.
    func mean(_ value: (TrialRecord) -> Double?) -> Double? {
        let known = trials.compactMap(value)
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
}

/// A part of a bar, as the legend shows it.
struct BarPart {
    let title: String
    let colour: String
}

/// The gnuplot commands that stacked horizontal bars share.
enum BarScript {
    /// From and to of each part, stacked; a part below 0 has no width.
    static func edges(_ values: ArraySlice<Double?>) -> [Double] {
        var reached = 0.0
        return values.flatMap { value in
            let from = reached
            reached += max(0, value ?? 0)
            return [from, reached]
        }
    }

    /// A square and a word for each part, in columns above the panels.
    static func legend(_ parts: [BarPart], columns: Int, on canvas: Canvas) -> [String] {
        parts.enumerated().flatMap { index, part in
            let left = 20 + index % columns * 180
            let top = canvas.panels[0].top - 34 - (canvas.keyLines - 1 - index / columns) * 20
            return [
                "set object \(index + 1) rectangle from screen \(canvas.x(left)), \(canvas.y(top)) "
                    + "to screen \(canvas.x(left + 14)), \(canvas.y(top + 12)) "
                    + "fillcolor rgb '\(part.colour)' fillstyle solid 1 noborder",
                "set label \(80 + index) \(GnuplotText.quoted(part.title)) "
                    + "at screen \(canvas.x(left + 20)), \(canvas.y(top + 6)) left",
            ]
        }
    }

    /// What every panel of such bars has.
    static func style(bars: Int) -> [String] {
        [
            "set yrange [\(bars).5:0.5]", "set border 1 linecolor rgb '#606060'",
            "set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1",
            "set style fill solid 1 noborder",
        ]
    }

    /// `set ytics` with a label for each bar.
    static func tics(_ labels: [String], _ style: String) -> String {
        let tics = labels.enumerated().map { "\(GnuplotText.tick($1)) \($0 + 1)" }
        return "set ytics (\(tics.joined(separator: ", "))) \(style)"
    }

    /// One part of all bars, from the columns of its two edges.
    static func box(_ from: String, _ to: String, _ colour: String) -> String {
        "summary using (column('\(from)')):(column('bar')):(column('\(from)')):(column('\(to)')):"
            + "(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror "
            + "fillcolor rgb '\(colour)' notitle"
    }
}
