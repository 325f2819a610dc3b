package import Experiment
import Settings
import Testbed
import Traffic

/// Decides what `auto` stands for, and whether an engine can do what an experiment asks of it.
package enum EngineChoice {
    /// An experiment that names its engines, and why `auto` is what it is.
    package struct Resolved {
        package let experiment: Experiment
        /// In words; `nil` if nothing was chosen, or the fastest engine.
        package let reason: String?
        /// The engine chosen; `nil` if `auto` was not asked for.
        package let engine: String?
    }

    /// Replaces `auto` by the engine it stands for: once, so that all trials have the same.
    package static func resolve(_ experiment: Experiment) throws(SweepError) -> Resolved {
        guard experiment.hasAutoEngine else {
            return Resolved(experiment: experiment, reason: nil, engine: nil)
        }
        guard let choice = Engine.preferred(for: experiment.traffics().map(task)) else {
            throw SweepError(.unfit, "no traffic engine works here; see “bench list”")
        }
        do {
            let resolved = try experiment.resolvingAuto(to: choice.engine.component)
            return Resolved(
                experiment: resolved, reason: choice.reason, engine: choice.engine.name)
        } catch {
            throw SweepError(.usage, "\(error)")
        }
    }

    /// Why the engine of this traffic cannot send it, wherever it runs; `nil` if it can.
    package static func objection(to traffic: TrafficPoint) -> String? {
        Engine.named(traffic.engine)?.objection(task(traffic))
    }

    private static func task(_ traffic: TrafficPoint) -> TrafficTask {
        TrafficTask(
            load: traffic.load.load, sizes: traffic.sizes, format: traffic.format,
            path: Topology(rawValue: traffic.topology)?.path ?? .device)
    }
}

extension Topology {
    /// What frames meet at the far end.
    var path: TrafficPath {
        switch self {
        case .vethNAPI: .napi
        case .vethRPS, .vethInline: .backlog
        case .nic: .device
        }
    }
}
