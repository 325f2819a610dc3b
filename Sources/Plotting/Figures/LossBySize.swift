extension Figure {
    /// Loss against frame size, as libtrace's first test drew it.
    static let lossBySize = shorthand(
        "loss-by-size", "Frame loss by frame size",
        needs: "valid trials with one fixed frame size, preferably of several sizes",
        axis: "frame_size", panels: Panel.loss)
}
