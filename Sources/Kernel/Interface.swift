import CLinux
import Glibc

/// Facts about a network interface of the calling thread's network namespace.
package enum Interface {
    /// The interface index; `nil` if there is no such interface.
    package static func index(of name: String) -> Int? {
        let index = if_nametoindex(name)
        return index == 0 ? nil : Int(index)
    }

    package static func isUp(_ name: String) -> Bool {
        let flags = clinux_interface_flags(name)
        return flags != -1 && flags & CInt(clinux_IFF_UP) != 0
    }

    package static func isLoopback(_ name: String) -> Bool {
        let flags = clinux_interface_flags(name)
        return flags != -1 && flags & CInt(clinux_IFF_LOOPBACK) != 0
    }

    /// Whether its frames begin with an Ethernet header: of type `ARPHRD_ETHER`, or loopback.
    ///
    /// Also of one that is not there, which others complain of.
    package static func hasEthernetHeader(_ name: String) -> Bool {
        hardwareType(of: name).map { [1, 772].contains($0) } ?? true
    }

    /// The number of its kind of link, ARPHRD_ of `if_arp.h`; `nil` if it is not there.
    package static func hardwareType(of name: String) -> Int? {
        let number = clinux_interface_hardware_type(name)
        return number == -1 ? nil : Int(number)
    }

    /// Bytes an interface carries above the Ethernet header.
    package static func mtu(of name: String) throws(SystemError) -> Int {
        Int(try systemCall("ioctl(SIOCGIFMTU)", on: name) { clinux_interface_mtu(name) })
    }

    /// Bytes of the longest frame that it carries: the MTU, an Ethernet header and two VLAN tags.
    package static func longestFrame(of name: String) throws(SystemError) -> Int {
        try mtu(of: name) + 22
    }

    /// Whether its driver sends frames that an XDP program redirects to it; `nil` if the kernel
    /// does not say (before Linux 6.3).
    ///
    /// Of a veth interface the peer decides, by polling its ring or not (`veth_set_xdp_features`).
    package static func takesRedirectedFrames(_ name: String) -> Bool? {
        var features: UInt64 = 0
        guard let index = index(of: name), clinux_xdp_features(UInt32(index), &features) == 0
        else { return nil }
        return features & UInt64(clinux_NETDEV_XDP_ACT_NDO_XMIT) != 0
    }

    /// Whether it is one end of a veth pair: only that driver counts a peer.
    package static func isVeth(_ name: String) -> Bool {
        driverCounters(of: name)["peer_ifindex"] != nil
    }

    /// The interface's IP addresses, IPv4 and IPv6, as text: getifaddrs(3).
    package static func addresses(of name: String) throws(SystemError) -> [String] {
        var list: UnsafeMutablePointer<ifaddrs>?
        try systemCall("getifaddrs") { getifaddrs(&list) }
        defer { freeifaddrs(list) }
        var found: [String] = []
        var next = list
        while let entry = next?.pointee {
            if String(cString: entry.ifa_name) == name, let address = text(of: entry.ifa_addr) {
                found.append(address)
            }
            next = entry.ifa_next
        }
        return found
    }

    private static func text(of address: UnsafeMutablePointer<sockaddr>?) -> String? {
        guard let address else { return nil }
        let family = CInt(address.pointee.sa_family)
        let size: Int
        switch family {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        var host = [CChar](repeating: 0, count: 64)
        let code = getnameinfo(
            address, socklen_t(size), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return nil }
        return String(
            decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Receive queues that the interface has in use, at least one.
    package static func receiveQueues(of name: String) throws(SystemError) -> Int {
        let queues = try Sysfs().names("class/net/\(name)/queues")
        return max(1, queues.count { $0.hasPrefix("rx-") })
    }

    /// Whether the driver handles received frames on another CPU than the kernel does afterwards.
    ///
    /// Of a veth interface the sender's CPU polls the ring, but where a thread does, which has a CPU of
    /// its own; and RPS hands the frames to another CPU behind it. An XDP program in this driver would
    /// move the whole receive work there, and would turn its polling on where it is off.
    package static func pollsElsewhere(_ name: String) -> Bool {
        guard isVeth(name), let sysfs = try? Sysfs() else {
            return false
        }
        let folder = "class/net/\(name)"
        let isThreaded = (try? sysfs.read("\(folder)/threaded")) == "1"
        let steered = (try? sysfs.read("\(folder)/queues/rx-0/rps_cpus")) ?? "0"
        return !isThreaded || steered.contains { $0 != "0" && $0 != "," }
    }

    /// The driver's own counters, `ethtool -S`; empty if it has none.
    package static func driverCounters(of name: String) -> [String: UInt64] {
        let capacity = 4096
        var names = [CChar](repeating: 0, count: capacity * 32)
        var values = [UInt64](repeating: 0, count: capacity)
        let count = clinux_ethtool_stats(name, &names, &values, CInt(capacity))
        guard count > 0 else { return [:] }
        var counters: [String: UInt64] = [:]
        for index in 0..<Int(count) {
            let bytes = names[index * 32..<(index + 1) * 32].prefix { $0 != 0 }
            let text = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            counters[text] = values[index]
        }
        return counters
    }
}
