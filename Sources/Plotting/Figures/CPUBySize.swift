extension Figure {
    /// CPU against frame size, as libtrace's first test drew it, and exact.
    static let cpuBySize = Figure(
        name: "cpu-by-size", title: "CPU use by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size"
    ) { data, settingNames in
        CurveFigure(
            name: "cpu-by-size", title: "CPU use by frame size", axis: .size, panels: Panel.cpu
        ).draw(data, settingNames: settingNames)
    }
}
