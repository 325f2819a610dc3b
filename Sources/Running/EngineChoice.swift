package import Experiment
import Settings
import Testbed
package import Traffic

/// Decides what `auto` stands for, and whether an engine can do what an experiment asks of it.
package enum EngineChoice {
    /// An experiment that names its engines, and why `auto` is what it is.
    package struct ResolvedEngines {
        package let experiment: Experiment
        /// In words; `nil` if nothing was chosen, or the fastest engine.
        package let reason: String?
        /// The engine chosen; `nil` if `auto` was not asked for.
        package let engine: String?
        /// The topology chosen, and why it is not the one nearest to a NIC; `nil` likewise.
        package let topology: String?
        package let topologyReason: String?
    }

    /// Replaces `auto` by what it stands for: once, so that all trials have the same.
    ///
    /// The topology first, since not every engine can send on each.
    ///
    /// - Parameter configures: whether named interfaces are set up before the first trial.
    package static func resolve(
        _ experiment: Experiment, configures: Bool = false
    ) throws(SweepError) -> ResolvedEngines {
        let path = TopologyChoice.resolve(experiment)
        let experiment = path.experiment
        guard experiment.hasAutoEngine else {
            return ResolvedEngines(
                experiment: experiment, reason: nil, engine: nil, topology: path.topology,
                topologyReason: path.reason)
        }
        // One for all, so one that can spread frames over queues if any point needs that.
        let usesQueues = experiment.points().contains { $0.usesVethQueues }
        var tasks = experiment.traffics().map(task)
        for index in tasks.indices {
            (tasks[index].isSetUp, tasks[index].usesQueues) = (configures, usesQueues)
        }
        guard let choice = Engine.preferred(for: tasks) else {
            throw SweepError(.unfit, "no traffic engine works here; see “bench list”")
        }
        do {
            let resolved = try experiment.resolvingAuto(to: choice.engine.component)
            return ResolvedEngines(
                experiment: resolved, reason: choice.reason, engine: choice.engine.name,
                topology: path.topology, topologyReason: path.reason)
        } catch {
            throw SweepError(.usage, "\(error)")
        }
    }

    /// Why the engine of this point cannot send its traffic, wherever it runs; `nil` if it can, or
    /// if nothing is to be sent.
    package static func objection(to point: SweepPoint) -> String? {
        point.feedsItself
            ? nil : Engine.named(point.traffic.engine).flatMap { Self.objection(of: $0, to: point) }
    }

    /// Why an engine is of no use to any of these points on this machine; `nil` if it is.
    ///
    /// - Parameter points: at least one, all of this engine.
    package static func uselessness(
        of engine: Engine, for points: some Collection<SweepPoint>
    ) -> String? {
        if let obstacle = engine.obstacle() { return obstacle }
        var first: String?
        for point in points {
            guard !point.feedsItself, let objection = Self.objection(of: engine, to: point)
            else { return nil }
            first = first ?? objection
        }
        return first
    }

    private static func objection(of engine: Engine, to point: SweepPoint) -> String? {
        var task = Self.task(point.traffic)
        task.usesQueues = point.usesVethQueues
        return engine.objection(task)
    }

    private static func task(_ traffic: TrafficPoint) -> TrafficTask {
        TrafficTask(
            load: traffic.load.load, sizes: traffic.sizes, format: traffic.format,
            path: Topology(rawValue: traffic.topology)?.path ?? .device,
            // What another host has is asked there.
            interface: traffic.interfaces?.hosts == nil ? traffic.interfaces?.generator : nil)
    }
}

extension SweepPoint {
    /// Whether its workers take a queue each of a veth pair that bench makes.
    fileprivate var usesVethQueues: Bool { traffic.interfaces == nil && workerQueues != nil }
}

extension Topology {
    /// What frames meet at the far end.
    var path: TrafficPath {
        switch self {
        case .vethSoftirq, .vethNAPI: .napi
        case .vethRPS: .steered
        case .vethInline, .vethOutgoing: .inline
        case .nic: .device
        }
    }
}
