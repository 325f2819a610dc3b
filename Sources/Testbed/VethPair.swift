import Kernel

/// Two namespaces and a veth pair between them, silent until somebody sends on purpose.
///
/// Everything is anonymous and held by descriptors: when this object goes, or the process dies,
/// the kernel takes the namespaces and the interfaces away.
package final class VethPair: Testbed {
    package let generator: Link
    package let capture: Link
    /// What was read back after setting up: for the manifest and the `geometry` check.
    package private(set) var readBack: [String: String] = [:]
    /// Settings that read back otherwise than they were set; empty if all is as asked.
    package private(set) var mismatches: [String] = []
    /// The NAPI kernel threads, where the topology has them for the receive work.
    package private(set) var napiThreads: [CInt] = []
    /// The NAPI kernel threads that only poll, on a CPU of their own.
    package private(set) var pollThreads: [CInt] = []
    /// Whether the NAPI threads are pinned to the capture CPU: needs root.
    package private(set) var napiThreadIsPinned = false

    package var refusals: Refusals { topology.refusals }
    package var tap: Link { topology == .vethOutgoing ? generator : capture }
    package let remarks: [String] = []
    package let isSilent = true

    private let topology: Topology
    private let queues: VethQueues

    /// Offloads that would merge, split or defer work on frames.
    private static let offloads = ["tso", "gso", "sg", "tx", "rx", "lro", "rxvlan", "txvlan"]
    /// Those of them, by their long names, without which a frame stays the frame it was.
    private static let mergingOffloads = [
        "tcp-segmentation-offload", "generic-segmentation-offload", "large-receive-offload",
    ]

    /// Makes the pair, up and silent.
    ///
    /// - Parameters:
    ///   - mtu: bytes above the Ethernet header.
    ///   - policy: of the NAPI thread; `nil` where the topology has none.
    ///   - queues: receive queues over which a hash of their flow spreads the frames.
    ///   - isAddressed: gives the ends the addresses of ``TestAddress``, and tells each where the
    ///     other is, so that nobody has to ask.
    ///   - mergesNothing: keeps GRO, which goes with NAPI here, from merging segments of TCP.
    package init(
        topology: Topology, policy: NAPIPolicy?, mtu: Int, placement: Placement,
        queues: VethQueues = .one, isAddressed: Bool = false, mergesNothing: Bool = false
    ) throws(TestbedError) {
        guard Topology.made.contains(topology) else {
            throw TestbedError("\(topology.rawValue) is no veth pair that bench makes")
        }
        self.topology = topology
        self.queues = queues
        // A name that no other interface of the machine has: the NAPI thread is found by it, and
        // "napi/" + name + "-" + number must fit the 15 characters of a thread's name.
        let tag = Self.randomTag()
        (generator, capture) = try setup {
            (
                Link(namespace: try NetworkNamespace(), name: "g\(tag)"),
                Link(namespace: try NetworkNamespace(), name: "c\(tag)")
            )
        }
        try setup {
            try silence()
            try create(mtu: mtu)
            try configureOffloads()
            if mergesNothing && topology.polls { try limitMerging() }
            try bringUp()
            if isAddressed { try assignAddresses() }
            try steer(policy: policy, placement: placement)
            try check(mtu: mtu, policy: policy, placement: placement)
        }
    }

    private static func randomTag() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
        return String((0..<4).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    /// No IPv6 before there is an interface: no router solicitation, no duplicate address
    /// detection, no multicast listener report.
    private func silence() throws {
        for link in [generator, capture] {
            try link.inside {
                for scope in ["all", "default"] {
                    // A kernel without IPv6 is silent already.
                    try? Sysctl.set("net/ipv6/conf/\(scope)/disable_ipv6", "1")
                }
            }
        }
    }

    private func create(mtu: Int) throws {
        try generator.inside {
            try ip([
                "link add \(generator.name) mtu \(mtu) \(queues.words) type veth "
                    + "peer name \(capture.name) mtu \(mtu) \(queues.words) "
                    + "netns \(capture.namespace.path)"
            ])
            try queues.spreadFrames(of: generator.name)
        }
    }

    private func configureOffloads() throws {
        for link in [generator, capture] {
            try link.inside {
                var words = ["ethtool", "-K", link.name]
                for offload in Self.offloads { words += [offload, "off"] }
                let wantsNAPI = link === capture && topology.polls
                words += ["gro", wantsNAPI ? "on" : "off"]
                // Exit status 0 does not mean all was changed: what counts is the read-back.
                _ = try Command.collect(words)
            }
        }
    }

    /// Lets no merged frame be longer than a byte, so that none is merged (`skb_gro_receive`).
    private func limitMerging() throws {
        try capture.inside { try ip(["link set \(capture.name) gro_max_size 1"]) }
        readBack["capture.gro_max_size"] = "1"
    }

    private func bringUp() throws {
        for link in [capture, generator] {
            try link.inside {
                // A capture program may talk to a helper of its own by the loopback interface.
                try ip(["link set lo up", "link set \(link.name) arp off multicast off up"])
            }
        }
    }

    /// Addresses, and permanent neighbours: an interface without ARP would send to itself.
    private func assignAddresses() throws {
        let ends = [(generator, TestAddress.generator), (capture, TestAddress.capture)]
        let hardware = try ends.map { link, _ in
            try link.inside { try Sysfs().read("class/net/\(link.name)/address") }
        }
        for (index, (link, address)) in ends.enumerated() {
            let other = ends[1 - index].1
            try link.inside {
                for (key, value) in Self.plainTCP { try Sysctl.set(key, value) }
                try ip([
                    "addr add \(address.text)/\(TestAddress.prefixLength) dev \(link.name)",
                    "neigh replace \(other.text) lladdr \(hardware[1 - index]) dev \(link.name) "
                        + "nud permanent",
                ])
            }
        }
    }

    /// Headers without options, so that the smallest frames have room for payload; no segment sent
    /// again only because its acknowledgement took its time (tail loss probes); and buffers that
    /// bear the receive work being put off for some milliseconds.
    private static let plainTCP = [
        ("net/ipv4/tcp_timestamps", "0"), ("net/ipv4/tcp_early_retrans", "0"),
        ("net/ipv4/tcp_slow_start_after_idle", "0"),
        ("net/ipv4/tcp_rmem", "4096 8388608 16777216"),
        ("net/ipv4/tcp_wmem", "4096 8388608 16777216"),
    ]

    private func ip(_ lines: [String]) throws {
        try Command.run(["ip", "-batch", "-"], input: lines.joined(separator: "\n") + "\n")
    }

    /// Puts the receive work where the topology says.
    private func steer(policy: NAPIPolicy?, placement: Placement) throws {
        if topology.isSteered {
            try capture.inside {
                let (sysfs, mask) = (try Sysfs(), CPUMask.text(cpu: placement.capture))
                for queue in InterfaceSetting.queues(.receive, of: capture.name) {
                    try sysfs.write(
                        mask, to: "class/net/\(capture.name)/queues/\(queue)/rps_cpus")
                }
            }
        }
        if topology == .vethNAPI {
            napiThreads = try makeNAPIThreads()
            for thread in napiThreads {
                try place(thread, policy: policy ?? .other, on: placement.capture)
            }
        } else if topology == .vethSoftirq && placement.hasPollCPU {
            pollThreads = try makeNAPIThreads()
            for thread in pollThreads { try Scheduling.pin(thread, to: placement.poll) }
        }
    }

    private func makeNAPIThreads() throws -> [CInt] {
        try capture.inside {
            try Sysfs().write("1", to: "class/net/\(capture.name)/threaded")
        }
        let threads = NAPIThread.find(interface: capture.name, count: queues.made)
        guard threads.count == queues.made else {
            throw TestbedError(
                "of \(queues.made) NAPI threads \(threads.count) appeared for \(capture.name)")
        }
        return threads
    }

    private func place(_ thread: CInt, policy: NAPIPolicy, on cpu: Int) throws {
        do throws(SystemError) {
            try Scheduling.pin(thread, to: cpu)
            napiThreadIsPinned = true
        } catch {
            // An unprivileged user namespace does not own kernel threads. The trial then watches
            // where the thread runs.
            guard error.isPermission else { throw error }
        }
        if policy == .fifo { try Scheduling.setFIFO(thread, priority: 1) }
    }
}

extension VethPair {
    /// Reads everything back and notes what is not as it was asked for.
    private func check(mtu: Int, policy: NAPIPolicy?, placement: Placement) throws {
        for (role, link) in [("generator", generator), ("capture", capture)] {
            try link.inside {
                let features = try Command.run(["ethtool", "-k", link.name]).text
                for (name, state) in Self.features(in: features) {
                    readBack["\(role).\(name)"] = state
                }
                let sysfs = try Sysfs()
                readBack["\(role).mtu"] = try sysfs.read("class/net/\(link.name)/mtu")
            }
            expect("\(role).mtu", "\(mtu)")
            for name in Self.mergingOffloads { expect("\(role).\(name)", "off") }
        }
        expect("generator.generic-receive-offload", "off")
        expect("capture.generic-receive-offload", topology.polls ? "on" : "off")
        try readSteering()
        let isThreaded = !napiThreads.isEmpty || !pollThreads.isEmpty
        expect("capture.threaded", isThreaded ? "1" : "0")
        expect("capture.rps_cpus", topology.isSteered ? CPUMask.text(cpu: placement.capture) : "0")
        if queues.count > 1 {
            expect("capture.rx_queues", "\(queues.made)")
            expect("generator.xps_queues", queues.filled.map { "\($0)" }.joined(separator: " "))
        }
        if !pollThreads.isEmpty { expect("poll.cpus", "\(placement.poll)") }
        guard !napiThreads.isEmpty else { return }
        expect("napi.policy", policy == .fifo ? "SCHED_FIFO" : "SCHED_OTHER")
        if napiThreadIsPinned { expect("napi.cpus", "\(placement.capture)") }
    }

    private func readSteering() throws {
        try capture.inside {
            let sysfs = try Sysfs()
            let base = "class/net/\(capture.name)"
            readBack["capture.threaded"] = try? sysfs.read("\(base)/threaded")
            let names = InterfaceSetting.queues(.receive, of: capture.name)
            let masks = names.compactMap { try? sysfs.read("\(base)/queues/\($0)/rps_cpus") }
            readBack["capture.rps_cpus"] =
                masks.isEmpty ? nil : Self.same(masks.map(CPUMask.shortened))
            if queues.count > 1 { readBack["capture.rx_queues"] = "\(names.count)" }
        }
        if queues.count > 1 {
            readBack["generator.xps_queues"] = try generator.inside {
                try VethQueues.filled(of: generator.name).map { "\($0)" }.joined(separator: " ")
            }
        }
        if !pollThreads.isEmpty { readBack["poll.cpus"] = try Self.cpus(of: pollThreads) }
        if !napiThreads.isEmpty {
            readBack["napi.policy"] = Self.same(
                try napiThreads.map {
                    try Scheduling.policy(of: $0) == 1 ? "SCHED_FIFO" : "SCHED_OTHER"
                })
            readBack["napi.cpus"] = try Self.cpus(of: napiThreads)
        }
    }

    private static func cpus(of threads: [CInt]) throws(SystemError) -> String {
        same(
            try threads.map { thread throws(SystemError) in
                try Scheduling.allowedCPUs(of: thread).map { "\($0)" }.joined(separator: " ")
            })
    }

    /// What is the same of all queues once; all of it, if it is not.
    private static func same(_ texts: [String]) -> String {
        Set(texts).count == 1 ? texts[0] : texts.joined(separator: ";")
    }

    private func expect(_ key: String, _ wanted: String) {
        let found = readBack[key] ?? "unknown"
        if found != wanted { mismatches.append("\(key) is \(found), not \(wanted)") }
    }

    /// Pure: the features of `ethtool -k`, name and on/off.
    static func features(in text: String) -> [(String, String)] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let state = parts[1].split(separator: " ").first.map(String.init) ?? ""
            guard state == "on" || state == "off" else { return nil }
            return (String(parts[0].drop { $0 == "\t" || $0 == " " }), state)
        }
    }
}

extension SystemError {
    /// EPERM or EACCES.
    var isPermission: Bool { code == 1 || code == 13 }
}
