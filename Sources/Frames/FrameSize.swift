/// The size of an Ethernet frame in bytes, **including** the 4-byte frame check sequence.
///
/// Shape: 64 (the shortest Ethernet frame) to 9,022 bytes. Linux never shows the FCS: what
/// `send(2)`, `tp_len` and interface counters call a length is 4 bytes less (``apiLength``).
///
/// Source: RFC 2544 section 9; IEEE 802.3 clause 3.1.1.
package struct FrameSize: Sendable, Hashable, Comparable {
    /// Bytes including the FCS.
    package let bytes: Int

    package init(_ bytes: Int) {
        self.bytes = bytes
    }

    /// The shortest Ethernet frame: 64 bytes.
    package static let minimum = FrameSize(64)
    /// Bytes of the frame check sequence, which Linux does not show.
    package static let fcs = 4
    /// Bytes of preamble, start delimiter and inter-frame gap that a frame occupies on a wire.
    package static let wireOverhead = 20
    /// Bytes of Ethernet header and FCS around an MTU's worth of payload.
    package static let overMTU = 18

    /// The largest frame an interface with this MTU (bytes) can carry.
    package static func maximum(mtu: Int) -> FrameSize {
        FrameSize(mtu + overMTU)
    }

    /// Bytes as Linux counts them: without the FCS.
    package var apiLength: Int { bytes - Self.fcs }

    /// Bits the frame occupies on a wire, preamble and gap included.
    package var wireBits: Int { (bytes + Self.wireOverhead) * 8 }

    package static func < (left: FrameSize, right: FrameSize) -> Bool {
        left.bytes < right.bytes
    }
}
