import Experiment
import Testing

@Suite("Parts of the repetitions") struct BlockPartTests {
    private func experiment(repetitions: Int) throws -> Experiment {
        try Stub.decode(
            """
            [experiment]
            repetitions = \(repetitions)
            [traffic]
            rate = ["1kpps", "2kpps"]
            [[series]]
            backend = "recv"
            [[series]]
            backend = "tpacket-v2"
            ring_frames = [1, 2, 4]
            """)
    }

    @Test("The parts of any number of repetitions are all of them, once, in order")
    func partition() throws {
        for repetitions in 1...40 {
            for count in 1...repetitions {
                let parts = try (1...count).map {
                    try BlockPart("\($0)/\(count)").blocks(of: repetitions)
                }
                #expect(parts.flatMap { Array($0) } == Array(1...repetitions))
                let sizes = parts.map(\.count)
                #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
            }
        }
    }

    @Test("Parts together are the whole plan: the same trials with the same numbers")
    func whole() throws {
        let whole = try experiment(repetitions: 11).plan(seed: 5)
        let parts = try (1...8).map { try whole.part(BlockPart("\($0)/8")) }
        let numbers = { (trials: [PlannedTrial]) in
            trials.filter { !$0.isBaseline }.map { "\($0.index) \($0.block) \($0.point.id)" }
        }
        #expect(parts.flatMap { numbers($0.trials) } == numbers(whole.trials))
        #expect(try numbers(whole.part(BlockPart("1/1")).trials) == numbers(whole.trials))
    }

    @Test("Each part has each traffic's baseline, before its first trial there")
    func baselines() throws {
        let whole = try experiment(repetitions: 6).plan(seed: 9)
        for number in 1...3 {
            let part = try whole.part(BlockPart("\(number)/3"))
            #expect(part.baselineCount == 2)
            var based: Set<String> = []
            for trial in part.trials {
                if trial.isBaseline { based.insert(trial.point.trafficID) }
                #expect(based.contains(trial.point.trafficID))
            }
            let blocks = Set(part.trials.filter { !$0.isBaseline }.map(\.block))
            #expect(blocks == [2 * number - 1, 2 * number])
            for block in blocks {
                #expect(part.trials.count { $0.block == block } == whole.points.count)
            }
        }
    }

    @Test(
        "What is no part is refused",
        arguments: [
            "", "3", "3/", "/8", "0/8", "9/8", "3/8/2", "-1/8", "+1/8", "1.5/2", "1 /2", "a/b",
            "1/99999999999999999999", "１/２",
        ])
    func wrong(text: String) {
        #expect {
            try BlockPart(text)
        } throws: {
            "\($0)".contains("“\(text)” is no part of the repetitions (allowed: K/N")
        }
    }

    @Test("More parts than repetitions are refused, since some would measure nothing")
    func tooMany() throws {
        #expect {
            try experiment(repetitions: 5).plan(seed: 1).part(BlockPart("3/8"))
        } throws: {
            "\($0)"
                == "--blocks 3/8: the experiment has 5 repetitions, which cannot be divided into"
                + " 8 parts: use at most 5, or more --repetitions"
        }
    }

    @Test("The largest numbers do no harm")
    func large() throws {
        let part = try BlockPart("\(Int.max)/\(Int.max)")
        #expect(try part.blocks(of: .max) == Int.max...Int.max)
        #expect(throws: PlanError.self) { try part.blocks(of: 3) }
    }
}
