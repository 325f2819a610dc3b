extension Figure {
    /// CPU against the load offered.
    static let cpuByLoad = Figure(
        name: "cpu-by-load", title: "CPU use by offered load",
        needs: "valid trials, preferably at several rates", axis: "rate"
    ) { data, settingNames in
        CurveFigure(
            name: "cpu-by-load", title: "CPU use by offered load",
            axis: .load(of: data, scale: nil), panels: Panel.cpu
        ).draw(data, settingNames: settingNames)
    }
}
