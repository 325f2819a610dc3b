extension Figure {
    /// Loss against frame size, as libtrace's first test drew it.
    static let lossBySize = Figure(
        name: "loss-by-size", title: "Frame loss by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size"
    ) { data, settingNames in
        CurveFigure(
            name: "loss-by-size", title: "Frame loss by frame size", axis: .size,
            panels: Panel.loss
        ).draw(data, settingNames: settingNames)
    }
}
