import Experiment
import Frames
import Testing

@Suite struct PlanTests {
    private static let text = """
        [experiment]
        repetitions = 3
        [traffic]
        rate = ["1kpps", "2kpps"]
        [[series]]
        backend = "recv"
        receive_buffer = ["64KiB", "1MiB"]
        [[series]]
        backend = "tpacket-v2"
        ring_frames = [1, 2, 4, 8]
        """

    private func experiment() throws -> Experiment {
        try Stub.decode(Self.text)
    }

    @Test func aBlockIsEveryPointOnce() throws {
        let plan = try experiment().plan(seed: 1)
        let ids = Set(plan.points.map(\.id))
        #expect(ids.count == 12)
        for block in 1...3 {
            let trials = plan.trials.filter { $0.block == block }
            #expect(trials.count == 12)
            #expect(Set(trials.map(\.point.id)) == ids)
        }
        #expect(plan.trials.filter { !$0.isBaseline }.map(\.block).isSorted)
    }

    @Test func everyTrafficHasOneBaselineBeforeItsFirstTrial() throws {
        let plan = try experiment().plan(seed: 7)
        #expect(plan.baselineCount == 2)
        #expect(plan.trials.count == 38)
        var based: Set<String> = []
        for trial in plan.trials {
            if trial.isBaseline {
                #expect(trial.block == 0)
                #expect(trial.point.backend == "none")
                #expect(based.insert(trial.point.trafficID).inserted)
            }
            #expect(based.contains(trial.point.trafficID))
        }
    }

    @Test func trialsAreCountedFromOne() throws {
        let plan = try experiment().plan(seed: 7)
        #expect(plan.trials.map(\.index) == Array(1...38))
    }

    @Test func sameSeedGivesTheSameOrder() throws {
        let order = { (seed: UInt64) in try experiment().plan(seed: seed).trials.map(\.point.id) }
        #expect(try order(5) == order(5))
        #expect(try order(5) != order(6))
    }

    @Test func blocksHaveDifferentOrders() throws {
        let plan = try experiment().plan(seed: 5)
        let orders = (1...3).map { block in
            plan.trials.filter { $0.block == block }.map(\.point.id)
        }
        #expect(Set(orders).count == 3)
    }

    /// A change here gives recorded seeds another order.
    @Test func orderIsThatOfEarlierVersions() throws {
        let plan = try experiment().plan(seed: 42)
        let order = plan.trials.prefix(8).map { trial in
            let point = trial.point
            let setting = point.value(of: "ring_frames") ?? point.value(of: "receive_buffer") ?? "-"
            return "\(point.traffic.load.load.text) \(setting)"
        }
        #expect(
            order == [
                "2000 pps -", "2000 pps 2", "1000 pps -", "1000 pps 8", "2000 pps 8", "1000 pps 2",
                "1000 pps 1", "2000 pps 4",
            ])
    }

    @Test func shufflePutsEveryPointEverywhere() throws {
        let experiment = try Stub.decode(
            """
            [experiment]
            repetitions = 8000
            [traffic]
            rate = "1kpps"
            [[series]]
            backend = "tpacket-v2"
            ring_frames = [1, 2, 3, 4]
            """)
        let trials = try experiment.plan(seed: 1).trials.filter { !$0.isBaseline }
        for id in experiment.points().map(\.id) {
            for place in 0..<4 {
                let count = stride(from: place, to: trials.count, by: 4).count {
                    trials[$0].point.id == id
                }
                // 8000 draws with probability 1/4: sd 39, so this is beyond five of them.
                #expect(abs(count - 2000) < 200, "\(id) at \(place): \(count)")
            }
        }
    }

    @Test func estimateIsWarmUpTrafficAndOverheadOfEveryTrial() throws {
        let plan = try experiment().plan(seed: 1)
        #expect(plan.estimatedSeconds == 38 * (1 + 20 + Plan.overheadSeconds))
        let quick = try experiment().quick().plan(seed: 1)
        #expect(abs(quick.estimatedSeconds - 38 * (0.2 + 2 + Plan.overheadSeconds)) < 1e-9)
        #expect(quick.isQuick && !plan.isQuick)
    }

    @Test func quickIsATenthAndOnlyOnce() throws {
        let quick = try experiment().quick().quick()
        #expect(quick.name == "x")
        #expect(quick.timing.durationNanoseconds == 2_000_000_000)
        #expect(quick.timing.intervalNanoseconds == 500_000_000)
        #expect(quick.timing.schedule.kept == 1..<4)
        let ids = Set(try experiment().points().map(\.id))
        #expect(ids.isDisjoint(with: quick.points().map(\.id)))
    }

    @Test func repetitionsCanBeSetAnew() throws {
        #expect(try experiment().repetitions(1).plan(seed: 1).trials.count == 14)
        let error = #expect(throws: PlanError.self) { try experiment().repetitions(0) }
        #expect(error?.message == "0 is not a number of repetitions of at least 1")
    }

    @Test func tooManyRepetitionsAreRefused() throws {
        for count in [100_000, Int.max] {
            let error = #expect(throws: PlanError.self) {
                try experiment().repetitions(count).plan(seed: 1)
            }
            #expect(error?.message.hasPrefix("this would be more than 1000000 trials") == true)
        }
    }

    @Test func hundredThousandPointsArePlannedInTime() throws {
        let sizes = (64..<1064).map(String.init).joined(separator: ", ")
        let rings = (1...100).map(String.init).joined(separator: ", ")
        let experiment = try Stub.decode(
            """
            [traffic]
            rate = "1kpps"
            frame_size = [\(sizes)]
            [[series]]
            backend = "tpacket-v2"
            ring_frames = [\(rings)]
            """)
        let clock = ContinuousClock()
        let took = try clock.measure {
            let plan = try experiment.plan(seed: 1)
            #expect(plan.trials.count == 101_000)
        }
        #expect(took < .seconds(20), "a generous limit: this is an unoptimised build")
    }
}

extension Collection where Element: Comparable {
    fileprivate var isSorted: Bool {
        zip(self, dropFirst()).allSatisfy { $0 <= $1 }
    }
}
