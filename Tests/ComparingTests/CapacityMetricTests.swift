import Experiment
import Results
import Testing

@testable import Comparing

@Suite struct CapacityMetricTests {
    /// Ten repetitions of two series with two goals; the ring takes twice as much.
    private static func records(_ end: CapacityEnd = .width) -> [CapacityRecord] {
        (1...10).flatMap { block in
            [("recv", 1.0), ("V3", 2.0)].flatMap { role, factor in
                [("0 %", 100_000.0), ("0.5 %", 150_000)].map { goal, base in
                    var record = CapacityRecord()
                    record.point = "h\(role)"
                    record.role = role
                    record.block = block
                    record.procedure = "mlr"
                    record.goal = goal
                    record.countedLoss = "total"
                    record.end = end
                    record.lowerPps = (base + 300 * Double(block % 4)) * factor
                    record.values = ["backend": role, "topology": "veth-napi", "sizes": "64"]
                    return record
                }
            }
        }
    }

    private static func report(
        _ records: [CapacityRecord], _ plan: ComparePlan
    ) throws -> ComparisonReport {
        let run = RunData(
            name: "results/x", manifest: SimulatedRun.manifest, records: records.map(\.comparable),
            metrics: ComparedMetric.all)
        return try ReportMaker.report(ComparisonRequest(subject: .within(run), plan: plan))
    }

    private static func contrast(_ conditions: [PointCondition] = []) -> ComparePlan {
        var contrast = Contrast(
            metric: "capacity_pps", subject: .series(base: "recv", head: "V3"))
        contrast.conditions = conditions
        return ComparePlan(metrics: ["capacity_pps"], contrasts: [contrast])
    }

    @Test func aLargerCapacityIsBetterAndGoalsAreComparedEachWithItself() throws {
        let report = try Self.report(Self.records(), Self.contrast())
        #expect(report.comparisons.count == 2)
        for comparison in report.comparisons {
            #expect(comparison.verdict == .better)
            #expect(comparison.pairs == 10)
        }
    }

    @Test func aConditionChoosesTheGoal() throws {
        let condition = PointCondition(key: "goal", relation: .equal, text: "0.5 %")
        let report = try Self.report(Self.records(), Self.contrast([condition]))
        #expect(report.comparisons.count == 1)
        #expect(report.comparisons.first?.base.median.map { $0 > 149_000 } == true)
    }

    @Test func whatTheEngineLimitedIsNoCapacity() throws {
        let half = Self.records().filter { $0.role == "recv" }
        let report = try Self.report(
            half + Self.records(.atLeast).filter { $0.role == "V3" }, Self.contrast())
        #expect(report.comparisons.count == 2)
        for comparison in report.comparisons {
            #expect(comparison.verdict == .inconclusive)
            #expect(comparison.reason == "not measured on both sides")
        }
    }
}
