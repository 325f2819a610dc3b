package import Results
import Statistics

/// What a sweep's valid trials say, in one sentence below its table.
///
/// Against the load: how much each method takes. Of other experiments: the loss and the CPU use of
/// each method, as medians of its points. No test stands behind it; `bench compare` has those.
package enum SweepAnswer {
    /// Percent of frames that may be missing where a method is said to keep up.
    private static let tolerated = 0.1

    package static func text(_ records: [TrialRecord], order: DeclaredOrder = DeclaredOrder())
        -> String
    {
        let valid = records.filter { $0.outcome == .valid && $0.hasCapture }
        guard !valid.isEmpty else { return "No answer: no trial is valid." }
        let roles = Set(valid.map { $0.role }).sorted {
            order.series.rank(of: $0) < order.series.rank(of: $1)
        }
        let isAboutLoad = Set(valid.compactMap { $0.rate }).count > 1
        let clauses = roles.map { role in
            let own = valid.filter { $0.role == role }
            return "\(role) \(isAboutLoad ? kept(own) : medians(own))"
        }
        let start =
            isAboutLoad ? "Lost at most \(number(tolerated)) % of the frames: " : "Medians: "
        return start + clauses.joined(separator: "; ") + "." + latencies(valid, of: roles)
    }

    /// ` Median latency: recv 21 to 30 us; V3 541 to 50123 us.`; nothing where none was measured.
    private static func latencies(_ records: [TrialRecord], of roles: [String]) -> String {
        let clauses = roles.compactMap { role -> String? in
            let medians = pointMedians(records.filter { $0.role == role }) {
                $0.latencyP50Ns.map { Double($0) / 1e3 }
            }
            return range(medians.map { $0.rounded() }).map { "\(role) \($0) us" }
        }
        return clauses.isEmpty ? "" : " Median latency: \(clauses.joined(separator: "; "))."
    }

    /// The highest load up to which no point lost more than is tolerated.
    private static func kept(_ records: [TrialRecord]) -> String {
        var steps: [(offered: Double, loss: Double)] = []
        for trials in Dictionary(grouping: records, by: { $0.rate }).values {
            // The worst of the points at this rate counts.
            guard let loss = pointMedians(trials, of: { $0.lossPercent }).max(),
                let offered = Sample(trials.compactMap { $0.ratePpsOffered })?.median
            else { continue }
            steps.append((offered, loss))
        }
        guard !steps.isEmpty else { return "not measured" }
        steps.sort { $0.offered < $1.offered }
        let good = steps.prefix { $0.loss <= tolerated }
        guard let last = good.last else { return "at no rate" }
        let most = "\(AmountText.short(last.offered)) frames/s"
        return good.count == steps.count ? "at every rate, up to \(most)" : "up to \(most)"
    }

    /// `0 to 5.7 % loss, 46 % busy`.
    private static func medians(_ records: [TrialRecord]) -> String {
        let loss = pointMedians(records) { $0.lossPercent }
        let busy = pointMedians(records) { $0.cpuBusyPercent }
        let parts = [range(loss).map { "\($0) % loss" }, range(busy).map { "\($0) % busy" }]
        let told = parts.compactMap { $0 }
        return told.isEmpty ? "not measured" : told.joined(separator: ", ")
    }

    /// The median of each point where it was measured.
    private static func pointMedians(
        _ records: [TrialRecord], of value: (TrialRecord) -> Double?
    ) -> [Double] {
        Dictionary(grouping: records, by: { $0.point }).values
            .compactMap { Sample($0.compactMap(value))?.median }
    }

    private static func range(_ values: [Double]) -> String? {
        guard let least = values.min(), let most = values.max() else { return nil }
        let texts = (number(least), number(most))
        return texts.0 == texts.1 ? texts.0 : "\(texts.0) to \(texts.1)"
    }

    private static func number(_ value: Double) -> String {
        DecimalText.rounded(value, places: value < 1 ? 3 : 1)
    }
}
