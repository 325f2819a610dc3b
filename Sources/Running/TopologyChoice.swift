import Experiment
import Kernel
import Testbed

/// Decides what the topology `auto` stands for.
package enum TopologyChoice {
    /// What was decided: the experiment without `auto`, and why.
    struct ResolvedTopology {
        let experiment: Experiment
        /// The topology; `nil` if `auto` was not asked for.
        let topology: String?
        /// Why it is not ``Topology/vethSoftirq``, in words; `nil` if it is.
        let reason: String?
    }

    /// Replaces `auto` by the topology it stands for: once, so that all trials have the same.
    static func resolve(_ experiment: Experiment) -> ResolvedTopology {
        guard experiment.hasAutoTopology else {
            return ResolvedTopology(experiment: experiment, topology: nil, reason: nil)
        }
        let obstacle =
            experiment.asksForPolicies
            ? "napi_policy asks for a NAPI thread" : softirqObstacle
        let topology = obstacle == nil ? Topology.vethSoftirq : .vethNAPI
        return ResolvedTopology(
            experiment: experiment.resolvingAutoTopology(to: topology.rawValue),
            topology: topology.rawValue,
            reason: obstacle.map { "auto is \(topology.rawValue): veth-softirq: \($0)" })
    }

    /// Why ``Topology/vethSoftirq`` is not to be had here with every nanosecond told; `nil` if it
    /// is.
    package static var softirqObstacle: String? {
        if let obstacle = Availability.obstacle(to: Topology.vethSoftirq) { return obstacle }
        if (try? Scheduling.allowedCPUs())?.count == 1 {
            return "one CPU only, so that nothing can be handed to another"
        }
        return SoftirqClock.obstacle.map { "no clock for softirqs: \($0)" }
    }
}
