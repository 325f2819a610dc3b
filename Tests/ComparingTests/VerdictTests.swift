import Experiment
import Results
import Testing

@testable import Comparing

@Suite("Verdicts")
struct VerdictTests {
    private static func report(
        _ arms: [SimulatedRun.Arm], _ contrasts: [Contrast], blocks: Int = 15, seed: UInt64 = 1,
        metrics: [String] = ["cpu_ns_per_unique_frame"], despiteLoss: Bool = false,
        change: (inout TrialRecord) -> Void = { _ in }
    ) throws -> ComparisonReport {
        var simulated = SimulatedRun(seed: seed)
        (simulated.outliers, simulated.collapses, simulated.spread) = (0, 0, 0.02)
        let run = simulated.run(arms, blocks: blocks, change: change)
        var request = ComparisonRequest(
            subject: .within(run), plan: ComparePlan(metrics: metrics, contrasts: contrasts))
        request.allowsUnequalLoss = despiteLoss
        return try ReportMaker.report(request)
    }

    private static let cpu = "cpu_ns_per_unique_frame"

    private static func contrast(_ head: String = "V3", limit: Double? = nil) -> Contrast {
        var contrast = Contrast(metric: cpu, subject: .series(base: "recv", head: head))
        contrast.atMostRatio = limit
        return contrast
    }

    private static func arms(_ factor: Double, loss: Double = 0.2) -> [SimulatedRun.Arm] {
        [
            .init(series: "recv", point: "a"),
            .init(series: "V3", point: "b", cost: 3000 * factor, loss: loss),
        ]
    }

    @Test(
        "Large differences are told with their direction, small ones are none",
        arguments: [(0.5, Verdict.better), (1, .same), (1.02, .same), (2, .worse)])
    func directions(factor: Double, verdict: Verdict) throws {
        let report = try Self.report(Self.arms(factor), [Self.contrast()])
        #expect(report.comparisons.map(\.verdict) == [verdict])
        let effect = try #require(report.comparisons[0].effect)
        #expect(abs(effect.estimate - (factor - 1)) < 0.05)
        #expect(effect.interval?.contains(factor - 1) == true)
    }

    @Test(
        "A limit is met, exceeded or open by the whole interval of the ratio",
        arguments: [
            (0.5, 0.9, Comparison.Limit.Outcome.met), (1, 0.9, .exceeded), (1, 1.0, .undecided),
        ])
    func limits(factor: Double, limit: Double, outcome: Comparison.Limit.Outcome) throws {
        let report = try Self.report(Self.arms(factor), [Self.contrast(limit: limit)])
        #expect(report.comparisons[0].limit?.outcome == outcome)
    }

    @Test("CPU is not compared where loss differs by more than a point, unless asked for")
    func unequalLoss() throws {
        let arms = Self.arms(2, loss: 5)
        let refused = try Self.report(arms, [Self.contrast()]).comparisons[0]
        #expect(refused.verdict == .inconclusive)
        #expect(refused.reason?.hasPrefix("loss differs by 4.8 points") == true)
        let asked = try Self.report(arms, [Self.contrast()], despiteLoss: true).comparisons[0]
        #expect(asked.verdict == .worse)
    }

    @Test("Only blocks that are valid on both sides count")
    func invalidBlocks() throws {
        let report = try Self.report(Self.arms(2), [Self.contrast()]) { record in
            if record.role == "V3" && record.block <= 4 { record.outcome = .invalid }
            if record.role == "recv" && record.block >= 14 { record.outcome = .invalid }
        }
        let comparison = report.comparisons[0]
        #expect((comparison.pairs, comparison.verdict) == (9, .inconclusive))
        #expect(comparison.reason == "valid on both sides: 9 blocks, and it takes 10")
        #expect((comparison.head.invalid, comparison.base.invalid) == (4, 2))
    }

    @Test("A control that differs takes the verdicts on its metric with it")
    func control() throws {
        var control = Contrast(metric: Self.cpu, subject: .series(base: "V3", head: "V3 again"))
        control.isControl = true
        for factor in [1.0, 1.3] {
            let arms = Self.arms(2) + [.init(series: "V3 again", point: "c", cost: 6000 * factor)]
            let report = try Self.report(arms, [Self.contrast(), control])
            #expect(report.comparisons.map(\.standing) == [.primary, .control])
            #expect(report.comparisons[0].verdict == (factor == 1 ? .worse : .inconclusive))
        }
    }

    @Test("Declared contrasts are primary, their other metrics exploratory")
    func standings() throws {
        let report = try Self.report(
            Self.arms(2), [Self.contrast()], metrics: [Self.cpu, "loss_percent"])
        #expect(report.comparisons.map(\.standing) == [.primary, .exploratory])
        #expect(report.comparisons.map(\.metric.name) == [Self.cpu, "loss_percent"])
    }

    @Test("More than six primary comparisons are refused")
    func tooMany() throws {
        let sizes = 64...70
        let arms = sizes.flatMap { size in
            ["recv", "V3"].map { series in
                SimulatedRun.Arm(series: series, point: "\(series)\(size)", frameSize: size)
            }
        }
        #expect(throws: ComparisonError.self) { try Self.report(arms, [Self.contrast()]) }
        var narrow = Self.contrast()
        narrow.conditions = [PointCondition(key: "frame_size", relation: .less, text: "70")]
        let report = try Self.report(arms, [narrow])
        #expect(report.comparisons.count == 6)
        #expect(report.comparisons.contains { $0.name == "recv → V3, 64 B" })
    }

    @Test("Not measured is no value: a metric without one has no verdict and no effect")
    func unmeasured() throws {
        let report = try Self.report(Self.arms(2), [Self.contrast()]) { record in
            record.cpuNsPerUniqueFrame = record.role == "V3" ? nil : .nan
        }
        let comparison = report.comparisons[0]
        #expect(comparison.verdict == .inconclusive && comparison.effect == nil)
        #expect(comparison.base.median == nil && comparison.head.count == 0)
        #expect(report.warnings.contains { $0.contains("was not measured on both sides") })
    }

    @Test("No valid trial, an unknown metric and nothing declared are errors, not verdicts")
    func nothing() throws {
        #expect(throws: ComparisonError("results/x/1 has no valid trial", isInconclusive: true)) {
            try Self.report(Self.arms(2), [Self.contrast()]) { $0.outcome = .invalid }
        }
        #expect {
            try Self.report(Self.arms(2), [])
        } throws: {
            "\($0)".hasPrefix("the experiment of results/x/1 declares nothing to compare")
        }
        #expect {
            try Self.report(Self.arms(2), [Self.contrast()], metrics: ["loss"])
        } throws: {
            "\($0)".hasPrefix("there is no metric “loss” (allowed: loss_percent, ")
        }
    }
}
