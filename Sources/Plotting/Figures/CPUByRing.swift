extension Figure {
    /// CPU against ring size, as libtrace's second test drew it, and exact.
    static let cpuByRing = shorthand(
        "cpu-by-ring", "CPU use by ring size",
        needs: "valid trials of a backend with a ring, preferably of several ring sizes",
        axis: "ring_frames", panels: Panel.cpu)
}

extension Panel {
    /// The capture CPU as it was, and as sar would say.
    static let cpu = [
        Panel(metric: .busy, title: Metric.busy.title, scale: .percent),
        Panel(metric: .sar, title: Metric.sar.title, scale: .percent),
    ]
}
