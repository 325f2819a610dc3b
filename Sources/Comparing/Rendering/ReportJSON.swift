import Experiment
import Results

/// A report for machines.
///
/// Schema 1. Everything that was not measured or not computed is absent; there is no `null`, and
/// no number that is not finite.
///
/// - `schema`: 1; `outcome`: `fine`, `regression`, `inconclusive`; `title`, `base`, `head`:
///   texts; `conditions`, `warnings`: lists of texts; `sum`: the last line of the terminal's table.
/// - `counts`: `primary`, `exploratory`, `control` with `worse`, `better`, `same`, `inconclusive`
///   each, and `findings` with `reproduced`, `refuted`, `inconclusive`.
/// - `power`: what the run could have seen, a sentence for each metric.
/// - `comparisons`, in the order of the plan: `name`; `metric` (a column's name), `metric_title`,
///   `scale` (`ratio`: effects are shares of the base's value, 0.05 for 5 %; `points`: effects are
///   in the metric's own unit), `polarity` (`lower_is_better`, `higher_is_better`); `standing`
///   (`primary`, `exploratory`, `control`); `verdict` (`better`, `worse`, `same`, `inconclusive`);
///   `reason`; `paired`, `pairs`; `base` and `head` with `label`, `count`, `invalid`, `median`,
///   `median_low`, `median_high`; `effect` with `estimate`, `low`, `high`, `p_value`,
///   `adjusted_p`; `smallest_effect`, `detectable` in the effect's unit; `limit` with
///   `at_most_ratio` and `outcome` (`met`, `exceeded`, `undecided`); of a merged run of several
///   machines `machines`, each with `machine`, `count` of pairs, `estimate`, `low`, `high`.
/// - `findings`: `claim`, `condition`, `outcome` (`reproduced`, `refuted`, `inconclusive`),
///   `blocks`, `metric`, `scale`, `estimate`, `low`, `high`, `is_value` (whether these are values
///   of the metric, not differences), `detail`.
package enum ReportJSON {
    /// Sorted keys, indented; ends with a line break.
    package static func text(_ report: ComparisonReport) throws -> String {
        try JSONText.text(DocumentJSON(report))
    }

    /// `nil` for what JSON has no text for.
    private static func finite(_ number: Double?) -> Double? {
        number.flatMap { $0.isFinite ? $0 : nil }
    }

    private struct DocumentJSON: Encodable {
        let schema = 1
        let outcome: String
        let title: String
        let base: String
        let head: String
        let conditions: [String]
        let warnings: [String]
        let sum: String
        let counts: CountFields
        let power: [String]
        let comparisons: [ComparisonJSON]
        let findings: [ClaimFields]

        init(_ report: ComparisonReport) {
            outcome = ReportStatus(report).rawValue
            title = report.title
            base = report.base
            head = report.head
            conditions = report.conditions
            warnings = report.warnings
            sum = report.sum
            counts = CountFields(
                primary: VerdictTally(report.primary),
                exploratory: VerdictTally(report.exploratory),
                control: VerdictTally(report.controls), findings: FindingTally(report.findings))
            power = report.power
            comparisons = report.comparisons.map(ComparisonJSON.init)
            findings = report.findings.map(ClaimFields.init)
        }
    }

    private struct CountFields: Encodable {
        let primary: VerdictTally
        let exploratory: VerdictTally
        let control: VerdictTally
        let findings: FindingTally
    }

    private struct ComparisonJSON: Encodable {
        let name: String
        let metric: String
        let metricTitle: String
        let scale: String
        let polarity: String
        let standing: String
        let verdict: String
        let reason: String?
        let paired: Bool
        let pairs: Int
        let base: SideFields
        let head: SideFields
        let effect: EffectFields?
        let smallestEffect: Double?
        let detectable: Double?
        let limit: GateJSON?
        let machines: [MachineFields]?

        init(_ comparison: Comparison) {
            name = comparison.name
            metric = comparison.metric.name
            metricTitle = comparison.metric.title
            scale = comparison.metric.scale.rawValue
            polarity =
                switch comparison.metric.polarity {
                case .lowerIsBetter: "lower_is_better"
                case .higherIsBetter: "higher_is_better"
                }
            standing = comparison.standing.rawValue
            verdict = comparison.verdict.rawValue
            reason = comparison.reason
            paired = comparison.isPaired
            pairs = comparison.pairs
            base = SideFields(comparison.base)
            head = SideFields(comparison.head)
            effect = comparison.effect.map(EffectFields.init)
            smallestEffect = finite(comparison.smallestEffect)
            detectable = finite(comparison.detectable)
            limit = comparison.limit.map(GateJSON.init)
            machines =
                comparison.machines.isEmpty ? nil : comparison.machines.map(MachineFields.init)
        }
    }

    private struct MachineFields: Encodable {
        let machine: String
        let count: Int
        let estimate: Double?
        let low: Double?
        let high: Double?

        init(_ effect: Comparison.MachineEffect) {
            machine = effect.machine
            count = effect.count
            estimate = finite(effect.estimate)
            low = finite(effect.interval?.lowerBound)
            high = finite(effect.interval?.upperBound)
        }
    }

    private struct SideFields: Encodable {
        let label: String
        let count: Int
        let invalid: Int
        let median: Double?
        let medianLow: Double?
        let medianHigh: Double?

        init(_ arm: Comparison.Arm) {
            label = arm.label
            count = arm.count
            invalid = arm.invalid
            median = finite(arm.median)
            medianLow = finite(arm.interval?.lowerBound)
            medianHigh = finite(arm.interval?.upperBound)
        }
    }

    private struct EffectFields: Encodable {
        let estimate: Double?
        let low: Double?
        let high: Double?
        let pValue: Double?
        let adjustedP: Double?

        init(_ effect: Comparison.Effect) {
            estimate = finite(effect.estimate)
            low = finite(effect.interval?.lowerBound)
            high = finite(effect.interval?.upperBound)
            pValue = finite(effect.pValue)
            adjustedP = finite(effect.adjustedP)
        }
    }

    private struct GateJSON: Encodable {
        let atMostRatio: Double?
        let outcome: String

        init(_ limit: Comparison.Gate) {
            atMostRatio = finite(limit.atMostRatio)
            outcome = limit.outcome.rawValue
        }
    }

    private struct ClaimFields: Encodable {
        let claim: String
        let condition: String
        let outcome: String
        let blocks: Int
        let metric: String
        let scale: String
        let estimate: Double?
        let low: Double?
        let high: Double?
        let isValue: Bool
        let detail: String

        init(_ finding: Finding) {
            claim = finding.claim
            condition = finding.condition
            outcome = finding.outcome.rawValue
            blocks = finding.blocks
            metric = finding.metric.name
            scale = finding.metric.scale.rawValue
            estimate = finite(finding.estimate)
            low = finite(finding.interval?.lowerBound)
            high = finite(finding.interval?.upperBound)
            isValue = finding.isValue
            detail = finding.detail
        }
    }
}
