extension Figure {
    /// Loss against ring size, as libtrace's second test drew it.
    static let lossByRing = shorthand(
        "loss-by-ring", "Frame loss by ring size",
        needs: "valid trials of a backend with a ring, preferably of several ring sizes",
        axis: "ring_frames", panels: Panel.loss)
}

extension Panel {
    /// Loss twice: all of it, and what is near 0.
    static let loss = [
        Panel(metric: .loss, title: Metric.loss.title, scale: .fitted),
        Panel(metric: .loss, title: "the same, log scale with 0 (%)", scale: .nearZero),
    ]
}
