import Kernel

/// The interfaces of a sweep, set up for it, until they are put back.
package final class InterfaceConfiguration {
    private let path: String
    private var journal: RestoreJournal

    private init(path: String, journal: RestoreJournal) {
        self.path = path
        self.journal = journal
    }

    /// Up, large enough, nothing that merges frames, all receive work on the capture CPU.
    ///
    /// Every change is on disk before it is made. What does not take, a ``NamedPair`` finds.
    ///
    /// - Parameters:
    ///   - mtu: bytes above the Ethernet header that the largest frame needs.
    ///   - folder: of the journal; `nil` for the machine's.
    /// - Throws: if something could not be set; what had been is then put back.
    package static func apply(
        generator: String, capture: String, mtu: Int, placement: Placement, folder: String? = nil
    ) throws(TestbedError) -> InterfaceConfiguration {
        let configuration = try apply(
            [(generator, nil), (capture, placement.capture)], mtu: mtu, folder: folder)
        awaitCarrier([generator, capture])
        return configuration
    }

    /// The same of those interfaces of a machine that are to be set up; the carrier is not awaited.
    ///
    /// - Parameter interfaces: each with the CPU that its receive work is to be on; `nil` of one
    ///   that only sends.
    package static func apply(
        _ interfaces: [(name: String, cpu: Int?)], mtu: Int, folder: String? = nil
    ) throws(TestbedError) -> InterfaceConfiguration {
        let folder = folder ?? RestoreJournal.folder
        let configuration = try setup {
            try Directory.make(folder)
            return InterfaceConfiguration(
                path: RestoreJournal.newPath(in: folder),
                journal: RestoreJournal(namespace: try NamespaceIdentity.current()))
        }
        do {
            try setup {
                for (name, _) in interfaces { try configuration.prepare(name, mtu: mtu) }
                for (name, _) in interfaces {
                    try configuration.change(InterfaceSetting(.state), of: name, to: "up")
                }
                for case (let name, let cpu?) in interfaces {
                    try configuration.steer(name, to: cpu)
                }
            }
        } catch {
            let left = configuration.putBack().map { "; \($0)" }.joined()
            throw TestbedError(error.description + left)
        }
        return configuration
    }

    /// Puts everything back as it was, the last change first.
    ///
    /// - Returns: what could not be, a line each.
    package func putBack() -> [String] {
        journal.putBack(journalAt: path).filter { !$0.hasPrefix("put back: ") }
    }

    /// RFC 8200 section 5; `IPV6_MIN_MTU`.
    private static let leastIPv6MTU = 1280

    private func prepare(_ name: String, mtu: Int) throws {
        guard Interface.index(of: name) != nil else {
            throw TestbedError("there is no interface \(name)")
        }
        let old = try Interface.mtu(of: name)
        if old < mtu { try change(InterfaceSetting(.mtu), of: name, to: "\(mtu)") }
        // After the MTU: IPv6 is there from its least MTU on, and with it the setting.
        if !Interface.isUp(name) || old < Self.leastIPv6MTU {
            // Or the kernel would give it an address as it comes up, and send to look for routers.
            // One that is up without an address stays without.
            let ipv6 = InterfaceSetting(.ipv6Off)
            if (try? ipv6.read(of: name)) != nil { try change(ipv6, of: name, to: "1") }
        }
        let features = try InterfaceFeatures.all(of: name)
        for feature in features where feature.isActive && feature.isChangeable {
            guard Self.isMerging(feature.name) else { continue }
            try change(InterfaceSetting(.feature, feature.name), of: name, to: "off")
        }
    }

    private func steer(_ name: String, to cpu: Int) throws {
        for queue in InterfaceSetting.queues(.receive, of: name) {
            let setting = InterfaceSetting(.rps, queue)
            // A kernel without RPS has no such file.
            if (try? setting.read(of: name)) != nil { try change(setting, of: name, to: "0") }
        }
        // The time of a NAPI thread would count as somebody else's load. Only an interface that is
        // up is sure to have what this sets; the read-back of the trial tells.
        try? change(InterfaceSetting(.threaded), of: name, to: "0")
        for number in InterfaceSetting.interrupts(of: name) {
            // Some interrupts cannot be moved; the read-back of the trial tells which.
            try? change(InterfaceSetting(.interrupt, number), of: name, to: "\(cpu)")
        }
    }

    /// By the kernel's names: segmentation in software and hardware, receive offloads that merge.
    static func isMerging(_ feature: String) -> Bool {
        feature.hasPrefix("tx-") && feature.hasSuffix("-segmentation")
            || ["rx-gro", "rx-gro-hw", "rx-gro-list", "rx-udp-gro-forwarding", "rx-lro"]
                .contains(feature)
    }

    /// Writes down how it was, then changes it; nothing if it is so already.
    private func change(_ setting: InterfaceSetting, of name: String, to value: String) throws {
        let old = try setting.read(of: name)
        guard old != value, let index = Interface.index(of: name) else { return }
        journal.entries.append(
            RestoreJournal.Saved(interface: name, index: index, setting: setting, old: old))
        try journal.save(to: path)
        try setting.write(value, to: name)
    }

    /// A cable takes some seconds to negotiate; what has none is found when the trial begins.
    package static func awaitCarrier(_ names: [String]) {
        let deadline = MonotonicClock.now() + 10_000_000_000
        while MonotonicClock.now() < deadline && !names.allSatisfy(NamedPair.hasCarrier) {
            Poll.sleep(until: MonotonicClock.now() + 20_000_000)
        }
    }
}

/// What a bench that was killed left changed about interfaces.
package enum Leftovers {
    /// Whether there is anything to look into.
    package static var mayExist: Bool {
        (try? ProcDirectory.names(RestoreJournal.folder))?.isEmpty == false
    }

    /// Puts it back, as far as it belongs to the calling thread's network namespace.
    ///
    /// Only for who holds the lock of sweeps: the journal of a sweep that is running is no leftover.
    ///
    /// - Parameter folder: of the journals; `nil` for the machine's.
    /// - Returns: what was done, a line each; empty if nothing was left.
    package static func putBack(folder: String? = nil) -> [String] {
        let folder = folder ?? RestoreJournal.folder
        let all = (try? ProcDirectory.names(folder)) ?? []
        for name in all where RestoreJournal.isHalfWritten(name) {
            try? DurableFile.remove("\(folder)/\(name)")
        }
        let names = all.filter { $0.hasSuffix(RestoreJournal.ending) }
        guard !names.isEmpty, let here = try? NamespaceIdentity.current() else { return [] }
        return names.sorted().flatMap { putBack("\(folder)/\($0)", here) }
    }

    private static func putBack(_ path: String, _ here: NamespaceIdentity) -> [String] {
        guard FileIdentity.isOwnAlone(path) else {
            return ["\(path) is ignored: other users may write to it; remove it"]
        }
        var journal: RestoreJournal
        do {
            journal = try RestoreJournal.read(path)
        } catch {
            return ["cannot read \(path), which says how interfaces were: \(error)"]
        }
        if journal.namespace == here { return journal.putBack(journalAt: path) }
        // Its own bench, or the next one there, puts that back.
        let isElsewhere =
            journal.namespace.boot == here.boot && journal.namespace.inode != here.inode
            && journal.namespace.isHeld
        guard !isElsewhere else { return [] }
        try? DurableFile.remove(path)
        let interfaces = Set(journal.entries.map(\.interface)).sorted().joined(separator: ", ")
        return ["the network namespace of \(interfaces) has gone: nothing to put back"]
    }
}
