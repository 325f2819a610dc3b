/// What a consumer counted since the last ``FrameTally/accept(runID:)``.
package struct FrameCounts: Sendable, Hashable {
    /// Frames delivered: everything the backend handed over, whatever it was.
    package var frames: UInt64 = 0
    /// Bytes on the wire of those frames, FCS excluded; not the captured bytes.
    package var bytes: UInt64 = 0
    /// What the stamps, or the sequence numbers of TCP, said; `nil` if frames were only counted
    /// (``Counting/count``).
    package var stamps: StampCounts?
    /// Whether they say in which order frames came: equal frames have none.
    package var tellsOrder = true
    /// Bytes that were captured; `nil` unless ``Counting/account`` counted them.
    package var kept: UInt64?
    /// Frames of which fewer bytes were captured than they had on the wire; `nil` as for ``kept``.
    package var cut: UInt64?

    package init(
        frames: UInt64 = 0, bytes: UInt64 = 0, stamps: StampCounts? = nil, kept: UInt64? = nil,
        cut: UInt64? = nil
    ) {
        self.frames = frames
        self.bytes = bytes
        self.stamps = stamps
        self.kept = kept
        self.cut = cut
    }
}

/// Delivered frames by what their stamps, or their TCP sequence numbers, said.
///
/// Each frame is exactly one of unique, duplicate, corrupt and stray, so
/// `frames = unique + duplicates + corrupt + stray`. Reordered and truncated are marks besides.
package struct StampCounts: Sendable, Hashable {
    /// Intact frames of the accepted run whose sequence number had not been seen.
    package var unique: UInt64 = 0
    /// Intact frames of the accepted run whose sequence number had been seen.
    package var duplicates: UInt64 = 0
    /// Frames of the accepted run with a wrong check, a sequence number beyond the bitmap, or more
    /// bytes on the wire than the stamp says were sent.
    package var corrupt: UInt64 = 0
    /// Frames that are not of the accepted run: another EtherType, magic or run id, or fewer
    /// captured bytes than a stamp needs.
    package var stray: UInt64 = 0
    /// Mark: unique frames with a lower sequence number than one already seen in their stream.
    ///
    /// A duplicate is never reordered. Source: RFC 4737 section 3.
    package var reordered: UInt64 = 0
    /// Mark: frames with fewer captured bytes than `min(snaplen, length)`, of any kind; and unique
    /// or duplicate frames with fewer bytes on the wire than the stamp says were sent.
    package var truncated: UInt64 = 0

    package init() {}
}
