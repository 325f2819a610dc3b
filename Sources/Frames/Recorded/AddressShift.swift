/// How each round of a recording gets addresses of its own, so that its flows are others.
///
/// Round `r` adds `256 r` to the last 24 bits of the source address and, unless it goes to many, of the
/// destination address: both ends of a conversation move together, and no address leaves its network
/// of 8 bits (IPv4) or 104 bits (IPv6). What passes 2²⁴ goes round, and adds one: so 2²⁴ rounds differ.
/// Checksums of IPv4, TCP, UDP and ICMPv6 are updated: a right one stays right, a wrong one wrong.
package struct AddressShift: Sendable, Hashable {
    /// Rounds with addresses of their own; the next is like the first.
    package static let rounds = 1 << 24
    static let mask: UInt32 = 0xff_ffff

    let places: AddressPlaces
    /// Whether the destination moves too.
    let movesDestination: Bool

    /// - Returns: `nil` for a frame without addresses of IP.
    package init?(_ frame: UnsafeRawBufferPointer) {
        guard let start = frame.baseAddress, frame.count >= 14,
            let places = AddressPlaces(
                frame, etherType: ContentIdentity.etherType(frame), end: frame.count)
        else { return nil }
        self.places = places
        movesDestination = !places.isMulticast(start)
    }

    /// What a round adds, of 24 bits.
    @inline(__always)
    static func amount(_ round: Int) -> UInt32 {
        let round = UInt32(truncatingIfNeeded: round) & mask
        return (round &<< 8 | round &>> 16) & mask
    }

    /// The round that adds so much.
    @inline(__always)
    static func round(_ amount: UInt32) -> Int {
        Int((amount &>> 8 | amount &<< 16) & mask)
    }

    /// An address that has moved.
    @inline(__always)
    static func moved(_ address: UInt32, by amount: UInt32) -> UInt32 {
        address & ~mask | (address &+ amount) & mask
    }

    /// Gives a frame of the recording the addresses of a round.
    @inline(__always)
    package func apply(_ round: Int, to frame: UnsafeMutableRawPointer) {
        let amount = Self.amount(round)
        guard amount != 0 else { return }
        var delta = ChecksumDelta()
        move(places.source, amount, frame, &delta)
        if movesDestination { move(places.destination, amount, frame, &delta) }
        if let offset = places.headerChecksum {
            frame.store(delta.applied(to: frame.short(offset)), at: offset)
        }
        if let offset = places.checksum {
            let old = frame.short(offset)
            if old != 0 || !places.mayBeWithout {
                frame.store(places.sent(delta.applied(to: old)), at: offset)
            }
        }
    }

    @inline(__always)
    private func move(
        _ offset: Int, _ amount: UInt32, _ frame: UnsafeMutableRawPointer,
        _ delta: inout ChecksumDelta
    ) {
        let old = UnsafeRawPointer(frame).word(offset)
        let new = Self.moved(old, by: amount)
        delta.replace(old, by: new)
        frame.storeBytes(of: new.bigEndian, toByteOffset: offset, as: UInt32.self)
    }
}

extension AddressPlaces {
    /// A checksum as it is sent: of UDP 0 means none, and is sent as its equal (RFC 768).
    @inline(__always)
    func sent(_ checksum: UInt16) -> UInt16 {
        mayBeWithout && checksum == 0 ? 0xffff : checksum
    }
}

/// The change of an Internet checksum when words under it change: `HC' = ~(~HC + ~m + m')`.
///
/// Source: RFC 1624, section 3, equation 3.
struct ChecksumDelta {
    private var sum: UInt64 = 0

    @inline(__always)
    mutating func replace(_ old: UInt32, by new: UInt32) {
        sum &+= UInt64(~old &>> 16) &+ UInt64(~old & 0xffff)
        sum &+= UInt64(new &>> 16) &+ UInt64(new & 0xffff)
    }

    @inline(__always)
    func applied(to checksum: UInt16) -> UInt16 {
        var sum = sum &+ UInt64(~checksum)
        sum = sum & 0xffff &+ sum &>> 16
        sum = sum & 0xffff &+ sum &>> 16
        return ~UInt16(truncatingIfNeeded: sum)
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    func short(_ offset: Int) -> UInt16 { UnsafeRawPointer(self).short(offset) }

    /// In network byte order.
    @inline(__always)
    func store(_ value: UInt16, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }
}
