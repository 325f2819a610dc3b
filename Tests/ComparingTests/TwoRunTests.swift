import Experiment
import Results
import Testing

@testable import Comparing

@Suite("Two runs, and two builds in one")
struct TwoRunTests {
    private static let cpu = "cpu_ns_per_unique_frame"

    private static func two(
        _ base: [SimulatedRun.Arm], _ head: [SimulatedRun.Arm], blocks: Int = 15
    ) -> (RunData, RunData) {
        var simulated = SimulatedRun(seed: 4)
        (simulated.outliers, simulated.collapses, simulated.drift) = (0, 0, 0)
        return (
            simulated.run(base, blocks: blocks, name: "base"),
            simulated.run(head, blocks: blocks, name: "head")
        )
    }

    @Test("The same settings stand against each other, whatever the series is called")
    func matched() throws {
        let (base, head) = Self.two(
            [.init(series: "V3", point: "a")], [.init(series: "blocks", point: "a", cost: 6000)])
        let report = try ReportMaker.report(
            ComparisonRequest(
                subject: .runs(base: base, head: head), plan: ComparePlan(metrics: [Self.cpu])))
        let comparison = report.comparisons[0]
        #expect((comparison.verdict, comparison.standing) == (.worse, .exploratory))
        #expect(comparison.isPaired == false && comparison.pairs == 0)
        #expect(report.warnings[0].hasPrefix("the two runs were not made side by side"))
    }

    @Test("Points that one run lacks are named")
    func unmatched() throws {
        let (base, head) = Self.two(
            [.init(series: "V3", point: "a"), .init(series: "recv", point: "b")],
            [.init(series: "V3", point: "a")])
        let report = try ReportMaker.report(
            ComparisonRequest(
                subject: .runs(base: base, head: head), plan: ComparePlan(metrics: [Self.cpu])))
        #expect(report.warnings.contains("head lacks points of base: recv"))
        let (other, alone) = Self.two(
            [.init(series: "V3", point: "a")], [.init(series: "V3", point: "z")])
        #expect {
            try ReportMaker.report(
                ComparisonRequest(
                    subject: .runs(base: other, head: alone), plan: ComparePlan()))
        } throws: {
            "\($0)".hasPrefix("base and head have no point in common")
        }
    }

    @Test("Holm corrects over everything where nothing is declared")
    func corrected() throws {
        let points = (0..<20).map { SimulatedRun.Arm(series: "V3", point: "p\($0)") }
        let (base, head) = Self.two(points, points)
        let report = try ReportMaker.report(
            ComparisonRequest(
                subject: .runs(base: base, head: head), plan: ComparePlan(metrics: [Self.cpu])))
        #expect(report.comparisons.count == 20)
        #expect(report.comparisons.allSatisfy { ($0.effect?.adjustedP ?? 0) > 0.05 })
        let least = report.comparisons.compactMap(\.effect).min { $0.pValue < $1.pValue }
        let smallest = try #require(least)
        #expect(abs(smallest.adjustedP - min(1, 20 * smallest.pValue)) < 1e-12)
    }

    @Test("Builds are paired by point and block, and the control is the base again")
    func builds() throws {
        var simulated = SimulatedRun(seed: 5)
        (simulated.outliers, simulated.collapses) = (0, 0)
        let arms = ["base", "head", "control"].map { build in
            SimulatedRun.Arm(
                series: "V3", point: "a", cost: build == "head" ? 4000 : 3000, build: build)
        }
        let run = simulated.run(arms, blocks: 15)
        var plan = ComparePlan(metrics: [Self.cpu, "loss_percent"])
        plan.contrasts = [Contrast(metric: Self.cpu, subject: .builds(of: "V3"))]
        let report = try ReportMaker.report(
            ComparisonRequest(subject: .within(run), plan: plan))
        #expect(report.comparisons.map(\.standing) == [.primary, .exploratory, .control, .control])
        #expect(report.comparisons[0].verdict == .worse && report.comparisons[0].pairs == 15)
        #expect(report.comparisons[0].name == "V3")
    }

    @Test("A run of builds that was resumed later says that its sides were apart")
    func buildsApart() throws {
        let arms = ["base", "head"].map {
            SimulatedRun.Arm(series: "V3", point: "a", build: $0)
        }
        let warnings = { (hour: String) in
            var simulated = SimulatedRun(seed: 5)
            let run = simulated.run(arms, blocks: 12) { record in
                // In two blocks the head's trial is one that was missing.
                let isLate = record.build == "head" && record.block <= 2
                record.startedAt = "2026-11-21T\(isLate ? hour : "09"):00:30Z"
            }
            return try ReportMaker.report(
                ComparisonRequest(subject: .within(run), plan: ComparePlan(metrics: [Self.cpu]))
            ).warnings
        }
        #expect(try warnings("10").contains { $0.hasPrefix("in 2 repetitions base and head were") })
        #expect(try !warnings("09").contains { $0.contains("apart") })
    }

    @Test("Two runs of builds stand against each other build by build")
    func runsOfBuilds() throws {
        let arms = [("base", 3000.0), ("head", 6000)].map { build, cost in
            SimulatedRun.Arm(series: "V3", point: "a", cost: cost, build: build)
        }
        let (first, second) = Self.two(arms, arms)
        let report = try ReportMaker.report(
            ComparisonRequest(
                subject: .runs(base: first, head: second), plan: ComparePlan(metrics: [Self.cpu])))
        #expect(report.comparisons.count == 2)
        #expect(report.comparisons.allSatisfy { $0.base.label == $0.head.label })
    }

    @Test("Sides that overlap are refused")
    func overlapping() throws {
        var simulated = SimulatedRun(seed: 6)
        let run = simulated.run(
            [.init(series: "V3", point: "a"), .init(series: "V3 again", point: "b")], blocks: 12)
        let side = { (series: String?) in
            ComparisonRequest.ChosenSide(words: series ?? "all", series: series, conditions: [])
        }
        #expect {
            try ReportMaker.report(
                ComparisonRequest(
                    subject: .chosen(run, base: side(nil), head: side("V3")),
                    plan: ComparePlan()))
        } throws: {
            "\($0)".contains("have points of")
        }
    }

    @Test("What was different is told by name, and refused where it may explain everything")
    func differences() throws {
        var (base, head) = (SimulatedRun.manifest, SimulatedRun.manifest)
        head.kernel = "6.19"
        head.benchVersion = "2"
        let differences = try RunDifferences.between(base, head)
        #expect(differences.map(\.description) == ["kernel: 6.18 and 6.19", "bench: 1 and 2"])
        #expect(differences.map(\.isRefused) == [true, false])
        base.schema = 0
        #expect(throws: ComparisonError.self) { try RunDifferences.between(base, head) }
    }
}
