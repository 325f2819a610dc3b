extension Figure {
    /// CPU against frame size, as libtrace's first test drew it, and exact.
    static let cpuBySize = shorthand(
        "cpu-by-size", "CPU use by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size", panels: Panel.cpu)
}
