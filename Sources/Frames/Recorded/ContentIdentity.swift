/// What of a frame's bytes tells it from others.
///
/// VLAN tags (802.1Q, 802.1ad) do not count: the kernel takes the outermost out of the frame for packet
/// sockets and leaves it for AF_XDP, and libpcap puts it back. Frames that differ only in tags are equal.
package struct ContentIdentity: Sendable, Hashable {
    /// Bytes that count, tags left out; `Int.max` for whole frames.
    let prefix: Int
    /// Whether the frames of each round have addresses of their own, so that these do not count.
    let isShifted: Bool

    /// Bytes of the tags that a cut frame may have within what was kept.
    private static let tags = 8

    /// - Parameters:
    ///   - snaplen: bytes that are captured of each frame.
    ///   - longest: bytes of the longest frame.
    package init(snaplen: Int, longest: Int, isShifted: Bool) {
        prefix = snaplen < longest ? snaplen - Self.tags : .max
        self.isShifted = isShifted
    }

    /// A frame as it is looked up.
    package struct FrameContent {
        package var fingerprint: UInt64
        /// Where its addresses are, if it may have moved; `nil` if it may not.
        package var places: AddressPlaces?
    }

    /// Where the EtherType of a frame of at least 14 bytes is, behind all VLAN tags.
    @inline(__always)
    package static func etherType(_ frame: UnsafeRawBufferPointer) -> Int {
        var offset = 12
        while isTag(frame.short(offset)), offset &+ 6 <= frame.count { offset &+= 4 }
        return offset
    }

    @inline(__always)
    private static func isTag(_ type: UInt16) -> Bool { type == 0x8100 || type == 0x88a8 }

    /// Reads a frame of which these bytes were captured, and that had so many on the wire.
    ///
    /// - Returns: `nil` if fewer bytes are there than count.
    @inline(__always)
    package func read(_ frame: UnsafeRawBufferPointer, length: Int) -> FrameContent? {
        guard frame.count >= 14, let start = frame.baseAddress else { return nil }
        let type = Self.etherType(frame)
        let tags = type &- 12
        let end = tags &+ min(length &- tags, prefix)
        guard end <= frame.count, end >= type else { return nil }
        let seed = ContentHash.of(start, 12, seed: UInt64(truncatingIfNeeded: length &- tags))
        if isShifted, let places = AddressPlaces(frame, etherType: type, end: end) {
            return FrameContent(
                fingerprint: neutral(start, places, type..<end, seed), places: places)
        }
        return FrameContent(
            fingerprint: ContentHash.of(start + type, end &- type, seed: seed), places: nil)
    }

    /// The hash without what moving changes, and with what it leaves: the upper bits of both addresses,
    /// and how far they are apart.
    @inline(__always)
    private func neutral(
        _ start: UnsafeRawPointer, _ places: AddressPlaces, _ range: Range<Int>, _ seed: UInt64
    ) -> UInt64 {
        let (source, destination) = (start.word(places.source), start.word(places.destination))
        let mask = AddressShift.mask
        let rest =
            places.isMulticast(start) ? destination & mask : (destination &- source) & mask
        let upper = UInt64(source & ~mask) &<< 32 | UInt64(destination & ~mask)
        var hash = ContentHash.mixed(seed ^ upper, seed &+ UInt64(rest) &+ 0x9e37_79b9_7f4a_7c15)
        var place = range.lowerBound
        if let checksum = places.headerChecksum {
            hash = ContentHash.of(start + place, checksum &- place, seed: hash)
        } else {
            hash = ContentHash.of(start + place, places.source &- place, seed: hash)
            place = places.source &+ 4
            hash = ContentHash.of(start + place, places.destination &- place, seed: hash)
        }
        place = places.destination &+ 4
        if let checksum = places.checksum {
            hash = ContentHash.of(start + place, checksum &- place, seed: hash)
            place = checksum &+ 2
        }
        return ContentHash.of(start + place, range.upperBound &- place, seed: hash)
    }
}
