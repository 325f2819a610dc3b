import CLinux
import Glibc

/// Several sockets that share the frames of an interface: `PACKET_FANOUT`, packet(7).
extension PacketSocket {
    /// Joins the group that gives each frame to the socket of the CPU which handles it, the first
    /// socket that joined being that of CPU 0.
    ///
    /// True as long as there are as many sockets as CPUs. Source: `fanout_demux_cpu`,
    /// `net/packet/af_packet.c`.
    ///
    /// - Parameters:
    ///   - group: the group's number; `nil` makes a new one.
    ///   - ignoresOutgoing: the same for all of a group; what ``ignoreOutgoing()`` says of a socket
    ///     does not hold in one. Linux 5.17.
    /// - Returns: the group's number.
    package borrowing func joinFanoutByCPU(
        group: UInt16?, ignoresOutgoing: Bool
    ) throws(SystemError) -> UInt16 {
        let type = UInt32(PACKET_FANOUT_CPU)
        var flags = group == nil ? UInt32(PACKET_FANOUT_FLAG_UNIQUEID) : 0
        if ignoresOutgoing { flags |= UInt32(clinux_PACKET_FANOUT_FLAG_IGNORE_OUTGOING) }
        let request = UInt32(group ?? 0) | (type | flags) << 16
        try descriptor.setOption(
            SOL_PACKET, PACKET_FANOUT, "PACKET_FANOUT", to: request, on: interface)
        var joined: UInt32 = 0
        try descriptor.readOption(
            SOL_PACKET, PACKET_FANOUT, "PACKET_FANOUT", into: &joined, on: interface)
        return UInt16(truncatingIfNeeded: joined)
    }
}
