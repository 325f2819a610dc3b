import Kernel

/// Two interfaces that the user named, in the network namespace that bench was started in.
///
/// Changes nothing about them: what is to be changed, ``InterfaceConfiguration`` has changed
/// before.
package final class NamedPair: Testbed {
    package let generator: Link
    package let capture: Link
    package private(set) var readBack: [String: String] = [:]
    package private(set) var mismatches: [String] = []
    package private(set) var remarks: [String] = []
    package private(set) var refusals = Refusals.sender
    package let isSilent = false
    /// The work of an interface's NAPI thread, if the user gave it one, has no clock here.
    package let napiThread: CInt? = nil
    package let napiThreadIsPinned = false

    /// Features that make one frame of several, or several of one: the names of `ethtool -k`.
    static let merging = [
        "tcp-segmentation-offload", "generic-segmentation-offload", "tx-udp-segmentation",
        "generic-receive-offload", "large-receive-offload", "rx-gro-hw", "rx-gro-list",
        "rx-udp-gro-forwarding",
    ]

    /// Looks at the two.
    ///
    /// - Parameters:
    ///   - mtu: bytes above the Ethernet header that the largest frame needs.
    ///   - isConfigured: whether they were set up for this, so that what is otherwise is wrong.
    /// - Throws: if one is missing, down, without a carrier, or too small for the frames.
    package init(
        generator: String, capture: String, mtu: Int, placement: Placement, isConfigured: Bool
    ) throws(TestbedError) {
        let namespace = try setup { try NetworkNamespace(ofCaller: ()) }
        self.generator = Link(namespace: namespace, name: generator, isNamed: true)
        self.capture = Link(namespace: namespace, name: capture, isNamed: true)
        for name in [generator, capture] {
            if let problem = Self.problem(with: name, mtu: mtu) { throw TestbedError(problem) }
        }
        try setup {
            try readFeatures()
            try readSteering(placement)
        }
        if isConfigured {
            expectConfigured(placement)
        } else {
            remark(placement)
        }
        try setup { refusals = try findRefusals() }
    }

    /// Why an interface cannot be used as it is, with the remedy; `nil` if it can.
    package static func problem(with name: String, mtu: Int) -> String? {
        guard Interface.index(of: name) != nil else { return "there is no interface \(name)" }
        guard Interface.isUp(name) else {
            return "\(name) is down: ip link set \(name) up, or bench sweep --configure"
        }
        if let found = try? Interface.mtu(of: name), found < mtu {
            return "\(name) has an MTU of \(found), the largest frame needs \(mtu): "
                + "ip link set \(name) mtu \(mtu), or bench sweep --configure"
        }
        guard hasCarrier(name) else { return "\(name) has no carrier: is it connected?" }
        return nil
    }

    static func hasCarrier(_ name: String) -> Bool {
        (try? Sysfs().read("class/net/\(name)/carrier")) == "1"
    }
}

extension NamedPair {
    private func readFeatures() throws {
        for (role, name) in [("generator", generator.name), ("capture", capture.name)] {
            let features = try Command.run(["ethtool", "-k", name]).text
            for (feature, state) in VethPair.features(in: features) {
                readBack["\(role).\(feature)"] = state
            }
            let sysfs = try Sysfs()
            readBack["\(role).interface"] = name
            readBack["\(role).driver"] = try Self.driver(of: name)
            for fact in ["mtu", "address", "speed", "duplex"] {
                readBack["\(role).\(fact)"] = try? sysfs.read("class/net/\(name)/\(fact)")
            }
        }
    }

    /// The driver's name as `ethtool -i` has it.
    private static func driver(of name: String) throws -> String? {
        let lines = try Command.collect(["ethtool", "-i", name]).text.split(separator: "\n")
        return lines.first { $0.hasPrefix("driver: ") }.map { String($0.dropFirst(8)) }
    }

    private func readSteering(_ placement: Placement) throws {
        for queue in InterfaceSetting.receiveQueues(of: capture.name) {
            let setting = InterfaceSetting(.rps, queue)
            readBack["capture.\(queue).rps_cpus"] = try? setting.read(of: capture.name)
        }
        readBack["capture.threaded"] = try? InterfaceSetting(.threaded).read(of: capture.name)
        for number in InterfaceSetting.interrupts(of: capture.name) {
            let setting = InterfaceSetting(.interrupt, number)
            readBack["capture.irq.\(number).cpus"] = try? setting.read(of: capture.name)
        }
    }

    private func expectConfigured(_ placement: Placement) {
        for role in ["generator", "capture"] {
            for feature in Self.merging where readBack["\(role).\(feature)"] == "on" {
                mismatches.append("\(role).\(feature) is on, not off")
            }
        }
        for (key, value) in readBack.sorted(by: { $0.key < $1.key }) {
            if key.hasSuffix(".rps_cpus") || key == "capture.threaded", value != "0" {
                mismatches.append("\(key) is \(value), not 0")
            }
            if key.hasPrefix("capture.irq.") && value != "\(placement.capture)" {
                mismatches.append("\(key) is \(value), not \(placement.capture)")
            }
        }
    }

    private func remark(_ placement: Placement) {
        for (role, link) in [("generator", generator), ("capture", capture)] {
            let active = Self.merging.filter { readBack["\(role).\($0)"] == "on" }
            guard !active.isEmpty else { continue }
            remarks.append(
                "\(link.name) has \(active.joined(separator: ", ")) on, which bench leaves so "
                    + "without --configure")
        }
        let steered = readBack.filter { $0.key.hasSuffix(".rps_cpus") && $0.value != "0" }
        if let (key, value) = steered.min(by: { $0.key < $1.key }) {
            remarks.append("\(key) is \(value): receive work goes where RPS sends it")
        }
        if let threaded = readBack["capture.threaded"], threaded != "0" {
            remarks.append(
                "\(capture.name) has threaded NAPI: its threads count as foreign load")
        }
        let elsewhere = readBack.filter {
            $0.key.hasPrefix("capture.irq.") && $0.value != "\(placement.capture)"
        }
        if let (_, cpus) = elsewhere.min(by: { $0.key < $1.key }) {
            remarks.append(
                "interrupts of \(capture.name) may run on CPU \(cpus), not on the capture CPU "
                    + "\(placement.capture): CPU columns then miss receive work")
        }
    }

    /// A veth pair that somebody made is as well known as one of ours.
    ///
    /// Source: `veth_xmit`, which uses NAPI if the receiver has it (`veth_enable_gro`) and the
    /// frame could be merged (`veth_skb_is_eligible_for_gro`).
    private func findRefusals() throws -> Refusals {
        let sysfs = try Sysfs()
        func other(_ link: Link) -> Int? {
            (try? sysfs.read("class/net/\(link.name)/iflink")).flatMap { Int($0) }
        }
        guard readBack["generator.driver"] == "veth", readBack["capture.driver"] == "veth",
            other(generator) == Interface.index(of: capture.name),
            other(capture) == Interface.index(of: generator.name)
        else { return .sender }
        let mayMerge =
            readBack["generator.tcp-segmentation-offload"] == "off"
            || ["rx-gro-list", "rx-udp-gro-forwarding"].contains {
                readBack["capture.\($0)"] == "on"
            }
        let polls = readBack["capture.generic-receive-offload"] == "on" && mayMerge
        let isSteered = readBack.contains { $0.key.hasSuffix(".rps_cpus") && $0.value != "0" }
        return !polls ? .backlog : isSteered ? .ringThenBacklog : .ring
    }
}
