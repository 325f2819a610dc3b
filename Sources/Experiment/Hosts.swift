import Settings
import TOMLKit

/// `[hosts]`: where the generator and the capturer run.
package struct Hosts: Sendable, Hashable {
    /// Destinations of ssh(1), `user@host` or a name of its configuration; `nil` for the machine
    /// that bench was started on.
    package let generator: String?
    package let capture: String?

    /// How a file names the machine that bench was started on.
    package static let local = "local"

    package init(generator: String?, capture: String?) {
        self.generator = generator
        self.capture = capture
    }

    /// Whether one machine does both.
    package var areOne: Bool { generator == capture }

    /// For people: `gen` or `local`.
    package static func words(_ host: String?) -> String { host ?? local }
}

extension KeyTable {
    static let generatorHost = Key(
        "hosts", "generator", .host, default: .text(Hosts.local),
        "The host that sends, as ssh knows it; `local` is the machine that bench was started on.")
    static let captureHost = Key(
        "hosts", "capture", .host, default: .text(Hosts.local),
        "The host that captures.")
}

extension ValueKind where Value == String {
    /// A destination of ssh(1) that is no option of it and no two words.
    static var host: ValueKind {
        ValueKind("a host such as “user@host”, or “local”") { value in
            value.text.flatMap { isDestination($0) ? $0 : nil }
        }
    }
}

private func isDestination(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && !text.hasPrefix("-")
        && text.utf8.allSatisfy { byte in
            byte > UInt8(ascii: " ") && byte < 0x7f && !"\"'`$\\;&|<>(){}".utf8.contains(byte)
        }
}

extension ExperimentDecoder {
    /// What `[hosts]` says; `nil` without it, or if something is wrong with it.
    func namedHosts(isWanted: Bool) -> Hosts? {
        guard root.contains(key: "hosts"), let table = findTable("hosts") else { return nil }
        let reader = reader("hosts", table)
        reader.checkKeys(KeyTable.names(in: "hosts"), hint: home)
        if !isWanted {
            reader.add("", "is for topology “nic”, which [experiment] does not ask for")
        }
        guard let sending = reader.one(KeyTable.generatorHost),
            let capturing = reader.one(KeyTable.captureHost)
        else { return nil }
        let hosts = Hosts(
            generator: sending == Hosts.local ? nil : sending,
            capture: capturing == Hosts.local ? nil : capturing)
        return hosts.generator == nil && hosts.capture == nil ? nil : hosts
    }
}

extension Experiment {
    /// The same experiment on topology `nic`, with these interfaces and hosts.
    ///
    /// Files for one machine can so be measured on two: `bench sweep FILE --hosts LAB.toml`.
    package func on(_ interfaces: NamedInterfaces) -> Experiment {
        var copy = self
        copy.topologies = [NamedInterfaces.topology]
        copy.napiPolicies = [Vocabulary.usualPolicy]
        copy.interfaces = interfaces
        return copy
    }
}

extension ExperimentDecoder {
    /// What a file says that has `[nic]` and `[hosts]` alone.
    func decodeHosts() -> NamedInterfaces? {
        for key in root.keys where !["nic", "hosts"].contains(key) {
            findings.add(
                SourceLines.name(key), "is not for a file of hosts, which has [nic] and [hosts]")
        }
        guard root.contains(key: "nic") else {
            findings.add(
                "", "needs the table [nic] with generator and capture, the interfaces to use")
            return nil
        }
        return namedInterfaces([NamedInterfaces.topology])
    }
}
