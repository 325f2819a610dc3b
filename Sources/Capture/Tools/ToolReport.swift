package import Kernel

/// What came of a capture program of others.
package struct ToolReport: Sendable, Hashable {
    /// What it said; each part `nil` if it did not.
    package let counts: ToolCounts
    /// How it ended, and what it and its children used.
    package let end: ProcessEnd

    package init(counts: ToolCounts, end: ProcessEnd) {
        self.counts = counts
        self.end = end
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

    package init(
        captured: UInt64? = nil, received: UInt64? = nil, drops: UInt64? = nil,
        discarded: UInt64? = nil
    ) {
        self.captured = captured
        self.received = received
        self.drops = drops
        self.discarded = discarded
    }
}
