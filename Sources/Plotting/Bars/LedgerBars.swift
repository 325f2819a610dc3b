import Results

/// One bar for each point: the mean over its valid trials of each term, in percent of offered.
struct LedgerBars {
    let bars: [LedgerBar]
    let common: [String]

    struct LedgerBar {
        let label: String
        let role: String
        let trials: Int
        /// One for each term; `nil` where no trial measured it.
        let percents: [Double?]
        let lossPercent: Double
    }

    init(_ data: PlotData, settingNames: [String]) {
        let points = PointBars(data, settingNames: settingNames) {
            ($0.offeredFrames ?? 0) > 0 && $0.arrivedFrames != nil
        }
        common = points.common
        bars = points.bars.map { bar in
            let percents = LedgerTerm.all.map { term in
                bar.mean { record in
                    guard let frames = term.value(record), let offered = record.offeredFrames
                    else { return nil }
                    return 100 * Double(frames) / Double(offered)
                }
            }
            return LedgerBar(
                label: bar.label, role: bar.role, trials: bar.trials.count, percents: percents,
                lossPercent: 100 - (percents[0] ?? 0))
        }
    }

    /// Terms that some bar has frames in, as indices.
    var terms: [Int] {
        LedgerTerm.all.indices.filter { term in
            bars.contains { ($0.percents[term] ?? 0) != 0 }
        }
    }

    /// `bar,n,unique_percent,…,loss_percent,from_0,…,lost_from_1,…,role,label`.
    ///
    /// `from_i` and `to_i` are the edges of term i in the stack, and `lost_from_i`, `lost_to_i` the
    /// same in percent of what was lost; a term below 0 has no width there.
    func summary() -> String {
        var writer = CSVWriter()
        let terms = LedgerTerm.all
        writer.row(
            ["bar", "n"] + terms.map(\.column) + ["loss_percent"]
                + terms.indices.flatMap { ["from_\($0)", "to_\($0)"] }
                + terms.indices.dropFirst().flatMap { ["lost_from_\($0)", "lost_to_\($0)"] }
                + ["role", "label"])
        for (index, bar) in bars.enumerated() {
            writer.cell(index + 1)
            writer.cell(bar.trials)
            for percent in bar.percents { writer.cell(percent) }
            writer.cell(bar.lossPercent)
            for edge in BarScript.edges(bar.percents[...]) { writer.cell(edge) }
            for edge in Self.shares(bar.percents[1...]) { writer.cell(edge) }
            writer.cell(GnuplotText.oneLine(bar.role))
            writer.cell(GnuplotText.oneLine(bar.label))
            writer.endRow()
        }
        return writer.text
    }

    /// The edges in percent of the sum; all `nil` if it is 0.
    private static func shares(_ percents: ArraySlice<Double?>) -> [Double?] {
        let edges = BarScript.edges(percents)
        guard let whole = edges.last, whole > 0 else { return edges.map { _ in nil } }
        return edges.map { 100 * $0 / whole }
    }
}
