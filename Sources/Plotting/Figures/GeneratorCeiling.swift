import Results

extension Figure {
    /// How much each engine can send: frames and bits a second against frame size.
    static let generatorCeiling = Figure(
        name: "generator-ceiling", title: "What each engine can send",
        needs: "trials at rate max with one fixed frame size, best of several sizes"
    ) { data, settingNames in
        CurveFigure(
            name: "generator-ceiling", title: "What each engine can send", axis: .engineSize,
            panels: Panel.ceiling,
            note: "Frames offered, those included that a full device queue refused. Solid: nobody "
                + "listens; dashed and lighter: beside a capturer.",
            subject: .ceilings
        ).draw(data, settingNames: settingNames)
    }
}

extension Panel {
    /// The same rate, as frames and as bits of the wire.
    static let ceiling = [
        Panel(
            metric: .megaframes, title: "million frames/s (log scale)", scale: .decades,
            references: lineRates.map { rate in
                Reference(
                    label: "\(rate) Gbit/s line rate", formula: "\(rate)e3 / ((x + 20) * 8)",
                    value: { WireRate.megaframes(gigabits: Double(rate), size: $0) })
            }),
        Panel(
            metric: .wireGigabits, title: "Gbit/s on the wire (log scale)", scale: .decades,
            references: lineRates.map { rate in
                Reference(
                    label: "\(rate) Gbit/s line rate", formula: "\(rate) + 0 * x",
                    value: { _ in Double(rate) })
            }),
    ]

    private static let lineRates = [1, 10]
}

extension XAxis {
    /// Frame size, where the curve's name is its engine.
    fileprivate static let engineSize = XAxis(
        title: "frame size (bytes, FCS included, log₂ scale)", isLogarithmic: true,
        definedBy: size.definedBy.union(["engine"]), place: size.place, nothing: size.nothing,
        words: size.words)
}
