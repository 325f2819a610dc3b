package import Comparing
package import Experiment
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

    /// The open ones of a report, controls apart, and the declared claims that it does not speak of.
    ///
    /// - Parameter report: `nil` if the results are not enough for one.
    package static func all(
        _ report: ComparisonReport?, declared: [Hypothesis] = []
    ) -> [OpenVerdict] {
        let findings = report?.findings ?? []
        let told = Set(findings.map(\.claim))
        return (report?.comparisons ?? [])
            .filter { $0.verdict == .inconclusive && $0.standing != .control }
            .map(OpenVerdict.init)
            + findings.filter { $0.outcome == .inconclusive }.map(OpenVerdict.init)
            + declared.filter { !told.contains($0.claim) }.map(OpenVerdict.init(unmeasured:))
    }

    private init(unmeasured hypothesis: Hypothesis) {
        name = hypothesis.claim
        why = "No point of this claim has a valid trial in these results."
        advice = Self.atLeast(Findings.fewestBlocks, "at every point of the claim")
        (repetitions, needed) = (0, Findings.fewestBlocks)
    }

    private init(_ finding: Finding) {
        name = finding.claim + (finding.condition.isEmpty ? "" : " (\(finding.condition))")
        why = "\(finding.detail)."
        let there = finding.blocks
        let number = finding.needed.flatMap { $0 <= Self.most ? $0 : nil }
        (repetitions, needed) = (there, number)
        guard finding.estimate != nil else {
            advice =
                number.map { Self.atLeast($0, "at every point of the claim") }
                ?? "Measure what the claim is about; more repetitions alone do not help."
            return
        }
        advice =
            number.map { Self.advice($0, there) }
            ?? "More repetitions would hardly decide it: what was measured lies about where the "
            + "claim begins to hold, or the noise is far larger."
    }

    private static func atLeast(_ count: Int, _ place: String) -> String {
        "Measure at least \(count) repetitions that are valid \(place)."
    }

    private static func advice(_ needed: Int, _ there: Int) -> String {
        "About \(Words.count(needed)) repetitions would decide it, if noise and difference stay as "
            + "they are; there are \(there)."
    }

    private init(_ comparison: Comparison) {
        name = "\(comparison.name): \(comparison.metric.title)"
        let repetitions = Self.blocks(comparison)
        self.repetitions = repetitions
        if !comparison.machines.isEmpty, repetitions >= VerdictRule.fewestBlocks {
            why =
                "\(comparison.reason ?? "the effect is not certain, and neither is that it is small")."
            advice = "Measure on more machines; more repetitions of these tell little of others."
            needed = nil
            return
        }
        if let reason = comparison.reason {
            why = "\(reason)."
            advice =
                repetitions < VerdictRule.fewestBlocks
                ? Self.atLeast(VerdictRule.fewestBlocks, "on both sides")
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
            needed.map { Self.advice($0, repetitions) }
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
