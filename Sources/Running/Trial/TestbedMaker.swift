import Capture
import Experiment
import Frames
import Kernel
package import Testbed

/// Makes the testbed that a traffic asks for.
package struct TestbedMaker: Sendable {
    let placement: Placement
    /// Whether the interfaces that the user named were set up for this sweep.
    var isConfigured = false

    package init(placement: Placement, isConfigured: Bool = false) {
        self.placement = placement
        self.isConfigured = isConfigured
    }

    func make(
        _ topology: Topology, for traffic: TrafficPoint, queues: VethQueues = .one
    ) throws(TestbedError) -> any Testbed {
        guard topology == .nic, let interfaces = traffic.interfaces else {
            return try VethPair(
                topology: topology, policy: NAPIPolicy(rawValue: traffic.napiPolicy),
                mtu: traffic.mtu, placement: placement, queues: queues,
                isAddressed: traffic.format.isConnection,
                mergesNothing: traffic.format.replay != nil)
        }
        return try NamedPair(
            generator: interfaces.generator, capture: interfaces.capture,
            mtu: traffic.neededMTU, placement: placement, isConfigured: isConfigured)
    }
}

extension SweepPoint {
    /// The receive queues that its workers take, one each; `nil` if they take none.
    var workerQueues: WorkerQueues? { Backend.named(backend)?.workerQueues(settings) }

    /// The queues that a veth pair needs for it.
    func vethQueues(on topology: Topology) -> VethQueues {
        guard let workerQueues else { return .one }
        // As `Interface.pollsElsewhere` decides where nothing is said.
        return VethQueues(
            count: workerQueues.count,
            isInDriver: workerQueues.isInDriver ?? (topology == .vethNAPI))
    }
}

extension TrafficPoint {
    /// Bytes above the Ethernet header that the largest frame has: what is left without its 14
    /// bytes and the FCS.
    var neededMTU: Int { sizes.largest.bytes - 18 }
}
