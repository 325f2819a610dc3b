import Experiment
import Frames
import Results
import Testing

@testable import Comparing

/// A lab: machines on which the effect differs, each with repetitions of its own.
struct SimulatedLab {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// What one machine measures: how many repetitions, and the true effect there (ln).
    struct Node {
        var blocks: Int
        var effect: Double
    }

    /// Machines whose true effects scatter around one of all machines.
    mutating func nodes(
        _ count: Int, blocks: Int, effect: Double, spread: Double
    ) -> [Node] {
        (0..<count).map { _ in Node(blocks: blocks, effect: effect + spread * normal()) }
    }

    /// A merged run of these machines.
    mutating func run(_ nodes: [Node]) -> RunData {
        var records: [TrialRecord] = []
        var block = 0
        for (place, node) in nodes.enumerated() {
            // Machines are as fast as they are: that is no effect.
            let cost = 3000 * SimulatedRun.exponential(0.4 * normal())
            var simulated = SimulatedRun(seed: random.next())
            simulated.collapses = 0
            let arms = [
                SimulatedRun.Arm(series: "recv", point: "a", cost: cost),
                SimulatedRun.Arm(
                    series: "V3", point: "b",
                    cost: cost * SimulatedRun.exponential(node.effect)),
            ]
            let start = block
            records += simulated.records(arms, node.blocks) { record in
                record.block += start
                record.machine = "node\(place + 1)"
            }
            block += node.blocks
        }
        return RunData(
            name: "lab", manifest: SimulatedRun.manifest, records: records,
            metrics: ComparedMetric.all)
    }

    private mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
}

@Suite("Labs: machines have one vote each, on simulated trials") struct LabTests {
    private static let cost = "cpu_ns_per_unique_frame"
    private static let plan = ComparePlan(
        metrics: [cost],
        contrasts: [Contrast(metric: cost, subject: .series(base: "recv", head: "V3"))])

    private static func comparison(_ run: RunData) throws -> Comparison {
        let report = try ReportMaker.report(ComparisonRequest(subject: .within(run), plan: plan))
        return try #require(report.comparisons.first)
    }

    /// 5 % of 400 are 20; with four standard deviations 37.
    @Test(
        "Machines that differ around no effect: at most 5 % of 400 labs raise an alarm",
        arguments: [(20, 3), (20, 1), (8, 5), (4, 5)])
    func falseAlarms(machines: Int, blocks: Int) throws {
        var lab = SimulatedLab(seed: UInt64(100 * machines + blocks))
        var alarms = 0
        for _ in 0..<400 {
            // Effects of 15 % either way, of machines: large beside the noise of a repetition.
            let nodes = lab.nodes(machines, blocks: blocks, effect: 0, spread: 0.15)
            let verdict = try Self.comparison(lab.run(nodes)).verdict
            if verdict == .better || verdict == .worse { alarms += 1 }
        }
        #expect(alarms <= 37, "\(alarms) of 400")
    }

    @Test("Taken for one machine, the same labs would raise alarms in more than every fourth")
    func pooledIsWrong() throws {
        var lab = SimulatedLab(seed: 8)
        var alarms = 0
        for _ in 0..<100 {
            let nodes = lab.nodes(4, blocks: 5, effect: 0, spread: 0.15)
            let run = lab.run(nodes)
            // The statistics of one machine, from the same differences.
            let base = try #require(run.cells.first { $0.series == "recv" })
            let head = try #require(run.cells.first { $0.series == "V3" })
            let metric = try #require(ComparedMetric.named(Self.cost))
            let place = try #require(run.index(of: metric))
            let (bases, heads) = (base.values(place), head.values(place))
            let differences = bases.keys.sorted().map { block in
                (machine: String?.none, value: (heads[block] ?? 0) / (bases[block] ?? 1) - 1)
            }
            let test = try #require(ShiftTest(paired: differences))
            if test.pValue < 0.05, abs(test.estimate) > 0.05 { alarms += 1 }
        }
        #expect(alarms > 25, "\(alarms) of 100")
    }

    @Test("A true effect of 20 % is found in at least 80 of 100 labs of 20 machines")
    func power() throws {
        var lab = SimulatedLab(seed: 4)
        var verdicts: [Verdict] = []
        for _ in 0..<100 {
            let nodes = lab.nodes(20, blocks: 2, effect: -0.2, spread: 0.15)
            verdicts.append(try Self.comparison(lab.run(nodes)).verdict)
        }
        #expect(verdicts.count { $0 == .better } >= 80)
        #expect(!verdicts.contains(.worse))
    }

    @Test("95 % intervals hold the effect of all machines in at least 92 % of labs")
    func coverage() throws {
        var lab = SimulatedLab(seed: 5)
        var holds = 0
        for _ in 0..<300 {
            let nodes = lab.nodes(6, blocks: 3, effect: 0.3, spread: 0.2)
            let effect = try #require(Self.comparison(lab.run(nodes)).effect)
            let interval = try #require(effect.interval)
            // e^0.3 − 1.
            if interval.contains(0.349859) { holds += 1 }
        }
        // 95 % of 300 are 285, less three standard deviations.
        #expect(holds >= 273, "\(holds) of 300")
    }

    @Test("One machine with ten times the repetitions does not decide")
    func oneMachineDoesNotDecide() throws {
        var lab = SimulatedLab(seed: 6)
        var nodes = lab.nodes(7, blocks: 4, effect: 0, spread: 0.01)
        nodes[3].blocks = 40
        nodes[3].effect = 0.7
        let comparison = try Self.comparison(lab.run(nodes))
        #expect(comparison.verdict == .inconclusive)
        let effect = try #require(comparison.effect)
        // A seventh of e^0.7, not the half that it has of the repetitions.
        #expect(effect.estimate < 0.16)
        #expect(effect.interval?.contains(0) == true)
        #expect(comparison.machines.map(\.count) == [4, 4, 4, 40, 4, 4, 4])
        #expect(comparison.pairs == 64)
    }

    @Test("The effect of each machine is that of the machine")
    func byMachine() throws {
        var lab = SimulatedLab(seed: 7)
        let effects = [-0.5, -0.3, -0.4, 0.2]
        let run = lab.run(effects.map { SimulatedLab.Node(blocks: 12, effect: $0) })
        let comparison = try Self.comparison(run)
        #expect(comparison.machines.map(\.machine) == ["node1", "node2", "node3", "node4"])
        for (effect, machine) in zip(effects, comparison.machines) {
            let truth = SimulatedRun.exponential(effect) - 1
            #expect(abs(machine.estimate - truth) < 0.1)
            // An interval of 95 % may miss it: by less than its width.
            let interval = try #require(machine.interval)
            let width = interval.upperBound - interval.lowerBound
            #expect(interval.lowerBound - width < truth && truth < interval.upperBound + width)
        }
        #expect(comparison.agreement?.hasPrefix("3 of 4 machines go the same way: −") == true)
        #expect(run.machines.count == 4)
    }

    @Test("Two machines that agree are not enough; the report says how many would be")
    func fewMachines() throws {
        var lab = SimulatedLab(seed: 11)
        let run = lab.run([
            SimulatedLab.Node(blocks: 10, effect: -0.4),
            SimulatedLab.Node(blocks: 10, effect: -0.2),
        ])
        let comparison = try Self.comparison(run)
        #expect(comparison.verdict == .inconclusive)
        #expect(
            comparison.reason?.hasPrefix("2 machines differ too much to tell what holds of others")
                == true)
        #expect(comparison.reason?.contains("like these would decide it") == true)
    }

    @Test("A merged run of one machine has the statistics of that machine")
    func oneMachine() throws {
        var (one, other) = (SimulatedRun(seed: 12), SimulatedRun(seed: 12))
        let arms = [
            SimulatedRun.Arm(series: "recv", point: "a"),
            SimulatedRun.Arm(series: "V3", point: "b", cost: 2500),
        ]
        let plain = try Self.comparison(one.run(arms, blocks: 15))
        let merged = try Self.comparison(other.run(arms, blocks: 15) { $0.machine = "node1" })
        #expect(merged.effect == plain.effect)
        #expect(merged.detectable == plain.detectable)
        #expect(merged.verdict == plain.verdict)
        #expect(merged.base.median == plain.base.median)
        #expect(merged.machines.isEmpty)
        #expect(merged.agreement == nil)
    }

    @Test("CPU times are not compared where one machine loses otherwise than the others")
    func unequalLoss() throws {
        var lab = SimulatedLab(seed: 13)
        let nodes = lab.nodes(5, blocks: 4, effect: -0.4, spread: 0.02)
        let equal = try Self.comparison(lab.run(nodes))
        #expect(equal.verdict == .better)
        var simulated = SimulatedRun(seed: 1)
        simulated.collapses = 0
        var records: [TrialRecord] = []
        for node in 1...5 {
            let arms = [
                SimulatedRun.Arm(series: "recv", point: "a", loss: node == 2 ? 6 : 0.2),
                SimulatedRun.Arm(series: "V3", point: "b", cost: 2000),
            ]
            records += simulated.records(arms, 4) { record in
                record.block += 4 * (node - 1)
                record.machine = "node\(node)"
            }
        }
        let run = RunData(
            name: "lab", manifest: SimulatedRun.manifest, records: records,
            metrics: ComparedMetric.all)
        let comparison = try Self.comparison(run)
        #expect(comparison.verdict == .inconclusive)
        #expect(comparison.reason?.hasPrefix("on node2 loss differs by 5.") == true)
    }

    @Test("Two merged runs are compared machine by machine")
    func twoRuns() throws {
        var lab = SimulatedLab(seed: 14)
        let nodes = lab.nodes(6, blocks: 5, effect: 0, spread: 0)
        // Machines are fast or slow; the head is 30 % faster on each.
        let base = lab.run(nodes)
        var records: [TrialRecord] = []
        var simulated = SimulatedRun(seed: 15)
        for node in 1...6 {
            let cell = try #require(base.cells.first { $0.series == "recv" })
            let metric = try #require(ComparedMetric.named(Self.cost))
            let place = try #require(base.index(of: metric))
            let own = cell.trials.filter { $0.value.machine == "node\(node)" }
            let cost = try #require(own.values.first?.values[place])
            records += simulated.records(
                [SimulatedRun.Arm(series: "recv", point: "a", cost: 0.7 * cost)], 5
            ) { record in
                record.block += 5 * (node - 1)
                record.machine = "node\(node)"
            }
        }
        let head = RunData(
            name: "head", manifest: SimulatedRun.manifest, records: records,
            metrics: ComparedMetric.all)
        let report = try ReportMaker.report(
            ComparisonRequest(
                subject: .runs(base: base, head: head), plan: ComparePlan(metrics: [Self.cost])))
        let comparison = try #require(report.comparisons.first)
        #expect(comparison.verdict == .better)
        #expect(comparison.machines.count == 6)
        let effect = try #require(comparison.effect)
        #expect(abs(effect.estimate + 0.3) < 0.1)
    }

    @Test("A claim is decided by machines, each with one vote")
    func claims() throws {
        let hypothesis = Hypothesis(
            claim: "V3 costs less", metric: Self.cost,
            test: .difference(base: "recv", head: "V3", direction: .less))
        let plan = ComparePlan(metrics: [Self.cost], hypotheses: [hypothesis])
        var lab = SimulatedLab(seed: 16)
        let finding = { (run: RunData) in
            try #require(
                ReportMaker.report(ComparisonRequest(subject: .within(run), plan: plan))
                    .findings.first)
        }
        let agreed = try finding(lab.run(lab.nodes(6, blocks: 2, effect: -0.4, spread: 0.05)))
        #expect(agreed.outcome == .reproduced)
        #expect(agreed.detail.contains("less on 6 of 6 machines, more on 0"))
        var nodes = lab.nodes(4, blocks: 2, effect: 0.1, spread: 0.05)
        nodes[0] = SimulatedLab.Node(blocks: 30, effect: -0.6)
        let outvoted = try finding(lab.run(nodes))
        #expect(outvoted.outcome == .inconclusive)
    }
}
