import Results
import Settings

/// The axes along which results differ in a quantity, and the figures that show them.
struct AxisSurvey {
    /// Names as `x` of a plot has them, in the order of conditions.
    let axes: [String]
    private let data: PlotData

    init(_ data: PlotData, settingNames: [String]) {
        self.data = data
        let points = data.validPoints().map { data.records[$0[0]] }
        let table = ConditionTable(Condition.all(settingNames: settingNames), points: points)
        let roles = Dictionary(grouping: points.indices, by: { points[$0].role }).values
        var axes: [String] = []
        for (index, condition) in table.conditions.enumerated() {
            // A method's own values differ between methods without being an axis.
            guard roles.contains(where: { table.varies(index, among: $0) }),
                Self.areQuantities(table.rows.lazy.compactMap { $0[index] })
            else { continue }
            let axis = Self.axis(of: condition.name)
            if let axis, !axes.contains(axis) { axes.append(axis) }
        }
        self.axes = axes
    }

    /// At least two different numbers of one unit; what is no number, as mixed sizes, apart.
    private static func areQuantities(_ texts: some Sequence<String>) -> Bool {
        let quantities = Set(texts).compactMap(ValueOrder.quantity)
        return quantities.count > 1 && Set(quantities.map(\.dimension)).count == 1
    }

    /// The axis that a condition belongs to; `nil` for what no figure is drawn against.
    private static func axis(of condition: String) -> String? {
        if condition == "sizes" { return "frame_size" }
        if XAxis.ring.definedBy.contains(condition) { return "ring_frames" }
        if ["rate", "load", "link_rate"].contains(condition) { return "rate" }
        return ["duration_s", "duration", "interval", "crop"].contains(condition) ? nil : condition
    }

    /// What an experiment that asks for no figure gets.
    var suggested: [PlotRequest] {
        guard data.capacities.isEmpty else { return suggestedOfSearches }
        let curves = axes.flatMap { axis in
            let named = Figure.all.filter { $0.axis == axis && $0.isSuggested }
            return named.isEmpty
                ? [PlotRequest(y: ["loss_percent", "cpu_busy_percent"], x: axis)]
                : named.map { PlotRequest(figure: $0.name) }
        }
        let hasValid = data.records.contains { $0.outcome == .valid }
        let hasCeiling = data.records.contains {
            $0.outcome == .baseline && CurveSubject.ceilings.draws($0)
        }
        let hasLosses = data.records.contains {
            $0.outcome == .valid && ($0.lossEpisodes ?? 0) > 0
        }
        let hasLatencies = data.records.contains {
            $0.outcome == .valid && $0.latencyP50Ns != nil
        }
        let hasStalls = data.records.contains { $0.outcome == .valid && ($0.stalls ?? 0) > 0 }
        let stalls = hasStalls ? [Figure.lossByStall] : []
        let latencies = [Figure.latencyByLoad, .latencyByTimeout].filter {
            hasLatencies && $0.axis.map(axes.contains) == true
        }
        let bars = (hasValid ? [Figure.cpuSplit, .ledger] : []) + (hasLosses ? [.lossInTime] : [])
        let engines = hasCeiling ? [Figure.generatorCeiling, .departureGaps] : []
        return curves + (stalls + latencies + bars + engines).map { PlotRequest(figure: $0.name) }
    }

    /// A search is drawn by what it found: its trials are at whatever loads it took.
    private var suggestedOfSearches: [PlotRequest] {
        let isBursts = data.capacities.contains { $0.procedure == "back-to-back" }
        let figures: [Figure] = isBursts ? [.burstsByDepth] : [.capacityBySize, .capacityByRing]
        return figures.map { PlotRequest(figure: $0.name) }
    }

    /// A sentence for each axis that none of these figures has.
    func unshown(by requests: [PlotRequest]) -> [String] {
        guard data.capacities.isEmpty else { return [] }
        let shown = Set(
            requests.flatMap { request in
                [request.x, request.panel, request.series].compactMap { $0 }
                    + [request.figure.flatMap(Figure.named)?.axis].compactMap { $0 }
            }.map { Self.axis(of: $0) ?? $0 })
        return axes.filter { !shown.contains($0) }.map { axis in
            "no figure is drawn against \(axis), which differs here; such a figure is "
                + "[[plot]] y = [\"loss_percent\"], x = \"\(axis)\""
        }
    }
}
