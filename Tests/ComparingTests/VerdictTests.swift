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
            (0.5, 0.9, Comparison.Gate.Judgement.met), (1, 0.9, .exceeded), (1, 1.0, .undecided),
        ])
    func limits(factor: Double, limit: Double, outcome: Comparison.Gate.Judgement) throws {
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
        #expect(comparison.reason == "valid on both sides: 9 repetitions; 10 are needed")
        #expect((comparison.head.invalid, comparison.base.invalid) == (4, 2))
    }

    @Test("A control that differs takes with it what differs by no more than that")
    func control() throws {
        var control = Contrast(metric: Self.cpu, subject: .series(base: "V3", head: "V3 again"))
        control.isControl = true
        for (factor, off, verdict) in [
            (1.2, 1.0, Verdict.worse), (1.2, 1.4, .inconclusive), (3, 1.4, .worse),
        ] {
            let arms =
                Self.arms(factor) + [
                    .init(series: "V3 again", point: "c", cost: 3000 * factor * off)
                ]
            let report = try Self.report(arms, [Self.contrast(), control])
            #expect(report.comparisons.map(\.standing) == [.primary, .control])
            #expect(report.comparisons[0].verdict == verdict, "\(factor), \(off)")
        }
    }

    @Test("Many controls do not make a run unfit: they are corrected together")
    func manyControls() throws {
        var control = Contrast(metric: Self.cpu, subject: .series(base: "V3", head: "V3 again"))
        control.isControl = true
        var contrast = Self.contrast()
        contrast.conditions = [PointCondition(key: "frame_size", relation: .equal, text: "100")]
        let arms = (100..<140).flatMap { (size: Int) in
            ["recv", "V3", "V3 again"].map { (series: String) in
                SimulatedRun.Arm(
                    series: series, point: "\(series)\(size)",
                    cost: series == "recv" ? 2800 : 3000, frameSize: size)
            }
        }
        var alarms = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            let report = try Self.report(arms, [contrast, control], seed: seed)
            alarms += report.comparisons.count { $0.reason?.hasPrefix("the control") == true }
        }
        #expect(alarms <= 3)
    }

    @Test("A declared contrast that has no pair is told as open, not forgotten")
    func noPair() throws {
        let arms = [
            SimulatedRun.Arm(series: "recv", point: "a", frameSize: 64),
            SimulatedRun.Arm(series: "V2", point: "c", frameSize: 64),
            SimulatedRun.Arm(series: "V3", point: "b", frameSize: 128),
        ]
        let report = try Self.report(arms, [Self.contrast(), Self.contrast("V2")])
        #expect(report.comparisons.map(\.name).contains("recv → V3"))
        let open = report.comparisons.filter { $0.reason?.hasPrefix("declared, but") == true }
        #expect(open.count == 1 && ReportStatus(report) == .inconclusive)
    }

    @Test("A head that never works is worse, and beyond its limit")
    func failingHead() throws {
        let report = try Self.report(Self.arms(1), [Self.contrast(limit: 2)]) { record in
            if record.role == "V3" { record.outcome = .invalid }
        }
        #expect(report.comparisons[0].verdict == .worse)
        #expect(report.comparisons[0].limit?.outcome == .exceeded)
        #expect(
            report.comparisons[0].reason
                == "none of the head's 15 attempts was valid, and 15 of the base's trials were")
        #expect(ReportStatus(report) == .regression)
    }

    @Test("CPU is not compared where nobody knows the loss")
    func unknownLoss() throws {
        let report = try Self.report(Self.arms(2), [Self.contrast()]) { $0.lossPercent = nil }
        #expect(report.comparisons[0].verdict == .inconclusive)
        #expect(report.comparisons[0].reason?.hasPrefix("loss was not measured") == true)
    }

    @Test("Limits are judged by wider intervals, the more there are")
    func severalLimits() throws {
        let arms =
            Self.arms(1)
            + ["b", "c", "d", "e", "f"].map {
                SimulatedRun.Arm(series: $0, point: $0 + "2")
            }
        var outcomes: [[Comparison.Gate.Judgement]] = []
        for heads in [["V3"], ["V3", "b", "c", "d", "e", "f"]] {
            // Just beyond the end of the interval of one.
            let one = try Self.report(arms, [Self.contrast()]).comparisons[0]
            let upper = 1 + (one.effect?.interval?.upperBound ?? 0)
            let contrasts = heads.map { Self.contrast($0, limit: upper + 1e-6) }
            let report = try Self.report(arms, contrasts)
            let own = report.comparisons.first { $0.name == "recv → V3" }
            outcomes.append([own?.limit?.outcome].compactMap { $0 })
        }
        #expect(outcomes == [[.met], [.undecided]])
    }

    @Test("Counts at the ends of their range are read, not added up in whole numbers")
    func extremes() throws {
        var record = TrialRecord()
        record.offeredFrames = .max
        record.uniqueFrames = -1
        record.kernelDropsFrames = .min
        record.cpuCaptureNs = .max
        record.cpuKernelNs = .max
        for metric in ComparedMetric.all {
            #expect(metric.value(record).map { $0.isFinite } != false, "\(metric.name)")
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
