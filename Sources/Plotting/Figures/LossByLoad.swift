extension Figure {
    /// Loss against the load offered.
    static let lossByLoad = Figure(
        name: "loss-by-load", title: "Frame loss by offered load",
        needs: "valid trials, preferably at several rates", axis: "rate"
    ) { data, settingNames in
        CurveFigure(
            name: "loss-by-load", title: "Frame loss by offered load",
            axis: .load(of: data, scale: nil), panels: Panel.loss
        ).draw(data, settingNames: settingNames)
    }
}
