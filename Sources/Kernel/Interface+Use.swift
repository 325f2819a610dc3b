import CLinux
import Glibc

extension Interface {
    /// Why sending to this interface would flood a network in use; empty if it would not.
    ///
    /// An address of its own, the default route, or another interface on top of it (a bridge, a
    /// bond, a VLAN), whose addresses would be just as much in use. Each is a clause whose subject
    /// is the interface.
    package static func uses(of name: String) throws(SystemError) -> [String] {
        var reasons: [String] = []
        if isLoopback(name) { reasons.append("is the loopback") }
        if let address = try addresses(of: name).first {
            reasons.append("carries the address \(address)")
        }
        if Routes.isDefault(interface: name) { reasons.append("has the default route") }
        if let upper = uppers(of: name).first { reasons.append("is below \(upper)") }
        return reasons
    }

    /// Interfaces on top of this one.
    ///
    /// Who may not open the sysfs of the network namespace looks into that of the machine.
    private static func uppers(of name: String) -> [String] {
        let prefix = "upper_"
        let path = "class/net/\(name)"
        let links =
            (try? Sysfs().names(path)) ?? (try? ProcDirectory.names("/sys/\(path)")) ?? []
        return links.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .sorted()
    }

    /// Why bench refuses to send to this interface, with the way to do it all the same; `nil` if it
    /// may.
    ///
    /// - Parameter floods: interfaces that the user named twice.
    package static func refusal(
        toFlood name: String, unlessIn floods: [String]
    ) throws(SystemError) -> String? {
        guard !floods.contains(name) else { return nil }
        let reasons = try uses(of: name)
        guard !reasons.isEmpty else { return nil }
        let isOwnDoing = reasons.allSatisfy { $0.contains("address fe80:") }
        let hint =
            isOwnDoing
            ? " IPv6 gave it that address by itself; sysctl -w net.ipv6.conf.\(name).disable_ipv6=1 "
                + "takes it away." : ""
        return "\(name) \(reasons.joined(separator: " and ")): sending would flood a network in "
            + "use.\(hint) To do it all the same, add --i-know-this-floods \(name)"
    }

    /// Brings an interface up or down.
    package static func setUp(_ name: String, _ isUp: Bool) throws(SystemError) {
        try systemCall("ioctl(SIOCSIFFLAGS)", on: name) {
            clinux_set_interface_up(name, isUp ? 1 : 0)
        }
    }

    package static func setMTU(_ name: String, _ mtu: Int) throws(SystemError) {
        try systemCall("ioctl(SIOCSIFMTU)", on: name) {
            clinux_set_interface_mtu(name, CInt(clamping: mtu))
        }
    }

    /// The name of the interface of this index now; `nil` if there is none.
    package static func name(of index: Int) -> String? {
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard let index = UInt32(exactly: index), if_indextoname(index, &name) != nil else {
            return nil
        }
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
