/// How frames get from the generator to the capturer.
///
/// It decides where the kernel's half of capturing runs, so results of different topologies are
/// never in one curve.
package enum Topology: String, Sendable, CaseIterable {
    /// A veth pair whose receive work is a softirq on the capture CPU, as a NIC's is.
    ///
    /// The receiver has NAPI (GRO on) and no thread for it: the sender's CPU, or a third one where
    /// there is one, polls the veth ring, and RPS hands each frame to the backlog of the capture
    /// CPU by an interrupt between CPUs. There `process_backlog` runs as NET_RX softirq, ahead of
    /// the capturer, until ksoftirqd takes over.
    case vethSoftirq = "veth-softirq"
    /// A veth pair whose receiving end runs NAPI in a kernel thread, pinned beside the capturer.
    ///
    /// GRO on at the receiver makes veth use NAPI with a 256-entry ring (`veth_enable_gro`); frames
    /// of EtherType 0x88B5 never merge. The kernel's work has a thread, so its CPU time is exact.
    case vethNAPI = "veth-napi"
    /// A veth pair whose receive work RPS steers to the capture CPU as softirq.
    case vethRPS = "veth-rps"
    /// A veth pair whose receive work runs inside the sender's system call.
    case vethInline = "veth-inline"
    /// A veth pair whose sending end is captured: frames are seen as outgoing, inside the sender's
    /// system call (`dev_queue_xmit_nit`), before they leave.
    case vethOutgoing = "veth-outgoing"
    /// Two interfaces that the user names, and whatever connects them.
    ///
    /// The receive work runs where the interrupts of the capture interface go.
    case nic

    /// One line for `bench list`.
    package var summary: String {
        switch self {
        case .vethSoftirq:
            "veth pair, receive work as softirq on the capture CPU, as with a NIC"
        case .vethNAPI:
            "veth pair, receive work in a NAPI kernel thread on the capture CPU"
        case .vethRPS: "veth pair, receive work steered to the capture CPU by RPS, as softirq"
        case .vethInline: "veth pair, receive work inside the sender's system call"
        case .vethOutgoing:
            "veth pair, captured where it is sent, inside the sender's system call"
        case .nic:
            "two interfaces that [nic] names, receive work where their interrupts go; see "
                + "“bench sweep --configure”"
        }
    }

    /// Whether it needs more than an unprivileged user namespace gives.
    package var needsRoot: Bool { [.vethSoftirq, .vethRPS, .nic].contains(self) }

    /// Whether RPS steers the receive work to the capture CPU.
    package var isSteered: Bool { self == .vethSoftirq || self == .vethRPS }

    /// Whether the receiving end polls its ring (NAPI), as XDP frames need it.
    package var polls: Bool { self == .vethSoftirq || self == .vethNAPI }

    /// Whether the receive work is a softirq on the capture CPU, which the softirq clock measures.
    package var receivesInSoftirq: Bool { [.vethSoftirq, .vethRPS, .nic].contains(self) }

    /// Those whose interfaces bench makes itself, for each trial anew.
    package static let made: [Topology] = [
        .vethSoftirq, .vethNAPI, .vethRPS, .vethInline, .vethOutgoing,
    ]

    /// What becomes of frames that the sending device counts as dropped; of ``nic`` unless its
    /// interfaces turn out to be something better known.
    package var refusals: Refusals {
        switch self {
        case .vethSoftirq: .ringThenBacklog
        case .vethNAPI: .ring
        case .vethRPS, .vethInline: .backlog
        case .vethOutgoing: .behind
        case .nic: .sender
        }
    }
}

/// Where the frames were lost that the sending device counts as dropped (`tx_dropped`).
package enum Refusals: Sendable {
    /// In the full ring of the receiving device: a veth peer with NAPI.
    case ring
    /// The same; and what got through it, the full backlog of a CPU may have refused, which the
    /// receiving device counts (`rx_dropped`): a veth peer with NAPI and RPS.
    case ringThenBacklog
    /// In the full backlog of a CPU (`netdev_max_backlog`): a veth peer without NAPI.
    case backlog
    /// Behind the capture, which had seen them already: they are no loss of it.
    case behind
    /// In the sending device or its queue; what the receiving device lost, that one counts.
    case sender
}

/// The scheduling of the NAPI kernel thread, for ``Topology/vethNAPI``.
package enum NAPIPolicy: String, Sendable, CaseIterable {
    /// SCHED_OTHER: it shares the CPU fairly with the capturer, as ksoftirqd does.
    case other
    /// SCHED_FIFO: it runs ahead of the capturer, as a NIC's softirq does. Needs root.
    case fifo
}

/// Which CPU does what.
package struct Placement: Sendable, Hashable {
    /// The generator, and everything of bench that is not the capturer.
    package let generator: Int
    /// The capturer, and the kernel's receive work.
    package let capture: Int
    /// The veth ring's poll on ``Topology/vethSoftirq``: the generator's CPU, or a third one.
    package let poll: Int
    /// Those that several workers of the capturer take in turn: the capture CPU first, then those that
    /// do nothing else.
    package let workers: [Int]
    /// Whether the first two are CPUs of two machines.
    package var spansHosts = false

    /// - Parameters:
    ///   - poll: `nil` for the generator's CPU.
    ///   - spare: CPUs that do nothing else.
    package init(generator: Int, capture: Int, poll: Int? = nil, spare: [Int] = []) {
        self.generator = generator
        self.capture = capture
        self.poll = poll ?? generator
        workers = [capture] + spare
    }

    /// The first allowed CPU generates, the last captures; one CPU only does both.
    ///
    /// Of three or more the second polls, so that the sender keeps its full rate. On a small machine
    /// the first two are furthest apart, and CPU 0 has the other devices' interrupts.
    package init?(allowed: [Int]) {
        guard let first = allowed.first, let last = allowed.last else { return nil }
        self.init(
            generator: first, capture: last, poll: allowed.count > 2 ? allowed[1] : nil,
            spare: Array(allowed.dropFirst(2).dropLast()))
    }

    /// The CPU of each of so many workers.
    package func cpus(ofWorkers count: Int) -> [Int] {
        (0..<count).map { workers[$0 % workers.count] }
    }

    /// Whether the poll has a CPU of its own, which takes a kernel thread.
    package var hasPollCPU: Bool { poll != generator }

    package var isShared: Bool { !spansHosts && generator == capture }
}
