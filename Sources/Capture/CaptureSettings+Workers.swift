package import Kernel
package import Settings

/// Several threads that capture from one interface, and how they share its frames.
extension CaptureSettings {
    /// The flags of a group, as words.
    enum FanoutFlags: String, Sendable, CaseIterable {
        case none, rollover, defrag
        case both = "rollover+defrag"

        var rollsOver: Bool { self == .rollover || self == .both }
        var defragments: Bool { self == .defrag || self == .both }
    }

    /// The most threads of a capture process.
    package static let mostWorkers = 64

    // Without defaults, as `work`.
    static let workers = Setting<Int?>.integer(
        "workers", 1...mostWorkers,
        "threads that capture, each with a socket and a ring of its own, and that share the frames "
            + "(PACKET_FANOUT; of AF_XDP each takes a receive queue); if not set, 1")
    static let fanout = Setting<Fanout.Algorithm?>.choice(
        "fanout",
        "which worker gets a frame: by a hash of its flow (hash), each in turn (lb), by the CPU of "
            + "the receive work (cpu), the first with room (rollover), by the receive queue (qm); if "
            + "not set, hash")
    static let fanoutFlags = Setting<FanoutFlags?>.choice(
        "fanout_flags",
        "give a frame to another worker where its own has no room (rollover); put IPv4 fragments "
            + "together before the hash (defrag); if not set, none")

    /// The options of a backend whose sockets take a receive queue each.
    static let sharingByQueue = [workers.spec, fanout.spec]

    /// The options of a backend whose packet sockets can share frames.
    static let sharing = [workers.spec, fanout.spec, fanoutFlags.spec]

    /// How many threads settings of any backend ask for.
    package static func workerCount(_ settings: Settings) -> Int { settings[workers] ?? 1 }

    /// Whether settings of any backend have a filter.
    package static func isFiltered(_ settings: Settings) -> Bool {
        settings.ifPresent(filter).flatMap { $0 } != nil
    }

    /// Whether settings of any backend have frames go through a group of sockets, be it of one.
    package static func sharesFrames(_ settings: Settings) -> Bool { group(settings) != nil }

    /// Whether frames with the same bytes come to the same worker: the hash is that of their flow.
    package static func keepsEqualFramesTogether(_ settings: Settings) -> Bool {
        guard workerCount(settings) > 1, let group = group(settings) else { return true }
        return group.algorithm == .hash && !group.rollsOver && !group.defragments
    }

    /// The group that settings of any backend ask for; `nil` if a socket has its frames for itself.
    static func group(_ settings: Settings) -> Fanout? {
        let (algorithm, flags) = (settings[fanout], settings[fanoutFlags])
        guard workerCount(settings) > 1 || algorithm != nil || flags != nil else { return nil }
        return Fanout(
            algorithm ?? .hash, rollsOver: flags?.rollsOver ?? false,
            defragments: flags?.defragments ?? false)
    }

    /// Over how many rings a group spreads frames of so many flows.
    ///
    /// A hash may leave more of them out. The receive work has one CPU here, and veth one queue.
    package static func spread(_ settings: Settings, flows: Int) -> RingSpread {
        guard let group = group(settings) else { return .one }
        let workers = workerCount(settings)
        let first =
            switch group.algorithm {
            case .cpu, .qm, .rollover: 1
            case .lb: workers
            case .hash: min(workers, flows)
            }
        let rollsOver = group.rollsOver || group.algorithm == .rollover
        return RingSpread(full: first, partial: rollsOver ? workers - first : 0)
    }

    /// Why there is no such group; `nil` if there is.
    ///
    /// Source: `fanout_add`, `net/packet/af_packet.c`.
    static func sharingProblem(_ settings: Settings) -> SettingError? {
        guard let group = group(settings), group.algorithm == .rollover, group.rollsOver else {
            return nil
        }
        return SettingError(
            name: fanoutFlags.spec.name,
            problem:
                "fanout “rollover” does that already, and the kernel refuses both; allowed with "
                + "it: “none”, “defrag”")
    }

    /// Why workers with a receive queue each cannot share frames so; `nil` if they can.
    static func queueSharingProblem(_ settings: Settings) -> SettingError? {
        guard let algorithm = settings[fanout], algorithm != .hash else { return nil }
        return SettingError(
            name: fanout.spec.name,
            problem:
                "“\(algorithm.rawValue)”: each worker takes the frames of a receive queue, which "
                + "is chosen by a hash of the flow; allowed: “hash”")
    }
}

/// Receive queues of which each of several workers takes one.
package struct WorkerQueues: Sendable, Hashable {
    /// The queue of the first worker.
    package var first = 0
    package var count: Int
    /// Whether their frames are taken in the driver, before there is an skb; `nil` if the backend
    /// decides, by the interface.
    package var isInDriver: Bool?

    /// Why workers cannot take all frames of an interface with so many receive queues; `nil` if they
    /// can.
    package func problem(queues: Int, of interface: String) -> String? {
        if let problem = shortage(queues: queues, of: interface) { return problem }
        guard count < queues else { return nil }
        return
            "workers: \(interface) has \(queues) receive queues, and the frames of those without "
            + "a worker would be missed: \(Self.remedy(count, interface)), or workers = \(queues)"
    }

    /// Why there is no queue for each of these workers; `nil` if there is.
    func shortage(queues: Int, of interface: String) -> String? {
        guard first + count > queues else { return nil }
        let from = first > 0 ? " from queue \(first) on" : ""
        let there = queues == 1 ? "1 receive queue" : "\(queues) receive queues"
        return "workers: \(interface) has \(there), not one for each of \(count) workers\(from): "
            + Self.remedy(first + count, interface)
    }

    private static func remedy(_ queues: Int, _ interface: String) -> String {
        "ethtool -L \(interface) combined \(queues) (rx \(queues) where the driver has no combined)"
    }
}

/// The rings of workers that have stopped, as far as frames fill them.
package struct RingSpread: Sendable, Hashable {
    /// Rings that are filled.
    package var full: Int
    /// Rings that are filled to three quarters: then they have not enough room for frames of others.
    ///
    /// Source: `packet_rcv_has_room`, `ROOM_POW_OFF` (a quarter), `net/packet/af_packet.c`.
    package var partial: Int

    package init(full: Int, partial: Int) { (self.full, self.partial) = (full, partial) }

    package static let one = RingSpread(full: 1, partial: 0)

    /// What they hold together, if one holds so much.
    package func depth(ofOne depth: Int) -> Int { full * depth + partial * (depth / 4 * 3) }
}

/// What the first of several workers has made, for the others to join.
package enum WorkerGroup: Sendable {
    /// A group of packet sockets, by its number.
    case fanout(UInt16)
    /// The XDP program of the interface, and where it runs.
    case program(XDPRedirect, at: XDPRedirect.AttachMode)

    /// The number of a group of packet sockets; `nil` if it is none.
    package var fanoutNumber: UInt16? {
        guard case .fanout(let number) = self else { return nil }
        return number
    }
}

/// One of the workers of a capture.
package struct WorkerSeat: Sendable {
    /// Its number, in the order in which they open; the first is 0.
    package var index: Int
    /// How many there are.
    package var count: Int
    /// The group that it joins; `nil` if it is the first, which makes the group.
    package var group: WorkerGroup?

    package init(index: Int, of count: Int, group: WorkerGroup? = nil) {
        (self.index, self.count, self.group) = (index, count, group)
    }

    /// The only one.
    package static let only = WorkerSeat(index: 0, of: 1)

    /// It and those that open after it: for so many there has to be memory still.
    var remaining: Int { max(1, count - index) }
    var isFirst: Bool { index == 0 }
}
