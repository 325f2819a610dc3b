import CLinux
import Glibc

/// How several sockets share the frames of an interface: `PACKET_FANOUT`, packet(7).
///
/// Each frame goes to one socket of the group, which is numbered in the order of joining.
/// Source: `packet_rcv_fanout`, `net/packet/af_packet.c`.
package struct Fanout: Sendable, Hashable {
    /// Which socket gets a frame.
    package enum Algorithm: String, Sendable, CaseIterable {
        /// By a hash of the flow, the same for both directions.
        case hash
        /// Each in turn.
        case lb
        /// By the CPU that handles the frame, modulo the number of sockets.
        case cpu
        /// The first, and the next one only where it has no room.
        case rollover
        /// By the receive queue that the driver noted, modulo the number of sockets.
        case qm
    }

    package var algorithm: Algorithm
    /// Whether another socket gets a frame for which its own has no room.
    package var rollsOver: Bool
    /// Whether IPv4 fragments are put together first, so that a datagram goes to one socket.
    package var defragments: Bool

    package init(_ algorithm: Algorithm, rollsOver: Bool = false, defragments: Bool = false) {
        self.algorithm = algorithm
        self.rollsOver = rollsOver
        self.defragments = defragments
    }

    fileprivate var word: UInt32 {
        let type =
            switch algorithm {
            case .hash: PACKET_FANOUT_HASH
            case .lb: PACKET_FANOUT_LB
            case .cpu: PACKET_FANOUT_CPU
            case .rollover: PACKET_FANOUT_ROLLOVER
            case .qm: PACKET_FANOUT_QM
            }
        var word = UInt32(type)
        if rollsOver { word |= UInt32(PACKET_FANOUT_FLAG_ROLLOVER) }
        if defragments { word |= UInt32(PACKET_FANOUT_FLAG_DEFRAG) }
        return word
    }
}

extension PacketSocket {
    /// Joins a group: the socket is bound by then.
    ///
    /// - Parameters:
    ///   - group: the group's number; `nil` makes a new one, whose number nobody else has in this
    ///     network namespace (`PACKET_FANOUT_FLAG_UNIQUEID`).
    ///   - ignoresOutgoing: the same for all of a group; what ``ignoreOutgoing()`` says of a socket
    ///     does not hold in one. Linux 5.17.
    /// - Returns: the group's number.
    /// - Throws: `EINVAL` if the group is of another kind, the interface is down, or the kernel does not
    ///   know a flag.
    package borrowing func join(
        _ fanout: Fanout, group: UInt16?, ignoresOutgoing: Bool
    ) throws(SystemError) -> UInt16 {
        try Self.join(
            descriptor.number, fanout, group: group, ignoresOutgoing: ignoresOutgoing,
            on: interface)
    }

    /// The same of a socket that somebody else opened and owns.
    package static func join(
        _ socket: CInt, _ fanout: Fanout, group: UInt16?, ignoresOutgoing: Bool,
        on interface: String
    ) throws(SystemError) -> UInt16 {
        var flags = group == nil ? UInt32(PACKET_FANOUT_FLAG_UNIQUEID) : 0
        if ignoresOutgoing { flags |= UInt32(clinux_PACKET_FANOUT_FLAG_IGNORE_OUTGOING) }
        var request = UInt32(group ?? 0) | (fanout.word | flags) << 16
        let length = socklen_t(MemoryLayout<UInt32>.size)
        try systemCall("setsockopt(PACKET_FANOUT)", on: interface) {
            setsockopt(socket, SOL_PACKET, PACKET_FANOUT, &request, length)
        }
        var joined: UInt32 = 0
        var size = length
        try systemCall("getsockopt(PACKET_FANOUT)", on: interface) {
            getsockopt(socket, SOL_PACKET, PACKET_FANOUT, &joined, &size)
        }
        return UInt16(truncatingIfNeeded: joined)
    }
}
