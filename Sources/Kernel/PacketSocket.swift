import CLinux
import Glibc

/// A raw `AF_PACKET` socket for one interface, packet(7).
///
/// Opened with protocol 0, so nothing arrives before ``bind()``: until then it is prepared in peace,
/// and no frame of another interface ever gets in.
package struct PacketSocket: ~Copyable {
    package let descriptor: Descriptor
    /// The interface's name, for messages.
    package let interface: String
    /// The interface's number in the calling thread's network namespace.
    package let index: CInt

    /// Opens an unbound socket.
    ///
    /// - Throws: `SystemError` of `if_nametoindex` (`ENODEV`: no such interface) or of `socket`
    ///   (`EPERM`: `CAP_NET_RAW` is missing).
    package init(interface: String) throws(SystemError) {
        let index = if_nametoindex(interface)
        guard index != 0 else {
            throw SystemError(call: "if_nametoindex", code: errno, subject: interface)
        }
        let number = try systemCall("socket(AF_PACKET)", on: interface) {
            socket(AF_PACKET, CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        }
        descriptor = Descriptor(owning: number)
        self.interface = interface
        self.index = CInt(index)
    }

    /// Starts reception: from now on every frame that arrives at the interface is counted.
    package borrowing func bind() throws(SystemError) {
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = UInt16(ETH_P_ALL).bigEndian
        address.sll_ifindex = index
        let number = descriptor.number
        try systemCall("bind(AF_PACKET)", on: interface) {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.bind(number, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
                }
            }
        }
    }

    /// Keeps the socket from seeing frames that are sent through its own interface.
    ///
    /// `PACKET_IGNORE_OUTGOING`, Linux 4.20.
    package borrowing func ignoreOutgoing() throws(SystemError) {
        try descriptor.setOption(
            SOL_PACKET, PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING", to: 1 as CInt,
            on: interface)
    }

    /// Has the interface accept frames for any address as long as this socket is open.
    package borrowing func joinPromiscuous() throws(SystemError) {
        let request = packet_mreq(
            mr_ifindex: index, mr_type: UInt16(PACKET_MR_PROMISC), mr_alen: 0,
            mr_address: (0, 0, 0, 0, 0, 0, 0, 0))
        try descriptor.setOption(
            SOL_PACKET, PACKET_ADD_MEMBERSHIP, "PACKET_ADD_MEMBERSHIP", to: request, on: interface)
    }

    /// The pending error of a socket, which asking clears: `ENETDOWN` if the interface went down.
    ///
    /// 0 if there is none. Source: `SO_ERROR`, socket(7).
    package static func takeError(of socket: CInt) throws(SystemError) -> CInt {
        var error: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        try systemCall("getsockopt(SO_ERROR)") {
            getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length)
        }
        return error
    }
}
