import Experiment
import Frames
import Results

/// Every comparison that a request comes to, before its numbers are looked at.
struct ContrastList {
    /// One pair of cells by one metric.
    struct Item {
        let pair: CellPair
        let terms: PairComparison.Terms
        /// Places of the metric among the values of either side.
        let places: (base: Int, head: Int)
    }

    private(set) var items: [Item] = []
    /// Declared contrasts of series that are there, and that nothing can be said of.
    private(set) var missing: [Comparison] = []
    private let request: ComparisonRequest

    /// - Throws: if a name is unknown, or more is declared primary than may be.
    init(_ request: ComparisonRequest) throws(ComparisonError) {
        self.request = request
        switch request.subject {
        case .runs(let base, let head):
            try addBuilds(CellPairs.runs(base: base, head: head), base, head, isPaired: false)
        case .within(let run) where run.hasBuilds:
            try addBuilds(
                CellPairs.builds(of: run, base: "base", head: "head"), run, run, isPaired: true)
            try addControls(of: run)
        case .within(let run): try addDeclared(in: run)
        case .chosen(let run, let base, let head): try addChosen(run, base, head)
        }
        let primary = items.count { $0.terms.standing == .primary } + missing.count
        guard primary <= ComparePlan.mostContrasts else {
            throw ComparisonError(
                "the declared contrasts come to \(primary) comparisons; at most"
                    + " \(ComparePlan.mostContrasts) can be decided together: narrow them with"
                    + " “where”")
        }
    }

    /// The same points by two builds or in two runs: what is declared about them is primary, every
    /// other metric and point exploratory.
    private mutating func addBuilds(
        _ pairs: [CellPair], _ base: RunData, _ head: RunData, isPaired: Bool
    ) throws(ComparisonError) {
        var primary: Set<[String?]> = []
        for contrast in request.plan.contrasts {
            guard case .builds(let series) = contrast.subject else { continue }
            let metric = try metric(contrast.metric)
            let own = pairs.filter {
                $0.head.series == series && $0.head.meets(contrast.conditions)
            }
            for pair in own
            where primary.insert([metric.name, pair.head.series, pair.head.sample.point]).inserted {
                add(pair, metric, .primary, isPaired, (base, head), contrast)
            }
            if own.isEmpty, base.series.contains(series) || head.series.contains(series) {
                miss(series, metric)
            }
        }
        for metric in try exploredMetrics() {
            for pair in pairs
            where !primary.contains([metric.name, pair.head.series, pair.head.sample.point]) {
                add(pair, metric, .exploratory, isPaired, (base, head))
            }
        }
    }

    /// The base's command a second time: what it differs by is noise.
    private mutating func addControls(of run: RunData) throws(ComparisonError) {
        let pairs = CellPairs.builds(of: run, base: "base", head: "control")
        let metrics = Set(items.map(\.terms.metric.name))
        for metric in ComparedMetric.all where metrics.contains(metric.name) {
            for pair in pairs { add(pair, metric, .control, true, (run, run)) }
        }
    }

    /// Series of one run: the declared contrasts, and their pairs by the other metrics.
    private mutating func addDeclared(in run: RunData) throws(ComparisonError) {
        var declared: Set<String> = []
        var explored: [(CellPair, Contrast)] = []
        for contrast in request.plan.contrasts {
            guard case .series(let base, let head) = contrast.subject else { continue }
            let metric = try metric(contrast.metric)
            let pairs = CellPairs.between(
                run.cells.filter { $0.series == base && $0.meets(contrast.conditions) },
                run.cells.filter { $0.series == head && $0.meets(contrast.conditions) })
            for pair in pairs where declared.insert(Self.key(pair, metric)).inserted {
                add(
                    pair, metric, contrast.isControl ? .control : .primary, true, (run, run),
                    contrast)
                explored.append((pair, contrast))
            }
            if pairs.isEmpty, run.series.contains(base) || run.series.contains(head) {
                miss("\(base) → \(head)", metric)
            }
        }
        for metric in try exploredMetrics() {
            for (pair, contrast) in explored
            where declared.insert(Self.key(pair, metric)).inserted {
                add(pair, metric, contrast.isControl ? .control : .exploratory, true, (run, run))
            }
        }
    }

    private mutating func addChosen(
        _ run: RunData, _ base: ComparisonRequest.ChosenSide, _ head: ComparisonRequest.ChosenSide
    ) throws(ComparisonError) {
        let sides = [base, head].map { choice in
            run.cells.filter { cell in
                (choice.series == nil || cell.series == choice.series)
                    && choice.conditions.allSatisfy { $0.holds(of: cell.text(of: $0.key)) }
            }
        }
        for (choice, cells) in zip([base, head], sides) where cells.isEmpty {
            throw ComparisonError(
                "no point of \(run.name) is \(choice.words); its series are"
                    + " \(PlainText.quotedList(run.series))")
        }
        let identities = sides.map { Set($0.map { [$0.sample.point, $0.sample.role] }) }
        guard identities[0].isDisjoint(with: identities[1]) else {
            throw ComparisonError(
                "\(base.words) and \(head.words) have points of \(run.name) in common: a thing is not"
                    + " compared with itself")
        }
        let pairs = CellPairs.between(sides[0], sides[1])
        guard !pairs.isEmpty else {
            throw ComparisonError(
                "\(base.words) and \(head.words) share no traffic in \(run.name): nothing to compare"
            )
        }
        for metric in try exploredMetrics() {
            for pair in pairs { add(pair, metric, .exploratory, true, (run, run)) }
        }
    }

    /// A contrast that was declared and has no pair must not go unnoticed.
    private mutating func miss(_ name: String, _ metric: ComparedMetric) {
        let none = Comparison.Arm(label: "", count: 0, invalid: 0, median: nil, interval: nil)
        var comparison = Comparison(
            name: name, metric: metric, standing: .primary, base: none, head: none, pairs: 0,
            isPaired: false, smallestEffect: metric.smallestEffect, verdict: .inconclusive)
        comparison.reason = "declared, but there are no two points to compare"
        missing.append(comparison)
    }

    private mutating func add(
        _ pair: CellPair, _ metric: ComparedMetric, _ standing: Comparison.Standing,
        _ isPaired: Bool, _ runs: (RunData, RunData), _ contrast: Contrast? = nil
    ) {
        guard let base = runs.0.index(of: metric), let head = runs.1.index(of: metric) else {
            return
        }
        let smallest =
            contrast?.smallestEffect ?? request.plan.smallestEffects[metric.name]
            ?? metric.smallestEffect
        items.append(
            Item(
                pair: pair,
                terms: PairComparison.Terms(
                    name: "", metric: metric, standing: standing, isPaired: isPaired,
                    smallestEffect: smallest, atMostRatio: contrast?.atMostRatio),
                places: (base, head)))
    }

    /// The metrics that are compared beside the declared contrasts.
    private func exploredMetrics() throws(ComparisonError) -> [ComparedMetric] {
        let names = request.metrics.isEmpty ? request.plan.metrics : request.metrics
        var metrics: [ComparedMetric] = []
        for name in names {
            let metric = try metric(name)
            if !metrics.contains(metric) { metrics.append(metric) }
        }
        return metrics
    }

    private func metric(_ name: String) throws(ComparisonError) -> ComparedMetric {
        guard let metric = ComparedMetric.named(name) else {
            let all = ComparedMetric.all.map(\.name).joined(separator: ", ")
            throw ComparisonError("there is no metric “\(name)” (allowed: \(all))")
        }
        return metric
    }

    private static func key(_ pair: CellPair, _ metric: ComparedMetric) -> String {
        [
            metric.name, pair.base.series, pair.base.sample.point, pair.head.series,
            pair.head.sample.point,
        ].joined(separator: "\n")
    }
}
