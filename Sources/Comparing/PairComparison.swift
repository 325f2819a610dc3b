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
    /// `nil` if there is nothing to compute it from.
    let test: ShiftTest?
    /// On the working scale: logarithms for ratios.
    let least: Double
    let atMostRatio: Double?
    /// Median loss of the head less that of the base, in points; `nil` if not measured.
    let lossDifference: Double?
    /// Why the head is surely worse although it has no value; `nil` if it has.
    let headFailure: String?
    /// What each machine shows, where several measured.
    let machines: MachineEffects
    /// What a control must share with a comparison to speak for it.
    let traffic: [String?]

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
        let place = { (value: Double) in scale == .ratio ? LogScale.of(value) : value }
        machines = MachineEffects(
            pair, isPaired: terms.isPaired, base: base, head: head, place: place)
        self.base = Self.arm(pair.base, base, machines.parts.compactMap(\.medians.base))
        self.head = Self.arm(pair.head, head, machines.parts.compactMap(\.medians.head))
        if let nested = machines.test {
            blocks = machines.parts.reduce(0) { $0 + $1.count }
            test = nested
        } else if terms.isPaired {
            let differences = shared.map { place(head[$0] ?? .nan) - place(base[$0] ?? .nan) }
            blocks = shared.count
            test = SignedRank(differences).map { .paired($0) }
        } else {
            blocks = min(base.count, head.count)
            test = RankSum(base: base.values.map(place), head: head.values.map(place))
                .map { .unpaired($0) }
        }
        lossDifference =
            machines.parts.isEmpty
            ? Self.lossDifference(pair, terms.isPaired ? shared : nil)
            : machines.mostUnequal?.lossDifference
        headFailure = Self.failure(pair)
        traffic = pair.head.traffic
    }

    /// What judging one comparison needs to know of the others.
    struct Context {
        /// After correction; that of the test itself where nothing is corrected.
        var adjustedP: Double?
        /// Comparisons that are corrected together with this one; 1 where it stands alone.
        var family = 1
        /// Limits that are judged together with this one's.
        var limits = 1
        var allowsUnequalLoss = false
        /// Why the controls of the run forbid a verdict.
        var controlAlarm: String?
    }

    /// The comparison with its verdict.
    func judged(_ context: Context) -> Comparison {
        var result = Comparison(
            name: name, metric: metric, standing: standing, base: base, head: head,
            pairs: isPaired ? blocks : 0, isPaired: isPaired, smallestEffect: told(least),
            verdict: .inconclusive)
        let adjustedP = context.adjustedP ?? test?.pValue
        let interval = test?.interval(confidence: VerdictRule.confidence)
        if let test {
            result.effect = Comparison.Effect(
                estimate: told(test.estimate), interval: interval.map(told),
                pValue: test.pValue, adjustedP: adjustedP ?? test.pValue)
            result.detectable = detectable(test, family: context.family)
        }
        result.machines = machines.parts.map { part in
            Comparison.MachineEffect(
                machine: part.machine, count: part.count, estimate: told(part.test.estimate),
                interval: part.test.interval(confidence: VerdictRule.confidence).map(told))
        }
        if standing != .control, let headFailure {
            result.verdict = .worse
            result.reason = headFailure
            result.limit = atMostRatio.map { Comparison.Gate(atMostRatio: $0, outcome: .exceeded) }
            return result
        }
        let obstacle = obstacle(context) ?? context.controlAlarm
        if obstacle == nil, let test, let interval, let adjustedP {
            result.verdict = VerdictRule.verdict(
                estimate: test.estimate, interval: interval, adjustedP: adjustedP, least: least,
                metric.polarity)
            result.reason =
                result.verdict == .inconclusive ? crowd(test, context) ?? fewMachines(test) : nil
        } else {
            result.reason = obstacle
        }
        result.limit = atMostRatio.map {
            limit($0, isDecidable: obstacle == nil, of: context.limits)
        }
        return result
    }

    /// Why there can be no verdict; `nil` if there can be one.
    private func obstacle(_ context: Context) -> String? {
        guard base.count > 0, head.count > 0 else { return "not measured on both sides" }
        guard blocks >= VerdictRule.fewestBlocks else {
            let what =
                isPaired
                ? "valid on both sides: \(blocks) repetitions" : "valid trials a side: \(blocks)"
            return "\(what); \(VerdictRule.fewestBlocks) are needed"
        }
        guard metric.needsEqualLoss, !context.allowsUnequalLoss else { return nil }
        guard let lossDifference else {
            return "loss was not measured, so that CPU times may mean different things"
        }
        guard abs(lossDifference) > VerdictRule.mostLossDifference else { return nil }
        let points = DecimalText.rounded(abs(lossDifference), places: 1)
        let place = machines.mostUnequal.map { "on \($0.machine) " } ?? ""
        return "\(place)loss differs by \(points) points, so that CPU times mean different things"
    }

    /// Says that there are too many comparisons for so few blocks, if that is why it is open.
    private func crowd(_ test: ShiftTest, _ context: Context) -> String? {
        guard context.family > 1, test.pValue < VerdictRule.significance,
            abs(test.estimate) >= least
        else { return nil }
        return
            "different by itself, but not as one of \(context.family) comparisons: declare fewer,"
            + " or measure more repetitions"
    }

    /// Says that machines differ too much for how few they are; `nil` of one machine.
    private func fewMachines(_ test: ShiftTest) -> String? {
        guard case .nested(let nested) = test else { return nil }
        let enough = nested.groups(toFind: nested.estimate, confidence: VerdictRule.confidence)
        let advice =
            abs(nested.estimate) < least
            ? ""
            : enough.map { "; about \(max($0, nested.count + 1)) like these would decide it" } ?? ""
        return "\(nested.count) machines differ too much to tell what holds of others\(advice)"
    }

    /// Limits are corrected for how many there are (Bonferroni): each by its own interval.
    private func limit(_ ratio: Double, isDecidable: Bool, of limits: Int) -> Comparison.Gate {
        let confidence = 1 - (1 - VerdictRule.confidence) / Double(max(1, limits))
        var outcome = Comparison.Gate.Judgement.undecided
        if isDecidable, let interval = test?.interval(confidence: confidence) {
            let bound = LogScale.of(ratio)
            if interval.upperBound <= bound { outcome = .met }
            if interval.lowerBound > bound { outcome = .exceeded }
        }
        return Comparison.Gate(atMostRatio: ratio, outcome: outcome)
    }

    /// The smallest difference that would have been found among so many comparisons.
    private func detectable(_ test: ShiftTest, family: Int) -> Double? {
        let corrected = 1 - VerdictRule.significance / Double(max(1, family))
        for confidence in [corrected, VerdictRule.confidence] {
            if let size = test.detectable(confidence: confidence) { return told(size) }
        }
        return nil
    }

    /// From the working scale to that of reports.
    private func told(_ value: Double) -> Double {
        metric.scale == .ratio ? LogScale.share(value) : value
    }

    private func told(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        told(range.lowerBound)...told(range.upperBound)
    }

    /// - Parameter medians: those of the machines where there are several: then they are the sample.
    private static func arm(
        _ cell: Cell, _ values: [Int: Double], _ medians: [Double]
    ) -> Comparison.Arm {
        let sample = medians.isEmpty ? Sample(values.values) : Sample(medians)
        return Comparison.Arm(
            label: cell.sample.role, count: values.count, invalid: cell.invalid,
            median: sample?.median, interval: sample?.medianInterval())
    }

    /// There is no ratio to what is 0.
    private static func isUsable(_ value: Double, _ scale: ComparedMetric.EffectScale) -> Bool {
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

    /// Says so if the base could be measured and the head never: a program that fails is worse.
    private static func failure(_ pair: CellPair) -> String? {
        guard pair.base.trials.count >= VerdictRule.fewestBlocks, pair.head.trials.isEmpty,
            pair.head.invalid >= VerdictRule.fewestBlocks
        else { return nil }
        return "none of the head's \(pair.head.invalid) attempts was valid, and"
            + " \(pair.base.trials.count) of the base's trials were"
    }
}
