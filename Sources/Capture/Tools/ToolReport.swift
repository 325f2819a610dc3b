package import Kernel

/// What came of a capture program of others.
package struct ToolReport: Sendable, Hashable {
    /// What it said; each part `nil` if it did not.
    package let counts: ToolCounts
    /// How it ended, and what it and its children used.
    package let end: ProcessEnd
    /// The last signal that it was sent to end it: SIGINT unless it was slow.
    package let signal: Int32

    package init(counts: ToolCounts, end: ProcessEnd, signal: Int32) {
        self.counts = counts
        self.end = end
        self.signal = signal
    }
}

/// What a capture program prints at its end about its frames; `nil` where it says nothing.
package struct ToolCounts: Sendable, Hashable {
    /// Frames that it has handled.
    package var captured: UInt64?
    /// Frames that the kernel offered to its socket after the filter, drops **included**.
    package var received: UInt64?
    /// Frames that the kernel discarded for want of room.
    package var drops: UInt64?
    /// Frames that the program took and discarded.
    package var discarded: UInt64?
    /// Whether it said nothing of its own and the kernel's counters stand in.
    package var isByKernel = false

    package init(
        captured: UInt64? = nil, received: UInt64? = nil, drops: UInt64? = nil,
        discarded: UInt64? = nil
    ) {
        self.captured = captured
        self.received = received
        self.drops = drops
        self.discarded = discarded
    }

    /// Fills in what the program did not say from what the kernel counted at its sockets.
    ///
    /// Without a word of its own, what it was given counts as captured: what it lost itself nobody
    /// sees. A program that reads the kernel's counters zeroes them (`packet_getsockopt`): zero, and
    /// what is less than it captured, is no count of its frames.
    mutating func complete(by statistics: [PacketStatistics]) {
        guard received == nil, drops == nil else { return }
        let offered = statistics.reduce(0) { $0 + UInt64($1.packets) }
        let lost = statistics.reduce(0) { $0 + UInt64($1.drops) }
        let given = offered >= lost ? offered - lost : 0
        guard offered > 0, given >= captured ?? 0 else { return }
        if captured == nil { (captured, isByKernel) = (given, true) }
        (received, drops) = (offered, lost)
        // What it was given and does not count as captured is left over.
        discarded = discarded ?? 0
    }
}
