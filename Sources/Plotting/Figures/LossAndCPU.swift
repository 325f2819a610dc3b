// Loss and CPU use against what experiments vary most.

extension Figure {
    /// Loss against ring size, as libtrace's second test drew it.
    static let lossByRing = shorthand(
        "loss-by-ring", "Frame loss by ring size",
        needs: "valid trials of a backend with a ring, preferably of several ring sizes",
        axis: "ring_frames", panels: CurvePanel.loss)

    /// Loss against frame size, as libtrace's first test drew it.
    static let lossBySize = shorthand(
        "loss-by-size", "Frame loss by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size", panels: CurvePanel.loss)

    /// Loss against the load offered.
    static let lossByLoad = shorthand(
        "loss-by-load", "Frame loss by offered load",
        needs: "valid trials, preferably at several rates",
        axis: "rate", panels: CurvePanel.loss)

    /// CPU against ring size, as libtrace's second test drew it, and exact.
    static let cpuByRing = shorthand(
        "cpu-by-ring", "CPU use by ring size",
        needs: "valid trials of a backend with a ring, preferably of several ring sizes",
        axis: "ring_frames", panels: CurvePanel.cpu)

    /// CPU against frame size, as libtrace's first test drew it, and exact.
    static let cpuBySize = shorthand(
        "cpu-by-size", "CPU use by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size", panels: CurvePanel.cpu)

    /// CPU against the load offered.
    static let cpuByLoad = shorthand(
        "cpu-by-load", "CPU use by offered load",
        needs: "valid trials, preferably at several rates",
        axis: "rate", panels: CurvePanel.cpu)
}

extension CurvePanel {
    /// Loss twice: all of it, and what is near 0.
    static let loss = [
        CurvePanel(metric: .loss, title: Metric.loss.title, scale: .fitted),
        CurvePanel(metric: .loss, title: "the same, log scale with 0 (%)", scale: .nearZero),
    ]

    /// The capture CPU as it was, and as sar would say.
    static let cpu = [
        CurvePanel(metric: .busy, title: Metric.busy.title, scale: .percent),
        CurvePanel(metric: .sar, title: Metric.sar.title, scale: .percent),
    ]
}
