import Kernel

/// One interface that the user named, as it was found: of this machine, or told by another host.
///
/// Pure data but for ``look(at:as:mtu:cpu:isConfigured:)``.
package struct NamedEnd: Sendable, Codable {
    /// What an interface is for; the beginning of its keys in ``readBack``.
    package enum Side: String, Sendable, Codable {
        case generator
        case capture
    }

    package let side: Side
    package let name: String
    package private(set) var readBack: [String: String] = [:]
    package private(set) var mismatches: [String] = []
    package private(set) var remarks: [String] = []
    /// Its number, and that of the interface at its other end (`iflink`); `nil` if it has none.
    package private(set) var index: Int?
    package private(set) var peer: Int?
    /// `/proc/sys/kernel/random/boot_id`: numbers of two machines say nothing together.
    package private(set) var boot: String?

    /// Features that make one frame of several, or several of one: the names of `ethtool -k`.
    static let merging = [
        "tcp-segmentation-offload", "generic-segmentation-offload", "tx-udp-segmentation",
        "generic-receive-offload", "large-receive-offload", "rx-gro-hw", "rx-gro-list",
        "rx-udp-gro-forwarding",
    ]

    private init(side: Side, name: String) {
        self.side = side
        self.name = name
    }

    /// Looks at an interface in the network namespace of the calling thread.
    ///
    /// - Parameters:
    ///   - mtu: bytes above the Ethernet header that the largest frame needs.
    ///   - cpu: the capture CPU, for an interface that captures.
    ///   - isConfigured: whether it was set up for this, so that what is otherwise is wrong.
    /// - Throws: if it is missing, down, without a carrier, or too small for the frames.
    package static func look(
        at name: String, as side: Side, mtu: Int, cpu: Int, isConfigured: Bool
    ) throws(TestbedError) -> NamedEnd {
        if let problem = NamedPair.problem(with: name, mtu: mtu) { throw TestbedError(problem) }
        var end = NamedEnd(side: side, name: name)
        try setup {
            try end.readFeatures()
            if side == .capture { end.readSteering() }
        }
        if isConfigured { end.expectConfigured(cpu) } else { end.remark(cpu) }
        return end
    }

    private func key(_ name: String) -> String { "\(side.rawValue).\(name)" }

    private mutating func readFeatures() throws {
        let features = try Command.run(["ethtool", "-k", name]).text
        for (feature, state) in VethPair.features(in: features) {
            readBack[key(feature)] = state
        }
        let sysfs = try Sysfs()
        readBack[key("interface")] = name
        readBack[key("driver")] = try Self.driver(of: name)
        for fact in ["mtu", "address", "speed", "duplex"] {
            readBack[key(fact)] = try? sysfs.read("class/net/\(name)/\(fact)")
        }
        index = Interface.index(of: name)
        peer = (try? sysfs.read("class/net/\(name)/iflink")).flatMap { Int($0) }
        boot = try? ProcFile.text("/proc/sys/kernel/random/boot_id")
    }

    /// The driver's name as `ethtool -i` has it.
    private static func driver(of name: String) throws -> String? {
        let lines = try Command.collect(["ethtool", "-i", name]).text.split(separator: "\n")
        return lines.first { $0.hasPrefix("driver: ") }.map { String($0.dropFirst(8)) }
    }

    private mutating func readSteering() {
        let queues = InterfaceSetting.queues(.receive, of: name)
        readBack[key("rx_queues")] = "\(queues.count)"
        for queue in queues {
            let setting = InterfaceSetting(.rps, queue)
            readBack[key("\(queue).rps_cpus")] = try? setting.read(of: name)
        }
        readBack[key("threaded")] = try? InterfaceSetting(.threaded).read(of: name)
        for number in InterfaceSetting.interrupts(of: name) {
            let setting = InterfaceSetting(.interrupt, number)
            readBack[key("irq.\(number).cpus")] = try? setting.read(of: name)
        }
    }

    private mutating func expectConfigured(_ cpu: Int) {
        for feature in Self.merging where readBack[key(feature)] == "on" {
            mismatches.append("\(key(feature)) is on, not off")
        }
        for (key, value) in readBack.sorted(by: { $0.key < $1.key }) {
            if key.hasSuffix(".rps_cpus") || key == "capture.threaded", value != "0" {
                mismatches.append("\(key) is \(value), not 0")
            }
            if key.hasPrefix("capture.irq.") && value != "\(cpu)" {
                mismatches.append("\(key) is \(value), not \(cpu)")
            }
        }
    }

    private mutating func remark(_ cpu: Int) {
        let active = Self.merging.filter { readBack[key($0)] == "on" }
        if !active.isEmpty {
            remarks.append(
                "\(name) has \(active.joined(separator: ", ")) on, which bench leaves so "
                    + "without --configure")
        }
        let steered = readBack.filter { $0.key.hasSuffix(".rps_cpus") && $0.value != "0" }
        if let (key, value) = steered.min(by: { $0.key < $1.key }) {
            remarks.append("\(key) is \(value): receive work goes where RPS sends it")
        }
        if let threaded = readBack["capture.threaded"], threaded != "0" {
            remarks.append("\(name) has threaded NAPI: its threads count as foreign load")
        }
        let elsewhere = readBack.filter {
            $0.key.hasPrefix("capture.irq.") && $0.value != "\(cpu)"
        }
        if let (_, cpus) = elsewhere.min(by: { $0.key < $1.key }) {
            remarks.append(
                "interrupts of \(name) may run on CPU \(cpus), not on the capture CPU "
                    + "\(cpu): CPU columns then miss receive work")
        }
    }

    /// Pure: where the frames were lost that the sending device counts as dropped.
    ///
    /// A veth pair that somebody made is as well known as one of ours.
    ///
    /// Source: `veth_xmit`, which uses NAPI if the receiver has it (`veth_enable_gro`) and the
    /// frame could be merged (`veth_skb_is_eligible_for_gro`).
    package static func refusals(from generator: NamedEnd, to capture: NamedEnd) -> Refusals {
        guard generator.readBack["generator.driver"] == "veth",
            capture.readBack["capture.driver"] == "veth", let boot = generator.boot,
            boot == capture.boot, generator.peer != nil, generator.peer == capture.index,
            capture.peer != nil, capture.peer == generator.index
        else { return .sender }
        let mayMerge =
            generator.readBack["generator.tcp-segmentation-offload"] == "off"
            || ["rx-gro-list", "rx-udp-gro-forwarding"].contains {
                capture.readBack["capture.\($0)"] == "on"
            }
        let polls =
            capture.readBack["capture.generic-receive-offload"] == "on" && mayMerge
        let isSteered = capture.readBack.contains {
            $0.key.hasSuffix(".rps_cpus") && $0.value != "0"
        }
        return !polls ? .backlog : isSteered ? .ringThenBacklog : .ring
    }
}
