extension Figure {
    /// CPU against the load offered.
    static let cpuByLoad = shorthand(
        "cpu-by-load", "CPU use by offered load",
        needs: "valid trials, preferably at several rates",
        axis: "rate", panels: Panel.cpu)
}
