import Experiment
import Results
import Statistics

/// One pair of cells and one metric: the numbers, before any correction and verdict.
struct PairComparison {
    let metric: ComparedMetric
    let name: String
    let standing: Comparison.Standing
    let isPaired: Bool
    let base: Comparison.Arm
    let head: Comparison.Arm
    /// Blocks of both sides where paired; else those of the smaller side.
    let blocks: Int
    /// On the working scale: logarithms for ratios.
    let estimate: Double?
    let interval: ClosedRange<Double>?
    let pValue: Double?
    /// On the working scale.
    let least: Double
    let atMostRatio: Double?
    /// Median loss of the head less that of the base, in points; `nil` if not measured.
    let lossDifference: Double?

    /// How a pair is to be compared.
    struct Terms {
        var name: String
        var metric: ComparedMetric
        var standing: Comparison.Standing
        var isPaired: Bool
        /// In the metric's scale.
        var smallestEffect: Double
        var atMostRatio: Double?
    }

    /// - Parameter metrics: places of the metric among the values of either side's trials.
    init(_ pair: CellPair, _ terms: Terms, at metrics: (base: Int, head: Int)) {
        let scale = terms.metric.scale
        let base = pair.base.values(metrics.base).filter { Self.isUsable($0.value, scale) }
        let head = pair.head.values(metrics.head).filter { Self.isUsable($0.value, scale) }
        let shared = Set(base.keys).intersection(head.keys).sorted()
        metric = terms.metric
        name = terms.name
        standing = terms.standing
        isPaired = terms.isPaired
        atMostRatio = terms.atMostRatio
        least = scale == .ratio ? LogScale.ofShare(terms.smallestEffect) : terms.smallestEffect
        self.base = Self.arm(pair.base, base)
        self.head = Self.arm(pair.head, head)
        let place = { (value: Double) in scale == .ratio ? LogScale.of(value) : value }
        if terms.isPaired {
            let differences = shared.map { place(head[$0] ?? .nan) - place(base[$0] ?? .nan) }
            let test = SignedRank(differences)
            blocks = shared.count
            (estimate, pValue) = (test?.estimate, test?.pValue)
            interval = test?.interval(confidence: VerdictRule.confidence)
        } else {
            let test = RankSum(base: base.values.map(place), head: head.values.map(place))
            blocks = min(base.count, head.count)
            (estimate, pValue) = (test?.estimate, test?.pValue)
            interval = test?.interval(confidence: VerdictRule.confidence)
        }
        lossDifference = Self.lossDifference(pair, terms.isPaired ? shared : nil)
    }

    /// The comparison with its verdict, given the p-value after correction.
    func judged(adjustedP: Double?, allowsUnequalLoss: Bool, controlAlarm: String?) -> Comparison {
        var result = Comparison(
            name: name, metric: metric, standing: standing, base: base, head: head,
            pairs: isPaired ? blocks : 0, isPaired: isPaired, smallestEffect: told(least),
            verdict: .inconclusive)
        if let estimate, let pValue {
            result.effect = Comparison.Effect(
                estimate: told(estimate), interval: interval.map(told), pValue: pValue,
                adjustedP: adjustedP ?? pValue)
        }
        if let interval {
            result.detectable = told(
                Power.detectable(interval, confidence: VerdictRule.confidence))
        }
        let obstacle = obstacle(allowsUnequalLoss) ?? controlAlarm
        if obstacle == nil, let estimate, let interval, let pValue {
            result.verdict = VerdictRule.verdict(
                estimate: estimate, interval: interval, adjustedP: adjustedP ?? pValue,
                least: least, metric.polarity)
        }
        result.reason = obstacle
        result.limit = atMostRatio.map { limit($0, isDecidable: obstacle == nil) }
        return result
    }

    /// Why there can be no verdict; `nil` if there can be one.
    private func obstacle(_ allowsUnequalLoss: Bool) -> String? {
        guard base.count > 0, head.count > 0 else { return "not measured on both sides" }
        guard blocks >= VerdictRule.fewestBlocks else {
            let what =
                isPaired
                ? "valid on both sides: \(blocks) blocks" : "valid trials a side: \(blocks)"
            return "\(what), and it takes \(VerdictRule.fewestBlocks)"
        }
        guard metric.needsEqualLoss, !allowsUnequalLoss, let lossDifference,
            abs(lossDifference) > VerdictRule.mostLossDifference
        else { return nil }
        let points = DecimalText.rounded(abs(lossDifference), places: 1)
        return "loss differs by \(points) points, so that CPU times mean different things"
    }

    private func limit(_ ratio: Double, isDecidable: Bool) -> Comparison.Limit {
        var outcome = Comparison.Limit.Outcome.undecided
        if isDecidable, let interval {
            let bound = LogScale.of(ratio)
            if interval.upperBound <= bound { outcome = .met }
            if interval.lowerBound > bound { outcome = .exceeded }
        }
        return Comparison.Limit(atMostRatio: ratio, outcome: outcome)
    }

    /// From the working scale to that of reports.
    private func told(_ value: Double) -> Double {
        metric.scale == .ratio ? LogScale.share(value) : value
    }

    private func told(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        told(range.lowerBound)...told(range.upperBound)
    }

    private static func arm(_ cell: Cell, _ values: [Int: Double]) -> Comparison.Arm {
        let sample = Sample(values.values)
        return Comparison.Arm(
            label: cell.sample.role, count: values.count, invalid: cell.invalid,
            median: sample?.median, interval: sample?.medianInterval())
    }

    /// There is no ratio to what is 0.
    private static func isUsable(_ value: Double, _ scale: ComparedMetric.Scale) -> Bool {
        scale == .points || value > 0
    }

    /// Median of the head's loss less median of the base's, over these blocks; all if `nil`.
    private static func lossDifference(_ pair: CellPair, _ blocks: [Int]?) -> Double? {
        let losses = [pair.base, pair.head].map { cell in
            let trials =
                blocks.map { $0.compactMap { cell.trials[$0] } } ?? Array(cell.trials.values)
            return Sample(trials.compactMap(\.loss))?.median
        }
        guard let base = losses[0], let head = losses[1] else { return nil }
        return head - base
    }
}
