/// Where a frame has its IP addresses, and the checksums that depend on them.
///
/// Offsets from the frame's first byte. Shape: Ethernet, any number of VLAN tags, IPv4 or IPv6 with the
/// extension headers that may stand before TCP, UDP or ICMPv6. What is within a tunnel is not looked at.
package struct AddressPlaces: Sendable, Hashable {
    /// The last 4 bytes of the source address and of the destination.
    package let source: Int
    package let destination: Int
    /// The first byte of the destination address: it tells multicast.
    let destinationStart: Int
    /// The checksum of the IPv4 header; `nil` of IPv6.
    package let headerChecksum: Int?
    /// The checksum of TCP, UDP or ICMPv6, which covers the addresses (the pseudo-header); `nil` where
    /// there is none: another protocol, a later fragment, or beyond what is looked at.
    package let checksum: Int?
    /// Whether a checksum of 0 means that there is none: UDP over IPv4 (RFC 768).
    let mayBeWithout: Bool

    /// - Parameters:
    ///   - etherType: where the EtherType is, behind all VLAN tags.
    ///   - end: nothing from there on is looked at.
    /// - Returns: `nil` for frames without addresses of IP before `end`.
    @inline(__always)
    package init?(_ frame: UnsafeRawBufferPointer, etherType: Int, end: Int) {
        guard etherType &+ 2 <= end, let start = frame.baseAddress else { return nil }
        let header = etherType &+ 2
        switch frame.short(etherType) {
        case 0x0800 where header &+ 20 <= end && frame[header] &>> 4 == 4:
            self.init(v4: start, header, end)
        case 0x86dd where header &+ 40 <= end && frame[header] &>> 4 == 6:
            self.init(v6: start, header, end)
        default: return nil
        }
    }

    /// RFC 791.
    private init(v4 frame: UnsafeRawPointer, _ header: Int, _ end: Int) {
        source = header &+ 12
        destination = header &+ 16
        destinationStart = destination
        headerChecksum = header &+ 10
        let next = frame.load(fromByteOffset: header &+ 9, as: UInt8.self)
        let payload = header &+ Int(frame.load(fromByteOffset: header, as: UInt8.self) & 15) &* 4
        let isFirst = frame.short(header &+ 6) & 0x1fff == 0
        // ICMP of IPv4 has no pseudo-header.
        let offset = isFirst && next != 58 ? Self.checksumOffset(next) : nil
        checksum = offset.flatMap { payload &+ $0 &+ 2 <= end ? payload &+ $0 : nil }
        mayBeWithout = next == 17
    }

    /// RFC 8200, section 4: hop-by-hop options, routing, destination options and fragment.
    private init(v6 frame: UnsafeRawPointer, _ header: Int, _ end: Int) {
        source = header &+ 20
        destination = header &+ 36
        destinationStart = header &+ 24
        headerChecksum = nil
        mayBeWithout = false
        var next = frame.load(fromByteOffset: header &+ 6, as: UInt8.self)
        var payload = header &+ 40
        var isFirst = true
        while isFirst, Self.isExtension(next), payload &+ 8 <= end {
            let length = frame.load(fromByteOffset: payload &+ 1, as: UInt8.self)
            if next == 44 { isFirst = frame.short(payload &+ 2) & 0xfff8 == 0 }
            let isFragment = next == 44
            next = frame.load(fromByteOffset: payload, as: UInt8.self)
            payload &+= isFragment ? 8 : 8 &+ Int(length) &* 8
        }
        let offset = isFirst ? Self.checksumOffset(next) : nil
        checksum = offset.flatMap { payload &+ $0 &+ 2 <= end ? payload &+ $0 : nil }
    }

    @inline(__always)
    private static func isExtension(_ next: UInt8) -> Bool {
        next == 0 || next == 43 || next == 44 || next == 60
    }

    /// TCP, UDP, ICMPv6, UDP-Lite.
    @inline(__always)
    private static func checksumOffset(_ next: UInt8) -> Int? {
        switch next {
        case 6: 16
        case 17, 136: 6
        case 58: 2
        default: nil
        }
    }

    /// Whether the frame goes to many: that address is no host's.
    @inline(__always)
    package func isMulticast(_ frame: UnsafeRawPointer) -> Bool {
        let first = frame.load(fromByteOffset: destinationStart, as: UInt8.self)
        return headerChecksum == nil ? first == 0xff : first >= 224
    }
}

extension UnsafeRawPointer {
    /// In network byte order.
    @inline(__always)
    func short(_ offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// In network byte order.
    @inline(__always)
    func word(_ offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    func short(_ offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}
