import Settings
import Testing

@testable import Experiment

/// Several programs that measure each point.
@Suite struct BuildTests {
    private static let text = """
        [experiment]
        repetitions = 6
        [traffic]
        rate = "1000 pps"
        frame_size = [64, 128]
        [[series]]
        label = "A"
        backend = "recv"
        [[series]]
        label = "B"
        backend = "null"

        """
    private static let base = Build(name: "base", program: .bench("../old/bench"))
    private static let head = Build(name: "head", program: .bench("./bench"))
    private static let tool = Build(name: "base", program: .command("tcpdump -i {interface}"))
    private static let other = Build(name: "head", program: .command("dumpcap -i {interface}"))

    private func plan(_ builds: [Build]) throws -> Plan {
        try Stub.decode(Self.text).interleaving(builds).plan(seed: 3)
    }

    /// The builds' names of each point of a block, in the order of the trials.
    private func orders(_ plan: Plan, block: Int) -> [String: [String]] {
        let trials = plan.trials.filter { $0.block == block }
        return Dictionary(grouping: trials, by: \.point.id).mapValues { $0.map(name) }
    }

    private func name(_ trial: PlannedTrial) -> String { trial.point.build?.name ?? "" }

    @Test func twoBuildsStandSideBySideAndChangePlacesWithEachBlock() throws {
        let plan = try plan([Self.base, Self.head])
        for block in 1...6 {
            let wanted = block % 2 == 1 ? ["base", "head"] : ["head", "base"]
            let orders = orders(plan, block: block)
            #expect(orders.count == 4)
            #expect(orders.values.allSatisfy { $0 == wanted })
        }
        let measured = plan.trials.filter { !$0.isBaseline }
        #expect(measured.count == 48)
        for pair in stride(from: 0, to: measured.count, by: 2) {
            #expect(measured[pair].point.id == measured[pair + 1].point.id)
            #expect(measured[pair].block == measured[pair + 1].block)
        }
        #expect(plan.points.count == 8)
        #expect(plan.baselineCount == 2)
        #expect(plan.trials.filter(\.isBaseline).allSatisfy { $0.point.build == nil })
    }

    @Test func threeBuildsStandInEachPlaceEquallyOftenWithoutTrend() throws {
        let plan = try plan([Self.base, Self.head, Self.base.control])
        var places: [String: [Int]] = [:]
        var trend: [String: Double] = [:]
        for block in 1...6 {
            let orders = Set(orders(plan, block: block).values)
            #expect(orders.count == 1)
            for (place, name) in try #require(orders.first).enumerated() {
                places[name, default: [0, 0, 0]][place] += 1
                trend[name, default: 0] += Double(block * 3 + place)
            }
        }
        #expect(places.keys.sorted() == ["base", "control", "head"])
        #expect(places.values.allSatisfy { $0 == [2, 2, 2] })
        // What drifts linearly adds the same to each.
        #expect(Set(trend.values).count == 1)
    }

    @Test func pointsKeepTheirIDsAndGetTheBuildsName() throws {
        let ids = Set(try Stub.decode(Self.text).points().map(\.id))
        let plan = try plan([Self.base, Self.head])
        #expect(Set(plan.points.map(\.id)) == ids)
        #expect(
            Set(plan.points.map(\.label)) == ["A [base]", "A [head]", "B [base]", "B [head]"])
        let experiment = try Stub.decode(Self.text).interleaving([Self.base, Self.head])
        #expect(experiment.roles == ["A [base]", "A [head]", "B [base]", "B [head]"])
        #expect(try Stub.decode(Self.text).roles == ["A", "B"])
    }

    @Test(arguments: [(["label=A"], 4), (["backend=null", "sizes=64"], 2)])
    func whatIsSelectedOfTheSeriesSelectsTraffics(words: [String], points: Int) throws {
        let plan = try Stub.decode(Self.text).only(words).interleaving([Self.tool, Self.other])
            .plan(seed: 3)
        #expect(plan.points.count == points)
    }

    @Test func tooManyContrastsBetweenBuildsAreRefusedBeforeAnythingIsMeasured() throws {
        let sizes = "[64, 128, 256, 512, 768, 1024, 1518]"
        let text =
            Self.text.replacing("[64, 128]", with: sizes)
            + "[[contrast]]\nmetric = \"loss_percent\"\nseries = \"A\"\n"
        let vocabulary = Stub.vocabulary
        let experiment = try ExperimentFile.decode(
            text: text, name: "x.toml", vocabulary: vocabulary)
        #expect(throws: PlanError.self) { try experiment.checkBuildContrasts() }
        try experiment.only(["frame_size=64"]).checkBuildContrasts()
        try experiment.checkSeriesContrasts()
    }

    @Test func tooManyContrastsOfSeriesAreRefusedBeforeAnythingIsMeasured() throws {
        let sizes = "[64, 128, 256, 512, 768, 1024, 1518]"
        let contrast = "[[contrast]]\nmetric = \"loss_percent\"\nbase = \"A\"\nhead = \"B\"\n"
        let text = Self.text.replacing("[64, 128]", with: sizes) + contrast
        let experiment = try Stub.decode(text)
        #expect(throws: PlanError.self) { try experiment.checkSeriesContrasts() }
        try experiment.only(["frame_size=64"]).checkSeriesContrasts()
        try Stub.decode(text + "where = \"frame_size < 1518\"\n").checkSeriesContrasts()
    }

    @Test func toolsAreMeasuredOncePerTraffic() throws {
        let plan = try plan([Self.tool, Self.other])
        #expect(plan.points.count == 4)
        #expect(Set(plan.points.map(\.id)).count == 2)
        #expect(plan.points.allSatisfy { $0.backend == "command" })
        #expect(
            plan.points.map { $0.settings["command"]?.asText } == [
                "tcpdump -i {interface}", "dumpcap -i {interface}", "tcpdump -i {interface}",
                "dumpcap -i {interface}",
            ])
        #expect(plan.points[0].label == "command [base]")
    }

    @Test func aToolBesideABenchIsMeasuredForEachPoint() throws {
        let plan = try plan([Self.tool, Self.head])
        #expect(plan.points.count == 8)
        #expect(
            plan.points.prefix(2).map(\.backend) == ["command", "recv"]
                && plan.points[0].id == plan.points[1].id)
    }

    @Test func theOrderOfPointsIsThatWithoutBuilds() throws {
        let alone = try Stub.decode(Self.text).plan(seed: 3).trials.map(\.point.id)
        let plan = try plan([Self.base, Self.head])
        let first = plan.trials.filter { $0.isBaseline || name($0) == "head" }.map(\.point.id)
        #expect(first.filter { alone.contains($0) }.count == alone.count)
        #expect(
            plan.trials.filter { name($0) == "head" }.map(\.point.id)
                == (try Stub.decode(Self.text).plan(seed: 3).trials.filter { !$0.isBaseline }
                    .map(\.point.id)))
    }

    @Test func aRoleIsMadeAndReadBack() {
        #expect(Self.head.role("V3 [x]") == "V3 [x] [head]")
        #expect(Build.label(of: "V3 [x] [head]", "head") == "V3 [x]")
        #expect(Build.label(of: "V3", "head") == "V3")
    }

    @Test(arguments: [
        ("../old/bench", Build.Program.bench("../old/bench")),
        ("'/a b/bench'", .bench("/a b/bench")),
        ("tool -i {interface}", .command("tool -i {interface}")),
        ("tool if={interface}", .command("tool if={interface}")),
    ])
    func aCommandLineWithAnInterfaceIsATool(_ text: String, _ program: Build.Program) throws {
        #expect(try Build(name: "base", text).program == program)
    }

    @Test(arguments: [
        ("tcpdump -i eth0", "neither the path of a bench"), ("", "is empty"),
        ("a {interface} | b", "for a shell"), ("'a", "is not closed"),
    ])
    func whatIsNeitherIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: PlanError.self) { try Build(name: "head", text) }
        #expect(error?.description.hasPrefix("--head: ") == true)
        #expect(error?.description.contains(reason) == true)
    }

    @Test func lessThanTwoBuildsAndEqualNamesAreRefused() throws {
        let experiment = try Stub.decode(Self.text)
        #expect(throws: PlanError.self) { try experiment.interleaving([Self.base]) }
        #expect(throws: PlanError.self) { try experiment.interleaving([Self.base, Self.tool]) }
    }
}
