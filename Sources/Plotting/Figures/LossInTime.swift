extension Figure {
    /// When frames were lost: all the time, at the start or the end, or at once.
    static let lossInTime = Figure(
        name: "loss-in-time", title: "Loss in time",
        needs: "valid trials with stamped frames and losses", readsLosses: true
    ) { data, settingNames in
        let panels = LossPanels(data, settingNames: settingNames)
        guard !panels.panels.isEmpty else {
            return .nothing("no valid trial has losses whose time is known")
        }
        let script = LossScript(panels, data: data)
        return .files(["loss-in-time.csv": script.table(), "loss-in-time.gp": script.text()])
    }
}
