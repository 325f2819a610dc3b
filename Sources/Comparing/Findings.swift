import Experiment
import Results
import Statistics

/// Tests the declared claims, each within every topology, NAPI policy and engine.
package enum Findings {
    /// Fewer blocks than this, and a claim stays open: of 5, all must agree (p = 1/32, one-sided).
    package static let fewestBlocks = 5
    /// Two-sided, so that each end bounds by 95 %: claims have a direction.
    static let confidence = 0.9

    static func all(_ run: RunData, _ plan: ComparePlan) -> [Finding] {
        plan.hypotheses.flatMap { hypothesis -> [Finding] in
            guard let metric = ComparedMetric.named(hypothesis.metric),
                let place = run.index(of: metric)
            else { return [] }
            let strata = Self.strata(run, hypothesis)
            return strata.map { cells in
                let claim = ClaimedCells(
                    hypothesis: hypothesis, metric: metric, place: place, cells: cells,
                    least: hypothesis.smallestEffect ?? plan.smallestEffects[metric.name]
                        ?? metric.smallestEffect)
                let condition = Self.condition(cells, among: strata)
                return finding(claim, condition)
            }
        }
    }

    /// The cells that the claim is about, apart where they must not be pooled.
    private static func strata(_ run: RunData, _ hypothesis: Hypothesis) -> [[Cell]] {
        let series = hypothesis.series
        var places: [[String?]: Int] = [:]
        var strata: [[Cell]] = []
        for cell in run.cells
        where series.contains(cell.series) && cell.meets(hypothesis.conditions) {
            if let place = places[cell.stratum] {
                strata[place].append(cell)
            } else {
                places[cell.stratum] = strata.count
                strata.append([cell])
            }
        }
        let order = DeclaredOrder(run.manifest)
        let conditions = ["topology", "napi_policy", "engine"].compactMap {
            Condition.named($0, [])
        }
        return strata.sorted { first, second in
            order.precedes(first[0].sample, second[0].sample, by: conditions) ?? false
        }
    }

    /// What tells this part of the results from the others.
    private static func condition(_ cells: [Cell], among strata: [[Cell]]) -> String {
        let sample = cells[0].sample
        var words: [String] = []
        let engines = Set(strata.map { $0[0].sample.engine })
        let topologies = Set(strata.map { $0[0].sample.topology })
        if topologies.count > 1, let topology = sample.topology { words.append(topology) }
        if let policy = sample.napiPolicy { words.append("napi_policy \(policy)") }
        if engines.count > 1, let engine = sample.engine { words.append("engine \(engine)") }
        return words.joined(separator: ", ")
    }

    private static func finding(_ claim: ClaimedCells, _ condition: String) -> Finding {
        let result =
            switch claim.hypothesis.test {
            case .difference(let base, let head, let direction):
                claim.difference(base, head, direction)
            case .atMost(let limit, _): claim.bound(limit, isUpper: true)
            case .atLeast(let limit, _): claim.bound(limit, isUpper: false)
            case .same(let key, _): claim.sameness(across: key)
            }
        var finding = Finding(
            claim: claim.hypothesis.claim, condition: condition, outcome: result.outcome,
            blocks: result.blocks, estimate: result.estimate, interval: result.interval,
            metric: claim.metric,
            detail: (result.detail + claim.lossWords).joined(separator: "; "))
        finding.isValue = result.isValue
        finding.needed = result.outcome == .inconclusive ? result.needed : nil
        return finding
    }
}

/// The cells that a claim is about, within one topology, policy and engine.
struct ClaimedCells {
    let hypothesis: Hypothesis
    let metric: ComparedMetric
    /// Place of the metric among the values of a trial.
    let place: Int
    let cells: [Cell]
    /// The smallest effect that matters, in the metric's scale.
    let least: Double

    /// What a test of a claim comes to.
    struct Result {
        var outcome = Finding.ClaimAnswer.inconclusive
        var blocks = 0
        var estimate: Double?
        var interval: ClosedRange<Double>?
        var detail: [String] = []
        /// Whether the estimate is a value, not a difference.
        var isValue = false
        /// Blocks that would decide it, if nothing changes but their number.
        var needed: Int?

        /// Says what several machines show; more repetitions of them would tell nothing of others.
        mutating func note(_ test: ShiftTest, _ machines: String?) {
            guard case .nested(let nested) = test else { return }
            detail += [machines].compactMap { $0 }
            needed = nil
            guard outcome == .inconclusive,
                let enough = nested.groups(
                    toFind: nested.estimate, confidence: Findings.confidence)
            else { return }
            detail.append(
                "about \(max(enough, nested.count + 1)) machines like these would tell a difference "
                    + "of this size")
        }
    }

    /// On the scale on which differences add up; `nil` for what has no place there.
    func working(_ value: Double) -> Double? {
        guard metric.scale == .ratio else { return value }
        return value > 0 ? LogScale.of(value) : nil
    }

    /// A difference of ``working(_:)`` values as it is told.
    func told(_ difference: Double) -> Double {
        metric.scale == .ratio ? LogScale.share(difference) : difference
    }

    var workingLeast: Double { metric.scale == .ratio ? LogScale.ofShare(least) : least }

    /// One repetition: the values of some cells, and the machine of a merged run.
    struct FindingRow {
        let machine: String?
        var values: [Double]
    }

    /// Values of these cells by block; only blocks in which every one of them has a value.
    func completeBlocks(_ cells: [Cell]) -> [FindingRow] {
        let columns = cells.map { $0.values(place).compactMapValues(working) }
        guard let first = columns.first else { return [] }
        let blocks = columns.dropFirst().reduce(Set(first.keys)) { $0.intersection($1.keys) }
        return blocks.sorted().map { block in
            FindingRow(
                machine: cells[0].trials[block]?.machine,
                values: columns.compactMap { $0[block] })
        }
    }

    /// Says that there are too few blocks; `nil` if there are enough.
    private func shortage(_ blocks: Int) -> String? {
        blocks >= Findings.fewestBlocks
            ? nil : "\(blocks) complete repetitions; \(Findings.fewestBlocks) are needed"
    }

    /// Notes the blocks that there are; whether they are enough.
    func note(_ blocks: Int, _ result: inout Result) -> Bool {
        result.blocks = blocks
        guard let shortage = shortage(blocks) else { return true }
        result.detail.append(shortage)
        result.needed = Findings.fewestBlocks
        return false
    }

    /// A point in words: the values of what these cells vary in.
    func words(_ cell: Cell) -> String {
        let labels = PointLabels(
            cells.map(\.sample),
            settingNames: Set(cells.lazy.flatMap(\.sample.settings.keys)).sorted())
        guard let index = cells.firstIndex(where: { $0.sample.point == cell.sample.point }) else {
            return cell.series
        }
        let words = labels.conditions(of: index)
        return words.isEmpty ? cell.series : words.joined(separator: ", ")
    }
}

extension Hypothesis {
    /// Labels of the series it is about.
    var series: Set<String> {
        switch test {
        case .difference(let base, let head, _): [base, head]
        case .atMost(_, let series), .atLeast(_, let series), .same(_, let series): [series]
        }
    }
}
