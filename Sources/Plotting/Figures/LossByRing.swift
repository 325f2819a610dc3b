extension Figure {
    /// Loss against ring size, as libtrace's second test drew it.
    static let lossByRing = Figure(
        name: "loss-by-ring", title: "Frame loss by ring size",
        needs: "valid trials of a backend with a ring, preferably of several ring sizes",
        axis: "ring_frames"
    ) { data, settingNames in
        CurveFigure(
            name: "loss-by-ring", title: "Frame loss by ring size", axis: .ring,
            panels: Panel.loss
        ).draw(data, settingNames: settingNames)
    }
}

extension Panel {
    /// Loss twice: all of it, and what is near 0.
    static let loss = [
        Panel(metric: .loss, title: "frame loss (% of offered)", scale: .fitted),
        Panel(metric: .loss, title: "the same, log scale with 0 (%)", scale: .nearZero),
    ]
}
