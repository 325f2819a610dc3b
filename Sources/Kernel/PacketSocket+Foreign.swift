import CLinux
import Glibc

/// Packet sockets that somebody else opened and owns, such as libpcap's: by number.
extension PacketSocket {
    /// Keeps such a socket from seeing frames that are sent through its own interface.
    package static func ignoreOutgoing(_ socket: CInt) throws(SystemError) {
        var on: CInt = 1
        try systemCall("setsockopt(PACKET_IGNORE_OUTGOING)") {
            setsockopt(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, 4)
        }
    }

    /// Attaches a filter to such a socket, in place of the one before.
    package static func attach(
        _ filter: SocketFilter, to socket: CInt, on interface: String? = nil
    ) throws(SystemError) {
        var instructions = filter.instructions
        try systemCall("setsockopt(SO_ATTACH_FILTER)", on: interface) {
            instructions.withUnsafeMutableBufferPointer { buffer in
                var program = sock_fprog(len: UInt16(buffer.count), filter: buffer.baseAddress)
                return setsockopt(
                    socket, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                    socklen_t(MemoryLayout<sock_fprog>.size))
            }
        }
    }

    /// Takes the filter of such a socket away: every frame is accepted.
    package static func detachFilter(
        of socket: CInt, on interface: String? = nil
    ) throws(SystemError) {
        // The kernel wants a number, which says nothing.
        var none: CInt = 0
        try systemCall("setsockopt(SO_DETACH_FILTER)", on: interface) {
            setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &none, 4)
        }
    }

    /// The version of its ring; `nil` for one this program does not know.
    package static func ringVersion(of socket: CInt) throws(SystemError) -> RingVersion? {
        RingVersion(rawValue: try option(PACKET_VERSION, "PACKET_VERSION", of: socket))
    }

    /// Bytes its ring keeps free before each frame, `PACKET_RESERVE`.
    package static func reserve(of socket: CInt) throws(SystemError) -> Int {
        Int(try option(PACKET_RESERVE, "PACKET_RESERVE", of: socket))
    }

    private static func option(
        _ option: CInt, _ name: String, of socket: CInt
    ) throws(SystemError) -> CInt {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        try systemCall("getsockopt(\(name))") {
            getsockopt(socket, SOL_PACKET, option, &value, &length)
        }
        return value
    }
}
