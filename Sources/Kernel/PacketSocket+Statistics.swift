import CLinux
import Glibc

/// What the kernel counted since the last reading of ``PacketSocket/readStatistics()``.
package struct PacketStatistics: Sendable, Hashable {
    /// Frames that passed the filter, **including** those dropped; modulo 2^32.
    package var packets: UInt32
    /// Frames dropped because the queue or ring was full; modulo 2^32.
    package var drops: UInt32
    /// Times a V3 ring was full; 0 for other sockets.
    package var freezes: UInt32

    package init(packets: UInt32, drops: UInt32, freezes: UInt32) {
        self.packets = packets
        self.drops = drops
        self.freezes = freezes
    }
}

extension PacketSocket {
    /// Reads the counters, which zeroes them: whoever reads must add up.
    ///
    /// Source: `PACKET_STATISTICS`, packet(7); `packet_getsockopt`.
    package borrowing func readStatistics() throws(SystemError) -> PacketStatistics {
        try Self.readStatistics(of: descriptor, on: interface)
    }

    static func readStatistics(
        of descriptor: borrowing Descriptor, on interface: String?
    ) throws(SystemError) -> PacketStatistics {
        var statistics = tpacket_stats_v3()
        try descriptor.readOption(
            SOL_PACKET, PACKET_STATISTICS, "PACKET_STATISTICS", into: &statistics, on: interface)
        return PacketStatistics(
            packets: statistics.tp_packets, drops: statistics.tp_drops,
            freezes: statistics.tp_freeze_q_cnt)
    }

    /// Bytes of `truesize` in the socket's receive queue; a ring holds none there.
    ///
    /// Source: `SK_MEMINFO_RMEM_ALLOC` of `SO_MEMINFO`, `include/uapi/linux/sock_diag.h`.
    package borrowing func queuedBytes() throws(SystemError) -> Int {
        var memory: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) =
            (0, 0, 0, 0, 0, 0, 0, 0, 0)
        try descriptor.readOption(
            SOL_SOCKET, SO_MEMINFO, "SO_MEMINFO", into: &memory, on: interface)
        return Int(memory.0)
    }
}
