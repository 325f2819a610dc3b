package import Experiment

/// What comparing came to: everything that is printed, drawn or written of it.
package struct ComparisonReport: Sendable {
    /// What stands against what: `recv against V3`, or two runs.
    package var title: String
    /// The two sides, in words.
    package var base: String
    package var head: String
    /// Under which conditions, a clause each: kernel, machine, topology, traffic.
    package var conditions: [String] = []
    /// What a reader must know before believing anything.
    package var warnings: [String] = []
    package var comparisons: [Comparison] = []
    package var findings: [Finding] = []
    /// The experiment's name: it tells reports of one build apart.
    package var experiment = ""

    package init(title: String, base: String, head: String) {
        self.title = title
        self.base = base
        self.head = head
    }
}

/// What may be said of a difference.
package enum Verdict: String, Sendable, CaseIterable {
    /// Sure, and large enough to matter.
    case better
    case worse
    /// Sure that no difference matters.
    case same
    /// Neither: too few trials, or too much noise.
    case inconclusive
}

/// One metric of one point, base against head.
package struct Comparison: Sendable {
    /// The point, and what stands against what: `recv → V3, 64 B`.
    package var name: String
    package var metric: ComparedMetric
    package var standing: Standing
    package var base: Arm
    package var head: Arm
    /// Blocks that both sides have a valid value in; 0 where the sides are not paired.
    package var pairs: Int
    package var isPaired: Bool
    /// `nil` if there is nothing to compute it from.
    package var effect: Effect?
    /// The smallest difference that this many trials with this noise would have shown with a
    /// probability of 80 %; in the effect's unit.
    package var detectable: Double?
    /// The smallest effect that matters, in the effect's unit.
    package var smallestEffect: Double
    package var limit: Gate?
    package var verdict: Verdict
    /// Why, where the numbers alone do not say it: a clause.
    package var reason: String?
    /// What each machine shows, by name; empty where only one measured both sides.
    package var machines: [MachineEffect] = []

    /// The effect on one machine of several.
    package struct MachineEffect: Sendable, Hashable {
        package let machine: String
        /// Pairs; of two runs, values of the smaller side.
        package let count: Int
        /// In the unit of ``Effect``.
        package let estimate: Double
        /// 95 %, of this machine alone; `nil` where it has too few repetitions for one.
        package let interval: ClosedRange<Double>?
    }

    /// How much a comparison decides.
    package enum Standing: String, Sendable {
        /// Declared before, and corrected for how many there are.
        case primary
        /// Anything else: a hint.
        case exploratory
        /// The same setting twice: its difference is noise.
        case control
    }

    /// One side.
    package struct Arm: Sendable {
        package var label: String
        /// Valid trials with a value.
        package var count: Int
        /// Attempts that were invalid, those that were tried again among them.
        package var invalid: Int
        /// `nil` without a value.
        package var median: Double?
        /// 95 %, by bootstrap over blocks; smallest and largest value of fewer than 8.
        package var interval: ClosedRange<Double>?

        package init(
            label: String, count: Int, invalid: Int, median: Double?,
            interval: ClosedRange<Double>?
        ) {
            self.label = label
            self.count = count
            self.invalid = invalid
            self.median = median
            self.interval = interval
        }
    }

    /// Head against base: a share of the base (0.05: 5 % more) or a difference in the metric's
    /// unit, as the metric's scale says.
    package struct Effect: Sendable, Hashable {
        /// Hodges and Lehmann's.
        package var estimate: Double
        /// 95 %; `nil` where there are too few trials for one.
        package var interval: ClosedRange<Double>?
        /// Of the two-sided permutation test.
        package var pValue: Double
        /// Holm's; that of ``pValue`` itself where nothing is corrected.
        package var adjustedP: Double

        package init(
            estimate: Double, interval: ClosedRange<Double>?, pValue: Double, adjustedP: Double
        ) {
            self.estimate = estimate
            self.interval = interval
            self.pValue = pValue
            self.adjustedP = adjustedP
        }
    }

    /// A gate: the head's value as a multiple of the base's.
    package struct Gate: Sendable, Hashable {
        package var atMostRatio: Double
        package var outcome: Judgement

        package enum Judgement: String, Sendable {
            case met
            case exceeded
            case undecided
        }

        package init(atMostRatio: Double, outcome: Judgement) {
            self.atMostRatio = atMostRatio
            self.outcome = outcome
        }
    }
}

/// What became of a claim, under one topology, policy and engine.
package struct Finding: Sendable {
    package var claim: String
    /// `napi_policy other`, and whatever else tells it from the others.
    package var condition: String
    package var outcome: ClaimAnswer
    /// Blocks that it was decided by.
    package var blocks: Int
    /// A share for ratios, else in the metric's unit.
    package var estimate: Double?
    package var interval: ClosedRange<Double>?
    package var metric: ComparedMetric
    /// The numbers in words, and what was left out.
    package var detail: String
    /// Whether ``estimate`` is a value of the metric, not a difference of two.
    package var isValue = false
    /// Blocks that would decide it, if noise and estimate stay as they are; `nil` where it is
    /// decided, or where no number would.
    package var needed: Int?

    package enum ClaimAnswer: String, Sendable {
        case reproduced
        case refuted
        case inconclusive
    }

    package init(
        claim: String, condition: String, outcome: ClaimAnswer, blocks: Int, estimate: Double?,
        interval: ClosedRange<Double>?, metric: ComparedMetric, detail: String
    ) {
        self.claim = claim
        self.condition = condition
        self.outcome = outcome
        self.blocks = blocks
        self.estimate = estimate
        self.interval = interval
        self.metric = metric
        self.detail = detail
    }
}
