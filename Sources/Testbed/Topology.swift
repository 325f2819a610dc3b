/// How frames get from the generator to the capturer.
///
/// It decides where the kernel's half of capturing runs, so results of different topologies are
/// never in one curve.
package enum Topology: String, Sendable, CaseIterable {
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
        case .vethNAPI:
            "veth pair, receive work in a NAPI kernel thread on the capture CPU (default)"
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
    package var needsRoot: Bool { self == .vethRPS || self == .nic }

    /// Those whose interfaces bench makes itself, for each trial anew.
    package static let made: [Topology] = [.vethNAPI, .vethRPS, .vethInline, .vethOutgoing]

    /// What becomes of frames that the sending device counts as dropped; of ``nic`` unless its
    /// interfaces turn out to be something better known.
    package var refusals: Refusals {
        switch self {
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

    package init(generator: Int, capture: Int) {
        self.generator = generator
        self.capture = capture
    }

    /// The first allowed CPU generates, the last captures; one CPU only does both.
    ///
    /// On a small machine these are furthest apart, and CPU 0 has the other devices' interrupts.
    package init?(allowed: [Int]) {
        guard let first = allowed.first, let last = allowed.last else { return nil }
        self.init(generator: first, capture: last)
    }

    package var isShared: Bool { generator == capture }
}
