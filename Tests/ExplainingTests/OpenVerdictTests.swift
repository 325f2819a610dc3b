import Experiment
import Results
import Statistics
import Testing

@testable import Comparing
@testable import Explaining

/// Why a verdict is open, and how many repetitions would decide it.
@Suite struct OpenVerdictTests {
    private static let metric = ComparedMetric.named("loss_percent")

    /// A difference of so many points, with so wide an interval on each side.
    private static func comparison(
        _ estimate: Double, half: Double, least: Double = 1, pairs: Int = 16,
        reason: String? = nil, verdict: Verdict = .inconclusive
    ) throws -> Comparison {
        let metric = try #require(metric)
        let arm = Comparison.Arm(label: "a", count: pairs, invalid: 0, median: 1, interval: nil)
        let interval = estimate - half...estimate + half
        return Comparison(
            name: "recv → V3", metric: metric, standing: .primary, base: arm, head: arm,
            pairs: pairs, isPaired: true,
            effect: Comparison.Effect(
                estimate: estimate, interval: interval, pValue: 0.2, adjustedP: 0.2),
            detectable: Power.detectable(interval, confidence: 0.95), smallestEffect: least,
            limit: nil, verdict: verdict, reason: reason)
    }

    private static func open(_ comparison: Comparison) -> [OpenVerdict] {
        var report = ComparisonReport(title: "t", base: "", head: "")
        report.comparisons = [comparison]
        return OpenVerdict.all(report)
    }

    @Test func `Errors shrink with the root of the number`() {
        #expect(Power.repetitions(16, telling: 2, for: 1) == 64)
        #expect(Power.repetitions(16, telling: 0.5, for: 1) == 17)
        #expect(Power.repetitions(16, telling: 1, for: 0) == nil)
        #expect(Power.repetitions(16, telling: .infinity, for: 1) == nil)
        #expect(Power.repetitions(16, telling: 1, for: 1e-9) == nil)
    }

    @Test func `No difference is shown when the interval fits below what matters`() throws {
        // Half of 2 points is to become 0.5, a quarter: 16 times as many.
        let open = try #require(Self.open(try Self.comparison(0.5, half: 2)).first)
        #expect(open.needed == 256 && open.repetitions == 16)
        #expect(open.advice.contains("About 256 repetitions would decide it"))
    }

    @Test func `A difference is shown when it can be found`() throws {
        let comparison = try Self.comparison(4, half: 5)
        let found = try #require(comparison.detectable)
        let open = try #require(Self.open(comparison).first)
        #expect(open.needed == Int((16 * (found / 4) * (found / 4)).rounded(.up)))
    }

    @Test func `A difference as large as what matters is decided by no number`() throws {
        let open = try #require(Self.open(try Self.comparison(0.9999, half: 2)).first)
        #expect(open.needed == nil && open.advice.contains("hardly decide"))
    }

    @Test func `What stands in the way is named`() throws {
        let few = try #require(
            Self.open(
                try Self.comparison(
                    1, half: 1, pairs: 3, reason: "valid on both sides: 3 repetitions")
            ).first)
        #expect(few.needed == VerdictRule.fewestBlocks)
        let loss = try #require(
            Self.open(try Self.comparison(1, half: 1, reason: "loss differs by 9 points")).first)
        #expect(loss.needed == nil && loss.why == "loss differs by 9 points.")
    }

    /// An open claim about loss, of so many blocks.
    private static func claim(blocks: Int, needed: Int?, estimate: Double? = 1.2) throws
        -> OpenVerdict
    {
        var finding = Finding(
            claim: "so it is", condition: "", outcome: .inconclusive, blocks: blocks,
            estimate: estimate, interval: estimate.map { $0 - 1...$0 + 1 },
            metric: try #require(metric), detail: "2 points")
        finding.needed = needed
        var report = ComparisonReport(title: "t", base: "", head: "")
        report.findings = [finding]
        return try #require(OpenVerdict.all(report).first)
    }

    @Test func `An open claim gets the number of repetitions, too`() throws {
        let open = try Self.claim(blocks: 8, needed: 21)
        #expect(open.name == "so it is" && open.why == "2 points." && open.needed == 21)
        #expect(open.advice.hasPrefix("About 21 repetitions would decide it"))
        let few = try Self.claim(blocks: 3, needed: 5, estimate: nil)
        #expect(
            few.advice
                == "Measure at least 5 repetitions that are valid at every point of the claim.")
        let none = try Self.claim(blocks: 8, needed: nil)
        #expect(none.needed == nil && none.advice.contains("hardly decide"))
        #expect(try Self.claim(blocks: 8, needed: 20_000).needed == nil)
        let nothing = try Self.claim(blocks: 0, needed: nil, estimate: nil)
        #expect(nothing.advice.contains("more repetitions alone do not help"))
    }

    @Test func `A claim of which nothing was measured is open`() throws {
        let claims = ["so it is", "and so"].map {
            Hypothesis(claim: $0, metric: "loss_percent", test: .atMost(1, series: "V3"))
        }
        let all = OpenVerdict.all(nil, declared: claims)
        #expect(all.map(\.name) == ["so it is", "and so"])
        #expect(all.allSatisfy { $0.needed == 5 && $0.repetitions == 0 })
        var finding = Finding(
            claim: "so it is", condition: "", outcome: .reproduced, blocks: 5, estimate: 0,
            interval: 0...0, metric: try #require(Self.metric), detail: "")
        finding.needed = nil
        var report = ComparisonReport(title: "t", base: "", head: "")
        report.findings = [finding]
        #expect(OpenVerdict.all(report, declared: claims).map(\.name) == ["and so"])
    }

    @Test func `What is decided is not open`() throws {
        #expect(Self.open(try Self.comparison(4, half: 1, verdict: .worse)).isEmpty)
    }
}
