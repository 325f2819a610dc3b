package import Results
import Statistics

/// What searches found, as text: a table with a line for each point and goal, and a sentence.
package enum CapacitySummary {
    /// One line for each point and goal; medians of the repetitions.
    ///
    /// - Parameter order: that of the file.
    package static func rows(
        _ records: [CapacityRecord], order: DeclaredOrder = DeclaredOrder()
    ) -> [[String]] {
        let lines = lines(records, order)
        let isAnyAt = lines.contains { !$0.at.isEmpty }
        let isAnyFloor = lines.contains { $0.floor != nil }
        let isBursts = records.contains { $0.procedure == "back-to-back" }
        let head =
            ["series"] + (isAnyAt ? ["at"] : []) + ["loss", isBursts ? "frames" : "frames/s"]
            + ["upper bound"] + (isBursts ? [] : ["Gbit/s"]) + ["n"]
            + (isAnyFloor ? ["floor %"] : [])
            + ["trials"]
        let body = lines.map { line in
            let floor = line.floor.map { DecimalText.rounded($0, places: 4) } ?? "-"
            let bits = line.bits.map { DecimalText.rounded($0 / 1e9, places: 3) } ?? "-"
            return [line.role] + (isAnyAt ? [line.at] : []) + [line.goal, line.lower]
                + [line.upper] + (isBursts ? [] : [bits]) + ["\(line.records.count)"]
                + (isAnyFloor ? [floor] : []) + ["\(line.trials)"]
        }
        return [head] + body
    }

    /// Columns that are text; numbers follow.
    package static func textColumns(_ rows: [[String]]) -> Int {
        rows.first.flatMap { $0.firstIndex(of: "loss") } ?? 0
    }

    /// “180000 to 183000 frames/s”, “at least 1200000 frames/s”.
    package static func range(_ record: CapacityRecord) -> String {
        if let frames = record.burstFrames {
            let mean = DecimalText.rounded(frames, places: 1)
            let bursts = record.end == .atLeast ? "bursts of at least \(mean)" : "bursts of \(mean)"
            return "\(bursts) frames"
        }
        if record.procedure == "back-to-back" {
            let bounds = [record.burstLeast, record.burstMost].map { $0.map { "\($0)" } ?? "?" }
            return "not decided, bursts of \(bounds[0]) to \(bounds[1]) frames"
        }
        let bounds = [record.lowerPps, record.upperPps].map { $0.map { "\(Int($0.rounded()))" } }
        return switch (record.end, bounds[0], bounds[1]) {
        case (.atLeast, let lower?, _): "at least \(lower) frames/s"
        case (.atMost, _, let upper?): "less than \(upper) frames/s"
        case (.irregular, let lower?, nil): "not decided, from \(lower) frames/s"
        case (.irregular, nil, let upper?): "not decided, below \(upper) frames/s"
        case (.irregular, let lower?, let upper?):
            "not decided, between \(lower) and \(upper) frames/s"
        case (_, let lower?, let upper?): "\(lower) to \(upper) frames/s"
        default: "nothing was found"
        }
    }

    /// One sentence: what each series can take with the first goal; `nil` if nothing was found.
    package static func answer(
        _ records: [CapacityRecord], order: DeclaredOrder = DeclaredOrder()
    ) -> String? {
        guard let goal = records.first?.goal else { return nil }
        let own = lines(records, order).filter { $0.goal == goal && $0.number != nil }
        guard let first = own.first?.records.first else { return nil }
        var roles: [String] = []
        for line in own where !roles.contains(line.role) { roles.append(line.role) }
        let parts = roles.map { role in part(role, own.filter { $0.role == role }) }
        let place = first.countedLoss == "socket" ? " in the socket" : ""
        let lost = goal == "0 %" ? "without loss\(place)" : "with at most \(goal) loss\(place)"
        let subject =
            first.procedure == "back-to-back"
            ? "The longest burst \(lost), in frames" : "The highest load \(lost), in frames/s"
        return "\(subject): \(parts.joined(separator: "; "))."
    }

    /// “recv 210000 to 250000”.
    private static func part(_ role: String, _ lines: [CapacityLine]) -> String {
        let numbers = lines.compactMap(\.number)
        guard let least = numbers.min(), let most = numbers.max() else { return role }
        let isOpen = lines.contains { $0.number == most && $0.isAtLeast }
        let whole = { (number: Double) in DecimalText.rounded(number, places: 0) }
        let top = "\(isOpen ? "at least " : "")\(whole(most))"
        return least == most ? "\(role) \(top)" : "\(role) \(whole(least)) to \(top)"
    }

    /// All repetitions of one point and goal.
    private struct CapacityLine {
        let role: String
        let at: String
        let records: [CapacityRecord]

        var goal: String { records.first?.goal ?? "" }
        var isAtLeast: Bool { records.contains { $0.end == .atLeast } }
        var trials: Int { records.reduce(0) { $0 &+ $1.trials } }
        /// What counts as the capacity.
        var number: Double? { median { $0.burstFrames ?? $0.lowerPps } }
        var bits: Double? { median(\.wireBps) }
        var floor: Double? { median(\.floorLossPercent) }

        func median(_ value: (CapacityRecord) -> Double?) -> Double? {
            Sample(records.compactMap(value))?.median
        }

        var lower: String {
            guard let number else { return records.contains { $0.end == .atMost } ? "none" : "-" }
            return (isAtLeast ? "≥ " : "") + DecimalText.rounded(number, places: 0)
                + (records.contains { $0.end == .irregular } ? " ?" : "")
        }

        var upper: String {
            let upper = median { $0.burstMost.map { Double($0 + 1) } ?? $0.upperPps }
            return isAtLeast ? "-" : upper.map { DecimalText.rounded($0, places: 0) } ?? "-"
        }
    }

    private static func lines(_ records: [CapacityRecord], _ order: DeclaredOrder) -> [CapacityLine]
    {
        let groups = records.grouped { [$0.point, $0.role, $0.build ?? "", $0.goal] }
        let samples = groups.map { $0[0].sample }
        let names = Set(samples.flatMap(\.settings.keys)).sorted()
        let labels = PointLabels(samples, settingNames: names, order: order)
        return labels.ordered().map { index in
            CapacityLine(
                role: samples[index].role, at: labels.conditions(of: index).joined(separator: ", "),
                records: groups[index])
        }
    }
}
