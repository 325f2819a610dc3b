import Results

extension Figure {
    /// How evenly each engine sends: the distribution of the times between departures.
    static let departureGaps = Figure(
        name: "departure-gaps", title: "Time between departures by engine",
        needs: "trials or baselines of an engine that records departures", readsGaps: true
    ) { data, settingNames in
        let panels = GapPanels(data, settingNames: settingNames)
        guard !panels.panels.isEmpty else {
            return .nothing("no valid trial or baseline has times between departures")
        }
        let script = GapScript(panels, data: data)
        return .files(["departure-gaps.csv": script.table(), "departure-gaps.gp": script.text()])
    }
}
