import Experiment
import Testing

@Suite struct CompareTests {
    private func plan(_ lines: String) throws -> ComparePlan {
        try Stub.decode(Stub.compared + lines).comparing
    }

    @Test func nothingDeclaredIsTheDefault() throws {
        let plan = try plan("")
        #expect(plan == ComparePlan())
        #expect(plan.metrics == ["loss_percent", "cpu_ns_per_unique_frame"])
    }

    @Test func metricsAndSmallestEffectsAreThoseOfTheTable() throws {
        let plan = try plan(
            """
            [compare]
            metrics = "unreported_percent"
            smallest_effect = { loss_percent = "0.5 points", cpu_ns_per_unique_frame = "7%" }
            """)
        #expect(plan.metrics == ["unreported_percent"])
        #expect(
            plan.smallestEffects == ["loss_percent": 0.5, "cpu_ns_per_unique_frame": 0.07])
    }

    @Test func smallestEffectsMayBeATableOfTheirOwn() throws {
        let plan = try plan("[compare.smallest_effect]\nloss_percent = \"1 point\"")
        #expect(plan.smallestEffects == ["loss_percent": 1])
    }

    @Test func contrastsOfSeriesHaveAllTheirParts() throws {
        let plan = try plan(
            """
            [[contrast]]
            metric = "cpu_ns_per_unique_frame"
            base = "recv"
            head = "ring"
            where = ["frame_size = 64", "ring_frames>=8"]
            smallest_effect = "2.5%"
            at_most = "105%"
            [[contrast]]
            metric = "loss_percent"
            base = "V3"
            head = "V3 again"
            control = true
            """)
        var first = Contrast(
            metric: "cpu_ns_per_unique_frame", subject: .series(base: "recv", head: "ring"))
        first.conditions = [
            PointCondition(key: "frame_size", relation: .equal, text: "64"),
            PointCondition(key: "ring_frames", relation: .atLeast, text: "8"),
        ]
        first.smallestEffect = 0.025
        first.atMostRatio = 1.05
        var second = Contrast(
            metric: "loss_percent", subject: .series(base: "V3", head: "V3 again"))
        second.isControl = true
        #expect(plan.contrasts == [first, second])
    }

    @Test func contrastOfOneSeriesIsOneOfBuilds() throws {
        let plan = try plan("[[contrast]]\nmetric = \"loss_percent\"\nseries = \"V3\"")
        #expect(
            plan.contrasts == [Contrast(metric: "loss_percent", subject: .builds(of: "V3"))])
    }

    @Test func sixContrastsMayDecideBesideControls() throws {
        let metrics = Stub.metrics.map(\.name)
        let builds = zip(metrics + metrics, ["recv", "recv", "recv", "recv", "ring", "ring"])
            .map { "[[contrast]]\nmetric = \"\($0)\"\nseries = \"\($1)\"\n" }
        let control =
            "[[contrast]]\nmetric = \"loss_percent\"\nbase = \"V3\"\nhead = \"V3 again\"\n"
            + "control = true\n"
        #expect(try plan(builds.joined() + control).contrasts.count == 7)
    }

    @Test(arguments: [
        (
            "base = \"recv\"\nhead = \"ring\"\nexpect = \"less\"",
            Hypothesis.Test.difference(base: "recv", head: "ring", direction: .less)
        ),
        (
            "base = \"recv\"\nhead = \"ring\"\nexpect = \"more\"",
            .difference(base: "recv", head: "ring", direction: .more)
        ),
        ("series = \"ring\"\nat_most = 2000", .atMost(2000, series: "ring")),
        ("series = \"ring\"\nat_least = 0.5", .atLeast(0.5, series: "ring")),
        (
            "series = \"ring\"\nsame_across = \"ring_frames\"",
            .same(across: "ring_frames", series: "ring")
        ),
    ])
    func claimsAreOneOfFour(_ lines: String, _ test: Hypothesis.Test) throws {
        let plan = try plan(
            "[[hypothesis]]\nclaim = \"it is so\"\nmetric = \"cpu_ns_per_unique_frame\"\n" + lines)
        let expected = Hypothesis(claim: "it is so", metric: "cpu_ns_per_unique_frame", test: test)
        #expect(plan.hypotheses == [expected])
    }

    @Test func percentagesAreClaimedInPoints() throws {
        let plan = try plan(
            """
            [[hypothesis]]
            claim = "above 8 slots almost no loss"
            metric = "loss_percent"
            series = "ring"
            where = "ring_frames > 8"
            at_most = "1 points"
            """)
        let only = try #require(plan.hypotheses.first)
        #expect(only.test == .atMost(1, series: "ring"))
        #expect(only.conditions.map(\.words) == ["ring_frames > 8"])
    }

    @Test(arguments: [
        ("block_size = 64KiB", "65536"), ("block_size >= 32KiB", "32768"),
        ("block_size = 65536", "65536"), ("rate = 1 kpps", "1000 pps"),
        ("retire_timeout = 10000us", "10ms"), ("frame_size < 1e2", "1e2"), ("sizes != 64", "64"),
    ])
    func conditionsAreInTheSpellingOfColumns(_ condition: String, _ text: String) throws {
        let plan = try plan(
            "[[contrast]]\nmetric = \"loss_percent\"\nseries = \"V3\"\nwhere = \"\(condition)\"")
        #expect(plan.contrasts.first?.conditions.map(\.text) == [text])
    }

    /// Before `auto` is resolved nobody knows which engine and settings there will be.
    @Test func conditionsOnAnOpenEngineAreTaken() throws {
        let plan = try plan(
            "[[contrast]]\nmetric = \"loss_percent\"\nseries = \"V3\"\n"
                + "where = [\"engine = xdp\", \"engine_batch = 64\"]")
        #expect(plan.contrasts.first?.conditions.count == 2)
    }

    @Test(arguments: [
        (PointCondition.Relation.equal, ["8", "8.0"]), (.unequal, ["7", "9", "x"]),
        (.less, ["7", "-1"]), (.atMost, ["7", "8"]), (.more, ["9", "1e3"]), (.atLeast, ["8", "9"]),
    ])
    func conditionsCompareNumbers(_ relation: PointCondition.Relation, _ good: [String]) {
        let condition = PointCondition(key: "a", relation: relation, text: "8")
        let all = ["7", "-1", "8", "8.0", "9", "1e3", "x"]
        let held = Set(all.filter { condition.holds(of: $0) })
        #expect(held.isSuperset(of: good))
        #expect(condition.holds(of: nil) == (relation == .unequal))
        #expect(condition.holds(of: "x") == (relation == .unequal))
    }

    /// A run can be resumed after a claim was reworded: results are kept by these.
    @Test func declarationsChangeNoPoint() throws {
        let claim =
            "[[hypothesis]]\nclaim = \"%\"\nmetric = \"loss_percent\"\nseries = \"ring\"\n"
            + "at_most = \"1 points\"\n"
        let ids = try ["", claim, claim.replacing("%", with: "so it is")].map { lines in
            try Stub.decode(Stub.compared + lines).points().map(\.id)
        }
        #expect(ids[0] == ids[1])
        #expect(ids[0] == ids[2])
    }
}
