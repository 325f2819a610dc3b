extension Figure {
    /// Loss against the load offered.
    static let lossByLoad = shorthand(
        "loss-by-load", "Frame loss by offered load",
        needs: "valid trials, preferably at several rates",
        axis: "rate", panels: Panel.loss)
}
