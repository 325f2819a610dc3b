/// What the kernel counted for one capture since it was opened.
///
/// The kernel zeroes its counters as they are read, and they have 32 bits; these accumulate.
/// Anything a backend cannot know is `nil`.
package struct CaptureCounters: Sendable, Hashable {
    /// Frames the kernel offered to the socket after its filter, drops **included**.
    ///
    /// Source: `tp_packets` of `PACKET_STATISTICS`, packet(7); `ps_recv` of pcap_stats(3PCAP).
    package var received: UInt64?
    /// Frames discarded because the queue or ring was full.
    ///
    /// Source: `tp_drops` of `PACKET_STATISTICS`, packet(7); `ps_drop` of pcap_stats(3PCAP).
    package var drops: UInt64?
    /// Times a block ring was full and reception stopped.
    ///
    /// `nil` for every queue but a `TPACKET_V3` ring.
    ///
    /// Source: `tp_freeze_q_cnt` of `struct tpacket_stats_v3`.
    package var freezes: UInt64?
    /// Frames the filter rejected; 0 if there is no filter.
    ///
    /// Exact once traffic has stopped: the difference between two sockets' counters, which cannot
    /// be read at the same instant.
    package var filtered: UInt64?
    /// Bytes of `truesize` the socket's queue holds now; `nil` for rings.
    ///
    /// Source: `SK_MEMINFO_RMEM_ALLOC` of `SO_MEMINFO`.
    package var queuedBytes: UInt64?
    /// What only this kind of capture has, by its name in the record: fields of `XDP_STATISTICS`.
    package var details: [String: UInt64] = [:]

    package init(
        received: UInt64? = nil, drops: UInt64? = nil, freezes: UInt64? = nil,
        filtered: UInt64? = nil, queuedBytes: UInt64? = nil, details: [String: UInt64] = [:]
    ) {
        self.details = details
        self.received = received
        self.drops = drops
        self.freezes = freezes
        self.filtered = filtered
        self.queuedBytes = queuedBytes
    }
}
