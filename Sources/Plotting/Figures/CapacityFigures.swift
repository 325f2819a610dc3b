import Results
import Statistics

extension Figure {
    /// What searches found, against the frame size; line rates drawn in.
    static let capacityBySize = Figure(
        name: "capacity-by-size", title: "Highest load by frame size",
        needs: "searches at several fixed frame sizes", axis: "frame_size", isSuggested: false
    ) { data, _ in
        CapacityRows(data).draw("capacity-by-size", "Highest load by frame size", .capacitySize) {
            CurvePanel.capacity(references: CurvePanel.lineRateFrames, of: $0)
        }
    }

    /// The same against the size of the ring.
    static let capacityByRing = Figure(
        name: "capacity-by-ring", title: "Highest load by ring size",
        needs: "searches with several ring sizes", axis: "ring_frames", isSuggested: false
    ) { data, _ in
        CapacityRows(data).draw("capacity-by-ring", "Highest load by ring size", .ring) {
            CurvePanel.capacity(references: [], of: $0)
        }
    }

    /// The longest burst without loss against what the queue should hold.
    static let burstsByDepth = Figure(
        name: "bursts-by-depth", title: "Longest burst without loss by queue depth",
        needs: "searches of procedure back-to-back", isSuggested: false
    ) { data, _ in
        CapacityRows(data).draw(
            "bursts-by-depth", "Longest burst without loss by queue depth", .depth
        ) { _ in
            [
                CurvePanel(
                    metric: .burst, title: "longest burst (frames)", scale: .decades,
                    references: [
                        CurvePanel.ReferenceLine(
                            label: "burst = depth", formula: "x", value: { $0 })
                    ])
            ]
        }
    }
}

/// The results of searches as rows, so that curves are drawn from them as from trials.
private struct CapacityRows {
    private let data: PlotData
    /// Searches that ended at what the engine could send.
    private let atLeast: Int

    init(_ data: PlotData) {
        // What the kernel granted stands in the rows of the search's trials.
        var granted: [String: TrialRecord] = [:]
        for record in data.records where record.ringBytes != nil || record.depthFrames != nil {
            if let search = record.search, granted[search] == nil { granted[search] = record }
        }
        atLeast = data.capacities.count { $0.end == .atLeast }
        self.data = PlotData(
            manifest: data.manifest,
            records: data.capacities.map { capacity in
                var record = capacity.comparable
                // What the method takes at least is drawn too, and the caption says so.
                record.capacityPps = record.outcome == .valid ? capacity.lowerPps : nil
                record.burstFrames = capacity.burstFrames
                record.ringBytes = granted[capacity.point]?.ringBytes
                record.depthFrames = granted[capacity.point]?.depthFrames
                return record
            },
            order: data.order, titles: data.titles)
    }

    func draw(
        _ name: String, _ title: String, _ axis: XAxis,
        _ panels: ([TrialRecord]) -> [CurvePanel]
    ) -> Figure.Drawing {
        guard !data.records.isEmpty else { return .nothing("no search ended") }
        var axis = axis
        axis.untold.insert("goal")
        let note =
            atLeast == 0
            ? nil
            : "\(atLeast) of \(data.records.count) results are lower bounds: the engine sent no more."
        return CurveFigure(
            name: name, title: title, axis: axis, panels: panels(data.records),
            notes: [note].compactMap { $0 }, subject: .searches
        ).draw(data, settingNames: data.settingNames)
    }
}

extension CurveSubject {
    fileprivate static let searches = CurveSubject(
        draws: { $0.outcome == .valid && ($0.capacityPps ?? $0.burstFrames) != nil },
        name: \.role, family: \.role, isSecondary: { _ in false }, trial: "search",
        nothing: "no search found a highest load")
}

extension CurvePanel {
    /// One for each goal.
    fileprivate static func capacity(
        references: [ReferenceLine], of records: [TrialRecord]
    ) -> [CurvePanel] {
        let goals = Set(records.compactMap { $0.settings["goal"] })
        return goals.sorted(by: ValueOrder.precedes).map { goal in
            CurvePanel(
                metric: .capacity, title: "million frames/s", scale: .decades,
                heading: goal == "0 %" ? "no loss (NDR)" : "at most \(goal) loss (PDR)",
                draws: { $0.settings["goal"] == goal }, references: references)
        }
    }
}

extension Metric {
    fileprivate static let capacity = Metric(
        prefix: "", column: "capacity_mpps",
        value: { record in record.capacityPps.map { $0 / 1e6 } }
    )
    fileprivate static let burst = Metric(
        prefix: "", column: "burst_frames", value: \.burstFrames)
}

extension XAxis {
    /// Frame size, also where few sizes are far apart.
    fileprivate static let capacitySize = XAxis(
        title: "frame size (bytes, FCS included, log₂ scale)", marks: .octaves,
        definedBy: size.definedBy, place: size.place, nothing: size.nothing)

    /// Frames that the queue should hold, as computed from what the kernel granted.
    fileprivate static let depth = XAxis(
        title: "computed depth of the queue (frames, log₂ scale)", marks: .octaves,
        definedBy: ring.definedBy.union(["receive_buffer", "frame_size", "sizes"]),
        place: { trials, _ in
            trials[0].depthFrames.map { $0 > 0 ? .at(Double($0)) : .absent } ?? .absent
        },
        nothing: "no search has a computed depth")
}
