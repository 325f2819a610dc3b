import Experiment
import FoundationEssentials
import Results
import Settings
import Testing
import Traffic

@testable import Running

/// What an engine cannot send, wherever it runs.
@Suite struct UnsupportedTests {
    private static func engine(
        obstacle: String? = nil, objecting: @escaping @Sendable (TrafficTask) -> String?
    ) -> Engine {
        Engine(
            component: Component(name: "sendmmsg", summary: "made up", settings: []),
            preference: nil, obstacle: { obstacle }, objection: objecting,
            open: { _ throws(TrafficError) in throw .unsupported("made up") })
    }

    @Test func `A row of it is settled, told, and not missing`() throws {
        let plan = try Laboratory.experiment(
            "topology = [\"veth-napi\", \"veth-inline\"]\nrepetitions = 2"
        ).plan(seed: 1)
        var ledger = SweepLedger(plan, [])
        #expect(ledger.missing == 4)
        for trial in plan.trials where trial.point.traffic.topology == "veth-napi" {
            ledger.note(trial, Laboratory.row(trial, .skipped, .unsupported))
            #expect(ledger.isSettled(trial))
        }
        #expect(ledger.missing == 2 && ledger.unsupported == 2 && ledger.beyondEngine == 0)
        let resumed = SweepLedger(
            plan, plan.trials.map { Laboratory.row($0, .skipped, .unsupported) })
        #expect(resumed.missing == 0 && resumed.unsupported == 4 && !resumed.hasValid)
    }

    @Test func `An engine is useless if something is in its way, or it objects to every point`()
        throws
    {
        let points = try Laboratory.experiment(
            "topology = [\"veth-napi\", \"veth-inline\"]"
        ).points()
        let willing = Self.engine { _ in nil }
        #expect(EngineChoice.uselessness(of: willing, for: points) == nil)
        let barred = Self.engine(obstacle: "needs root") { _ in nil }
        #expect(EngineChoice.uselessness(of: barred, for: points) == "needs root")
        let backlogOnly = Self.engine { $0.path == .inline ? nil : "needs a backlog" }
        #expect(EngineChoice.uselessness(of: backlogOnly, for: points) == nil)
        let napi = points.filter { $0.traffic.topology == "veth-napi" }
        #expect(EngineChoice.uselessness(of: backlogOnly, for: napi) == "needs a backlog")
    }
}

/// Engines for workers that take a queue each.
@Suite struct QueueEngineTests {
    private static let series = ["backend = \"af-xdp\"\nworkers = [1, 2]", "backend = \"recv\""]

    @Test func `The engine whose frames all come to one queue is refused, and only there`() throws {
        let points = try Laboratory.experiment(
            "topology = \"veth-napi\"", engine: "xdp", series: Self.series
        ).points()
        let refused = points.filter { EngineChoice.objection(to: $0) != nil }
        #expect(refused.map { $0.settings["workers"]?.text } == ["2"])
        #expect(
            refused.first.flatMap { EngineChoice.objection(to: $0) }?.contains("one receive queue")
                == true)
        for engine in ["send", "sendmmsg", "tx-ring"] {
            let points = try Laboratory.experiment(engine: engine, series: Self.series).points()
            #expect(points.allSatisfy { EngineChoice.objection(to: $0) == nil })
        }
    }

    @Test func `Auto is then an engine that spreads frames`() throws {
        let experiment = try Laboratory.experiment(
            "topology = \"veth-napi\"", engine: "auto", series: Self.series)
        let choice = try EngineChoice.resolve(experiment)
        #expect(choice.engine == "sendmmsg")
        #expect(choice.reason?.contains("xdp: ") == true)
    }
}

@Suite struct CalibrationTests {
    @Test func `The experiment file of the tree is the text that calibrate uses`() throws {
        let file =
            #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
            + "/experiments/generators.toml"
        let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        #expect(
            text
                == Calibration.text(
                    Calibration.engines, Calibration.topologies, Calibration.sizes))
    }

    @Test func `It has every size on every topology for each engine, without a pace`() throws {
        let calibration = Calibration(engines: ["sendmmsg"])
        let experiment = try calibration.experiment()
        #expect(experiment.name == "generators")
        #expect(experiment.points().count == 12)
        #expect(experiment.points().allSatisfy { $0.traffic.intendedRate == nil })
        #expect(experiment.plots.map(\.figure) == ["generator-ceiling", "departure-gaps"])
    }

    @Test(arguments: [
        Calibration(engines: ["warp\"\n"]), Calibration(topologies: ["moon"]),
        Calibration(sizes: [63]),
    ])
    func `A word that means nothing here is an error of usage`(calibration: Calibration) {
        let error = #expect(throws: SweepError.self) { try calibration.experiment() }
        #expect(error?.kind == .usage)
    }
}
