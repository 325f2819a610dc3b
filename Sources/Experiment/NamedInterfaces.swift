import Settings
import TOMLKit

/// `[nic]`: the interfaces that the user named.
package struct NamedInterfaces: Sendable, Hashable {
    package let generator: String
    package let capture: String
    /// Where they are; `nil` if both are of the machine that bench was started on.
    package let hosts: Hosts?

    /// The topology that needs them.
    package static let topology = "nic"

    package init(generator: String, capture: String, hosts: Hosts? = nil) {
        self.generator = generator
        self.capture = capture
        self.hosts = hosts
    }
}

extension KeyTable {
    static let generatorInterface = Key(
        "nic", "generator", .interface, otherwise: "required for topology `nic`",
        "The interface to send on.")
    static let captureInterface = Key(
        "nic", "capture", .interface, otherwise: "required for topology `nic`",
        "The interface to capture on, connected to the other one.")
}

extension ValueKind where Value == String {
    /// The name of a network interface, as the kernel allows them (`dev_valid_name`).
    static var interface: ValueKind {
        ValueKind("the name of a network interface, of 1 to 15 characters") { value in
            value.text.flatMap { isInterfaceName($0) ? $0 : nil }
        }
    }
}

/// Whether this can be an interface's name, and is no option of a command.
private func isInterfaceName(_ text: String) -> Bool {
    (1...15).contains(text.utf8.count) && text != "." && text != ".." && !text.hasPrefix("-")
        && text.utf8.allSatisfy { byte in
            byte > UInt8(ascii: " ") && byte != 0x7f && byte != UInt8(ascii: "/")
                && byte != UInt8(ascii: ":")
        }
}

extension ExperimentDecoder {
    /// What `[nic]` says; `nil` without it, or if something is wrong with it.
    func namedInterfaces(_ topologies: [String]?) -> NamedInterfaces? {
        let isWanted = topologies?.contains(NamedInterfaces.topology) ?? true
        let found = findings.all.count
        let hosts = namedHosts(isWanted: isWanted)
        let areHostsSound = findings.all.count == found
        guard root.contains(key: "nic") else {
            if topologies != nil && isWanted {
                findings.add(
                    KeyTable.topology.row.path,
                    "“nic” needs the table [nic] with generator and capture, the interfaces to use")
            }
            return nil
        }
        guard let table = findTable("nic") else { return nil }
        let reader = reader("nic", table)
        reader.checkKeys(KeyTable.names(in: "nic"), hint: home)
        if !isWanted {
            reader.add("", "is for topology “nic”, which [experiment] does not ask for")
        }
        for key in [KeyTable.generatorInterface, KeyTable.captureInterface]
        where !reader.has(key.name) {
            reader.add(key.name, "is missing: give \(key.kind.allowed(vocabulary))")
        }
        let (sending, receiving) = (
            reader.one(KeyTable.generatorInterface), reader.one(KeyTable.captureInterface)
        )
        guard let generator = sending, let capture = receiving, areHostsSound else { return nil }
        guard generator != capture || hosts?.areOne == false else {
            reader.add(
                KeyTable.captureInterface.name, "\(quoted(capture)) is the generator's interface")
            return nil
        }
        return NamedInterfaces(generator: generator, capture: capture, hosts: hosts)
    }
}
