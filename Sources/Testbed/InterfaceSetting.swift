import Kernel

/// One thing that can be set of an interface, and how it is read and written.
///
/// Values are texts, in a form in which equal settings are equal texts.
struct InterfaceSetting: Sendable, Hashable, Codable {
    enum Means: String, Sendable, Codable {
        /// Whether the kernel keeps IPv6 off it, 0 or 1: sysctl `disable_ipv6`.
        case ipv6Off = "disable_ipv6"
        /// Bytes above the Ethernet header.
        case mtu
        /// Whether a feature is asked for, off or on: ethtool(8) -K; its part is the kernel's name.
        case feature
        /// CPUs to which RPS steers a queue, as a mask; its part is the queue.
        case rps = "rps_cpus"
        /// Whether NAPI runs in kernel threads, 0 or 1.
        case threaded
        /// Down or up.
        case state
        /// CPUs on which an interrupt may run, as a list; its part is the interrupt's number.
        case interrupt = "smp_affinity_list"
    }

    let kind: Means
    /// Which one of several; empty if there is one.
    let part: String

    init(_ kind: Means, _ part: String = "") {
        self.kind = kind
        self.part = part
    }

    /// For people: `mtu of eth1`, `feature rx-gro of eth2`.
    func words(of interface: String) -> String {
        let what = part.isEmpty ? kind.rawValue : "\(kind.rawValue) \(part)"
        return "\(what) of \(interface)"
    }

    func read(of interface: String) throws(SystemError) -> String {
        switch kind {
        case .ipv6Off: try ProcFile.text("/proc/sys/\(sysctl(interface))")
        case .mtu: "\(try Interface.mtu(of: interface))"
        case .feature: try isWanted(interface) ? "on" : "off"
        case .rps: CPUMask.shortened(try Sysfs().read(rpsPath(interface)))
        case .threaded: try Sysfs().read("class/net/\(interface)/threaded")
        case .state: Interface.isUp(interface) ? "up" : "down"
        case .interrupt: try ProcFile.text("/proc/\(interruptPath)")
        }
    }

    func write(_ value: String, to interface: String) throws(SystemError) {
        switch kind {
        case .ipv6Off: try Sysctl.set(sysctl(interface), value)
        case .mtu: try Interface.setMTU(interface, Int(value) ?? 0)
        case .feature: try InterfaceFeatures.want(part, value == "on", of: interface)
        case .rps: try Sysfs().write(value, to: rpsPath(interface))
        case .threaded: try Sysfs().write(value, to: "class/net/\(interface)/threaded")
        case .state: try Interface.setUp(interface, value == "up")
        case .interrupt: try TextFile.write(value, to: "/proc/\(interruptPath)")
        }
    }

    private func sysctl(_ interface: String) -> String {
        // A dot in an interface's name stays a dot in a path.
        "net/ipv6/conf/\(interface)/disable_ipv6"
    }

    private func rpsPath(_ interface: String) -> String {
        "class/net/\(interface)/queues/\(part)/rps_cpus"
    }

    private var interruptPath: String { "irq/\(part)/smp_affinity_list" }

    private func isWanted(_ interface: String) throws(SystemError) -> Bool {
        try InterfaceFeatures.all(of: interface).first { $0.name == part }?.isWanted ?? false
    }
}

extension InterfaceSetting {
    enum QueueKind: String {
        case receive = "rx-"
        case send = "tx-"
    }

    /// The names of the queues of a kind: `rx-0` and on.
    static func queues(_ kind: QueueKind, of interface: String) -> [String] {
        let names = (try? Sysfs().names("class/net/\(interface)/queues")) ?? []
        return names.filter { $0.hasPrefix(kind.rawValue) }
    }

    /// Numbers of the message-signalled interrupts of an interface's device; empty without one.
    ///
    /// Those of a virtio device belong to the PCI device above it.
    static func interrupts(of interface: String) -> [String] {
        guard let sysfs = try? Sysfs() else { return [] }
        let places = ["device/msi_irqs", "device/../msi_irqs"]
        let found = places.lazy.compactMap { try? sysfs.names("class/net/\(interface)/\($0)") }
        return found.first ?? []
    }
}
