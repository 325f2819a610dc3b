import Kernel

/// The queues of a veth pair, over which a hash of their flow spreads the frames.
///
/// A frame goes to the receive queue that has the number of its send queue (`veth_xmit`). The send
/// queue is chosen by XPS, whose map of several queues is asked by the hash of the flow
/// (`__get_xps_queue_idx`). Without XPS a socket with PACKET_QDISC_BYPASS has one queue, that of its
/// CPU (`packet_pick_tx_queue`, `skb_tx_hash`). Frames that are redirected to the interface by XDP also
/// come to that of the CPU (`veth_xdp_xmit`).
///
/// An XDP program behind the driver reads the number from the skb, where it is that of the send queue
/// still and counts from 1 (`skb_get_rx_queue`): it sees queue 1 as 0, 2 as 1, and 0 as 0. So a queue
/// more is made, and that one is left empty.
package struct VethQueues: Sendable, Hashable {
    /// Queues that frames are spread over.
    package let count: Int
    /// Whether they are told apart in the driver, as by a native XDP program, or behind it.
    package let isInDriver: Bool

    package static let one = VethQueues(count: 1, isInDriver: true)

    package init(count: Int, isInDriver: Bool) {
        (self.count, self.isInDriver) = (count, isInDriver)
    }

    /// Queues that each end has.
    var made: Int { count > 1 ? count + 1 : 1 }
    /// The numbers of those that frames are sent by.
    var filled: Range<Int> { isInDriver ? 0..<count : 1..<count + 1 }

    /// For `ip link add` and for its peer; nothing for one queue, which is what veth has anyway.
    var words: String { count > 1 ? "numtxqueues \(made) numrxqueues \(made)" : "" }

    /// Sets XPS of the interface that sends, in the calling thread's network namespace.
    func spreadFrames(of interface: String) throws {
        guard count > 1 else { return }
        let sysfs = try Sysfs()
        let everywhere = CPUMask.text(0..<Scheduling.configuredCPUs)
        for queue in 0..<made {
            try sysfs.write(
                filled.contains(queue) ? everywhere : "0", to: Self.path(interface, queue))
        }
    }

    /// The queues that XPS lets frames go by.
    static func filled(of interface: String) throws -> [Int] {
        let sysfs = try Sysfs()
        let count = InterfaceSetting.queues(.send, of: interface).count
        return try (0..<count).filter {
            CPUMask.shortened(try sysfs.read(path(interface, $0))) != "0"
        }
    }

    private static func path(_ interface: String, _ queue: Int) -> String {
        "class/net/\(interface)/queues/tx-\(queue)/xps_cpus"
    }
}
