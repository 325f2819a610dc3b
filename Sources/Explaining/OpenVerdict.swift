package import Comparing
import Experiment
import Statistics

/// A verdict that was not reached: why, and what would decide it.
package struct OpenVerdict: Sendable, Hashable, Encodable {
    /// What stands against what, and by which metric.
    package var name: String
    /// A sentence.
    package var why: String
    package var advice: String
    /// Repetitions that there are of both sides, and that would decide it; `nil` if no number would,
    /// or if something else is in the way.
    package var repetitions: Int
    package var needed: Int?

    /// More than this is no advice.
    private static let most = 10_000

    /// The open ones of a report, controls apart.
    package static func all(_ report: ComparisonReport) -> [OpenVerdict] {
        report.comparisons.filter { $0.verdict == .inconclusive && $0.standing != .control }
            .map(OpenVerdict.init)
            + report.findings.filter { $0.outcome == .inconclusive }.map(OpenVerdict.init)
    }

    private init(_ finding: Finding) {
        name = finding.claim + (finding.condition.isEmpty ? "" : " (\(finding.condition))")
        why = "\(finding.detail)."
        repetitions = finding.blocks
        advice = "Repeat more often, and look at what was left out."
    }

    private init(_ comparison: Comparison) {
        name = "\(comparison.name): \(comparison.metric.title)"
        let repetitions = Self.blocks(comparison)
        self.repetitions = repetitions
        if let reason = comparison.reason {
            why = "\(reason)."
            advice =
                repetitions < VerdictRule.fewestBlocks
                ? "Measure at least \(VerdictRule.fewestBlocks) repetitions that are valid on both sides."
                : "Remove what is named here; more repetitions alone do not help."
            needed = repetitions < VerdictRule.fewestBlocks ? VerdictRule.fewestBlocks : nil
            return
        }
        let metric = comparison.metric
        let matters = NumberWords.size(comparison.smallestEffect, of: metric)
        let known = NumberWords.effect(
            comparison.effect?.estimate, comparison.effect?.interval, of: metric)
        why = "The difference is \(known); the smallest that matters is \(matters)."
        needed = Self.needed(comparison)
        advice =
            needed.map {
                "About \(Words.count($0)) repetitions would decide it, if noise and difference "
                    + "stay as they are; there are \(repetitions)."
            }
            ?? "More repetitions would hardly decide it: the difference is about as large as what "
            + "matters, or the noise far larger."
    }

    private static func blocks(_ comparison: Comparison) -> Int {
        comparison.isPaired
            ? comparison.pairs : min(comparison.base.count, comparison.head.count)
    }

    /// Either the difference becomes significant, or the interval fits below what matters.
    private static func needed(_ comparison: Comparison) -> Int? {
        guard let effect = comparison.effect, let interval = effect.interval else { return nil }
        let isRatio = comparison.metric.scale == .ratio
        let place = { (value: Double) in isRatio ? LogScale.ofShare(value) : value }
        let count = blocks(comparison)
        let (estimate, least) = (abs(place(effect.estimate)), place(comparison.smallestEffect))
        let half = (place(interval.upperBound) - place(interval.lowerBound)) / 2
        let number: Int?
        if estimate >= least {
            let found = comparison.detectable.map { abs(place($0)) } ?? half
            number = Power.repetitions(count, telling: found, for: estimate)
        } else {
            number = Power.repetitions(count, telling: half, for: least - estimate)
        }
        return number.flatMap { $0 <= most ? $0 : nil }
    }
}
