import Experiment
import Results
import Testing

@testable import Comparing

@Suite("Findings")
struct FindingTests {
    private static func findings(
        _ arms: [SimulatedRun.Arm], _ test: Hypothesis.Test, metric: String, blocks: Int = 5,
        least: Double? = nil, conditions: [PointCondition] = []
    ) throws -> [Finding] {
        var simulated = SimulatedRun(seed: 3)
        (simulated.outliers, simulated.collapses, simulated.spread) = (0, 0, 0.01)
        var hypothesis = Hypothesis(claim: "so it is", metric: metric, test: test)
        (hypothesis.smallestEffect, hypothesis.conditions) = (least, conditions)
        let run = simulated.run(arms, blocks: blocks)
        return try ReportMaker.report(
            ComparisonRequest(
                subject: .within(run),
                plan: ComparePlan(metrics: [], hypotheses: [hypothesis]))
        ).findings
    }

    private static let cpu = "cpu_ns_per_unique_frame"

    private static func sizes(_ factor: Double, policies: [String] = ["other"])
        -> [SimulatedRun.Arm]
    {
        policies.flatMap { policy in
            [64, 512].flatMap { (size: Int) in
                [
                    SimulatedRun.Arm(
                        series: "recv", point: "r\(size)\(policy)", policy: policy, frameSize: size),
                    SimulatedRun.Arm(
                        series: "V2", point: "v\(size)\(policy)", cost: 3000 * factor,
                        policy: policy, frameSize: size),
                ]
            }
        }
    }

    @Test(
        "Five blocks that agree reproduce or refute that a method uses less",
        arguments: [
            (0.7, Finding.ClaimAnswer.reproduced), (1.0, .refuted), (1.3, .refuted),
        ])
    func less(factor: Double, outcome: Finding.ClaimAnswer) throws {
        let test = Hypothesis.Test.difference(base: "recv", head: "V2", direction: .less)
        let findings = try Self.findings(Self.sizes(factor), test, metric: Self.cpu)
        #expect(findings.map(\.outcome) == [outcome])
        #expect(findings[0].blocks == 5)
        #expect(abs((findings[0].estimate ?? 9) - (factor - 1)) < 0.03)
        let few = try Self.findings(Self.sizes(factor), test, metric: Self.cpu, blocks: 4)
        #expect(few.map(\.outcome) == [.inconclusive])
        #expect(few[0].detail == "4 complete repetitions; 5 are needed")
    }

    @Test("Each policy has its own answer")
    func policies() throws {
        let test = Hypothesis.Test.difference(base: "recv", head: "V2", direction: .more)
        let arms = Self.sizes(1.5, policies: ["fifo", "other"])
        let findings = try Self.findings(arms, test, metric: Self.cpu)
        #expect(findings.map(\.condition) == ["napi_policy fifo", "napi_policy other"])
        #expect(findings.allSatisfy { $0.outcome == .reproduced })
        #expect(findings[0].detail == "less at 0 of 2 points, more at 2")
    }

    @Test("Points whose loss differs are left out of claims about CPU, and told")
    func unequalLoss() throws {
        var arms = Self.sizes(0.5)
        arms[0].loss = 30
        let test = Hypothesis.Test.difference(base: "recv", head: "V2", direction: .less)
        let findings = try Self.findings(arms, test, metric: Self.cpu)
        #expect(findings[0].outcome == .reproduced)
        #expect(
            findings[0].detail
                == "1 of 2 points left out, where loss differs by more than 1 point; 1 point")
    }

    private static func rings(_ loss: [Int: Double], cost: [Int: Double] = [:])
        -> [SimulatedRun.Arm]
    {
        loss.keys.sorted().map { slots in
            SimulatedRun.Arm(
                series: "V2", point: "\(slots)", cost: cost[slots] ?? 3000, loss: loss[slots] ?? 0,
                ringFrames: slots)
        }
    }

    @Test(
        "A bound is judged by the worst point of each block",
        arguments: [
            ([4: 30.0, 16: 0.5, 64: 0.2], Finding.ClaimAnswer.reproduced),
            ([4: 30, 16: 3, 64: 0.2], .refuted), ([4: 0.1, 16: 1, 64: 0.2], .inconclusive),
        ])
    func bounds(loss: [Int: Double], outcome: Finding.ClaimAnswer) throws {
        let findings = try Self.findings(
            Self.rings(loss), .atMost(1, series: "V2"), metric: "loss_percent",
            conditions: [PointCondition(key: "ring_frames", relation: .more, text: "8")])
        #expect(findings.map(\.outcome) == [outcome])
        #expect(
            findings[0].detail.contains(
                "of 2 points in each repetition, claimed to be at most 1 %"))
        #expect(findings[0].detail.contains("highest at 16 slots"))
    }

    @Test("What is claimed to be there at every point is missed if one lacks it")
    func atLeast() throws {
        let claim = Hypothesis.Test.atLeast(1, series: "V2")
        let all = try Self.findings(
            Self.rings([1: 5, 2: 3]), claim, metric: "loss_percent")
        #expect(all.map(\.outcome) == [.reproduced])
        let one = try Self.findings(
            Self.rings([1: 5, 2: 0]), claim, metric: "loss_percent")
        #expect(one.map(\.outcome) == [.refuted])
    }

    @Test(
        "Sameness is reproduced by near values, refuted by one that deviates",
        arguments: [
            ([8: 3000.0, 16: 3010, 64: 2990], Finding.ClaimAnswer.reproduced),
            ([8: 3000, 16: 3000, 64: 4500], .refuted),
        ])
    func sameness(cost: [Int: Double], outcome: Finding.ClaimAnswer) throws {
        let findings = try Self.findings(
            Self.rings(cost.mapValues { _ in 0.1 }, cost: cost),
            .same(across: "ring_frames", series: "V2"), metric: Self.cpu)
        #expect(findings.map(\.outcome) == [outcome])
        #expect(findings[0].detail.hasPrefix("3 values of ring_frames, farthest apart "))
    }

    @Test("Sameness along one axis is asked at each value of the others")
    func secondAxis() throws {
        let arms = [64, 1518].flatMap { (size: Int) in
            [8, 16, 64].map { (slots: Int) in
                SimulatedRun.Arm(
                    series: "V2", point: "\(size) \(slots)", cost: size == 64 ? 2000 : 6000,
                    loss: 0.1, ringFrames: slots, frameSize: size)
            }
        }
        let findings = try Self.findings(
            arms, .same(across: "ring_frames", series: "V2"), metric: Self.cpu)
        #expect(findings.map(\.outcome) == [.reproduced])
        #expect(findings[0].detail.hasPrefix("3 values of ring_frames"))
    }

    @Test("Two values that differ by more than what matters are not the same")
    func twoValues() throws {
        let findings = try Self.findings(
            Self.rings([8: 0.1, 16: 0.1], cost: [8: 3000, 16: 3280]),
            .same(across: "ring_frames", series: "V2"), metric: Self.cpu, blocks: 7)
        #expect(findings.map(\.outcome) == [.refuted])
        #expect(abs((findings[0].estimate ?? 0) - 0.0933) < 0.03)
    }

    @Test("Too few blocks name the number it takes")
    func shortage() throws {
        let few = try Self.findings(
            Self.rings([8: 0.1, 16: 0.1]), .atMost(5000, series: "V2"), metric: Self.cpu, blocks: 3)
        #expect(few.map(\.needed) == [5])
        let decided = try Self.findings(
            Self.rings([8: 0.1, 16: 0.1]), .atMost(5000, series: "V2"), metric: Self.cpu)
        #expect(decided.map(\.needed) == [nil])
    }

    /// What a claim about a noisy difference comes to with so many blocks.
    private static func noisy(_ test: Hypothesis.Test, _ seed: UInt64, blocks: Int) throws
        -> Finding
    {
        var simulated = SimulatedRun(seed: seed)
        (simulated.outliers, simulated.collapses, simulated.spread) = (0, 0, 0.1)
        let arms = [("recv", 3000.0), ("V2", 2700)].map {
            SimulatedRun.Arm(series: $0.0, point: $0.0, cost: $0.1)
        }
        let hypothesis = Hypothesis(claim: "so it is", metric: Self.cpu, test: test)
        let report = try ReportMaker.report(
            ComparisonRequest(
                subject: .within(simulated.run(arms, blocks: blocks)),
                plan: ComparePlan(metrics: [], hypotheses: [hypothesis])))
        return try #require(report.findings.first)
    }

    @Test(
        "An open claim is decided by the number of blocks that it names, more often than not",
        arguments: [
            Hypothesis.Test.difference(base: "recv", head: "V2", direction: .less),
            .atMost(2850, series: "V2"), .atLeast(2850, series: "V2"),
        ])
    func neededBlocks(test: Hypothesis.Test) throws {
        var (open, decided) = (0, 0)
        for seed in 1...60 {
            let few = try Self.noisy(test, UInt64(seed), blocks: 6)
            guard few.outcome == .inconclusive, let needed = few.needed, needed < 200 else {
                continue
            }
            open += 1
            #expect(needed > 6)
            let more = try Self.noisy(test, UInt64(seed) + 1000, blocks: needed)
            decided += more.outcome == .inconclusive ? 0 : 1
        }
        #expect(open >= 10)
        #expect(2 * decided > open, "\(decided) of \(open)")
    }

    /// What is said of loss of 1 %, in trials that are changed so.
    private static func lossWords(_ change: @escaping (inout TrialRecord) -> Void) throws -> String
    {
        var simulated = SimulatedRun(seed: 3)
        (simulated.outliers, simulated.collapses) = (0, 0)
        let run = simulated.run(Self.rings([8: 1]), blocks: 5) { record in
            // A loss of 1,000 of 100,000 frames.
            (record.lossEpisodes, record.lossLongestFrames) = (40, 30)
            (record.lossFirst5Percent, record.lossLast5Percent) = (5, 5)
            change(&record)
        }
        let plan = ComparePlan(
            metrics: [],
            hypotheses: [
                Hypothesis(
                    claim: "so it is", metric: "loss_percent", test: .atMost(3, series: "V2"))
            ])
        let report = try ReportMaker.report(
            ComparisonRequest(subject: .within(run), plan: plan))
        #expect(report.findings.map(\.outcome) == [.reproduced])
        return report.findings[0].detail
    }

    @Test("A claim on loss says when it was one episode, or of the start or the end only")
    func lossInTime() throws {
        #expect(try !Self.lossWords { _ in }.contains("trials with loss"))
        let once = try Self.lossWords {
            ($0.lossLongestFrames, $0.lossLongestMs) = (900, 9.04)
            $0.lossInPausesPercent = $0.block == 1 ? 10 : 95
        }
        #expect(
            once.hasSuffix(
                "; V2: in 5 of 5 trials with loss, at least half of it in one episode (at most 900 "
                    + "frames, 9 ms), 4 times while the capture process took no frame"), "\(once)")
        let start = try Self.lossWords { $0.lossFirst5Percent = $0.block < 4 ? 100 : 5 }
        #expect(
            start.hasSuffix(
                "; V2: in 3 of 5 trials with loss, at least half of it among the first 5 % of the "
                    + "frames sent"), "\(start)")
        let end = try Self.lossWords { $0.lossLast5Percent = $0.block < 3 ? 100 : 5 }
        #expect(!end.contains("trials with loss"), "2 of 5 are no majority")
    }

    @Test("A bound tells values, not changes")
    func valueWords() throws {
        let findings = try Self.findings(
            Self.rings([8: 0.1, 16: 0.1]), .atMost(5000, series: "V2"), metric: Self.cpu)
        #expect(findings[0].isValue && findings[0].outcome == .reproduced)
        #expect(findings[0].effectWords.contains("ns ("), "\(findings[0].effectWords)")
    }
}
