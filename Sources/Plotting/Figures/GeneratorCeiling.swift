import Results

extension Figure {
    /// How much each engine can send: frames and bits a second against frame size.
    static let generatorCeiling = Figure(
        name: "generator-ceiling", title: "What each engine can send",
        needs: "trials at rate max with one fixed frame size, preferably of several sizes",
        axis: "frame_size",
        isSuggested: false
    ) { data, settingNames in
        let topologies = Set(
            data.records.lazy.filter(CurveSubject.ceilings.draws).compactMap(\.topology)
        ).sorted()
        return CurveFigure(
            name: "generator-ceiling", title: "What each engine can send", axis: .engineSize,
            panels: topologies.count > 1
                ? topologies.flatMap { CurvePanel.ceiling($0) } : CurvePanel.ceiling(nil),
            notes: [
                "Frames offered, those included that a full device queue refused. Solid: "
                    + "without a capture; dashed and lighter: with one."
            ],
            subject: .ceilings
        ).draw(data, settingNames: settingNames)
    }
}

extension CurvePanel {
    /// The same rate, as frames and as bits of the wire.
    static func ceiling(_ topology: String?) -> [CurvePanel] {
        let place = topology.map { "\($0): " } ?? ""
        let here: @Sendable (TrialRecord) -> Bool = { topology == nil || $0.topology == topology }
        return [
            CurvePanel(
                metric: .megaframes, title: "\(place)million frames/s", scale: .decades,
                draws: here,
                references: lineRateFrames),
            CurvePanel(
                metric: .wireGigabits, title: "\(place)Gbit/s on the wire", scale: .decades,
                draws: here,
                references: lineRates.map { rate in
                    ReferenceLine(
                        label: "\(rate) Gbit/s line rate", formula: "\(rate) + 0 * x",
                        value: { _ in Double(rate) })
                }),
        ]
    }

    /// Millions of frames a second that fill a link, by frame size.
    static let lineRateFrames = lineRates.map { rate in
        ReferenceLine(
            label: "\(rate) Gbit/s line rate",
            formula: "\(rate)e3 / ((x + \(WireRate.overhead)) * 8)",
            value: { WireRate.megaframes(gigabits: Double(rate), size: $0) })
    }

    private static let lineRates = [1, 10]
}

extension XAxis {
    /// Frame size, where the curve's name is its engine.
    fileprivate static let engineSize = XAxis(
        title: "frame size (bytes, FCS included, log₂ scale)", marks: .octaves,
        definedBy: size.definedBy.union(["engine"]), untold: ["topology"], place: size.place,
        nothing: size.nothing)
}
