import Experiment
import Results
import Testing

@testable import Comparing

/// How often a comparison is wrong, and how often it finds what is there.
@Suite("False alarms and power, on simulated trials")
struct CalibrationTests {
    private static func plan(_ metric: String, heads: [String] = ["V3"]) -> ComparePlan {
        ComparePlan(
            metrics: [metric],
            contrasts: heads.map {
                Contrast(metric: metric, subject: .series(base: "recv", head: $0))
            })
    }

    private static func verdicts(
        seed: UInt64, count: Int, metric: String, factor: Double = 1, blocks: Int = 15
    ) throws -> [Verdict] {
        var simulated = SimulatedRun(seed: seed)
        return try (0..<count).map { _ in
            let run = simulated.run(
                [
                    .init(series: "recv", point: "a"),
                    .init(series: "V3", point: "b", cost: 3000 * factor),
                ], blocks: blocks)
            let report = try ReportMaker.report(
                ComparisonRequest(subject: .within(run), plan: plan(metric)))
            return report.comparisons[0].verdict
        }
    }

    @Test(
        "Of 200 comparisons of a thing with itself, at most 17 find a difference",
        arguments: [1, 2, 3, 4, 5], ["cpu_ns_per_unique_frame", "loss_percent"])
    func falseAlarms(seed: UInt64, metric: String) throws {
        let verdicts = try Self.verdicts(seed: seed, count: 200, metric: metric)
        #expect(verdicts.count { $0 == .better || $0 == .worse } <= 17)
    }

    @Test("10 % more CPU time is found in at least 80 of 100", arguments: [6, 7, 8])
    func power(seed: UInt64) throws {
        let verdicts = try Self.verdicts(
            seed: seed, count: 100, metric: "cpu_ns_per_unique_frame", factor: 1.1)
        #expect(verdicts.count { $0 == .worse } >= 80)
        #expect(!verdicts.contains(.better))
    }

    @Test("Fewer than 10 blocks are inconclusive, however large the difference")
    func fewBlocks() throws {
        let few = try Self.verdicts(
            seed: 9, count: 20, metric: "cpu_ns_per_unique_frame", factor: 3, blocks: 9)
        #expect(few.allSatisfy { $0 == .inconclusive })
        let enough = try Self.verdicts(
            seed: 9, count: 20, metric: "cpu_ns_per_unique_frame", factor: 3, blocks: 10)
        #expect(enough.allSatisfy { $0 == .worse })
    }

    @Test("Six contrasts of a thing with itself alarm together in at most 17 of 200 runs")
    func families() throws {
        var simulated = SimulatedRun(seed: 10)
        let heads = ["b", "c", "d", "e", "f", "g"]
        let arms =
            [SimulatedRun.Arm(series: "recv", point: "a")]
            + heads.map { SimulatedRun.Arm(series: $0, point: $0) }
        let plan = Self.plan("cpu_ns_per_unique_frame", heads: heads)
        var alarms = 0
        for _ in 0..<200 {
            let run = simulated.run(arms, blocks: 15)
            let report = try ReportMaker.report(
                ComparisonRequest(subject: .within(run), plan: plan))
            if report.comparisons.contains(where: { $0.verdict == .better || $0.verdict == .worse })
            {
                alarms += 1
            }
        }
        #expect(alarms <= 17)
    }
}
