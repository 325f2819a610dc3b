/// The IP header of a packet, with IPv6's extension headers.
package struct IPHeader {
    package let source: IPAddress
    package let destination: IPAddress
    /// Assigned Internet protocol number of what follows.
    package let transport: UInt8
    /// Where that begins, counted from the packet's first byte.
    package let offset: Int
    /// Where the IP packet ends, whether captured or not; link trailers are behind it.
    package let end: Int
    /// IPv4's identification; `nil` where there is none or it is 0, as some senders leave it where
    /// nothing may be fragmented.
    package let identification: UInt16?
    /// Which part of its packet it has; `nil` if it is whole.
    ///
    /// What follows is a transport header only in the first part.
    package let fragment: Fragment?
    package var isFirstFragment: Bool { (fragment?.offset ?? 0) == 0 }

    /// A part of an IP packet: RFC 791 section 3.2, RFC 8200 section 4.5.
    package struct Fragment: Sendable, Hashable {
        package let identification: UInt32
        /// Its first byte's place in the packet's payload.
        package let offset: Int
        package let isLast: Bool
    }

    package enum HeaderReading {
        case header(IPHeader)
        case skipped(Skip)
    }

    /// - Parameters:
    ///   - network: where it begins, and what it is.
    ///   - length: bytes that the packet had on the wire.
    package static func read(
        _ bytes: ByteView, _ network: NetworkHeader, length: Int
    ) -> HeaderReading {
        switch network.etherType {
        case EtherType.ipv4: v4(bytes, network.offset, length)
        case EtherType.ipv6: v6(bytes, network.offset, length)
        default: .skipped(.notIP)
        }
    }

    /// RFC 791.
    private static func v4(_ bytes: ByteView, _ start: Int, _ length: Int) -> HeaderReading {
        guard let first = bytes.byte(start), let total = bytes.short(start + 2),
            let identification = bytes.short(start + 4), let fragment = bytes.short(start + 6),
            let transport = bytes.byte(start + 9), let source = bytes.word(start + 12),
            let destination = bytes.word(start + 16)
        else { return .skipped(.cut(bytes, length)) }
        let header = Int(first & 0x0f) * 4
        guard first >> 4 == 4, header >= 20 else { return .skipped(.malformed) }
        // 0 where the sender's card was to cut the packet up (large segment offload).
        let size = total == 0 ? length - start : Int(total)
        // The length may be more than the record says: tools that slice frames overwrite that.
        guard size >= header else { return .skipped(.malformed) }
        let place = Fragment(
            identification: UInt32(identification), offset: Int(fragment & 0x1fff) * 8,
            isLast: fragment & 0x2000 == 0)
        return .header(
            IPHeader(
                source: IPAddress(v4: source), destination: IPAddress(v4: destination),
                transport: transport, offset: start + header, end: start + size,
                identification: identification == 0 ? nil : identification,
                fragment: fragment & 0x3fff == 0 ? nil : place))
    }

    /// RFC 8200.
    private static func v6(_ bytes: ByteView, _ start: Int, _ length: Int) -> HeaderReading {
        guard let first = bytes.byte(start), let stated = bytes.short(start + 4),
            let next = bytes.byte(start + 6), let source0 = bytes.long(start + 8),
            let source1 = bytes.long(start + 16), let destination0 = bytes.long(start + 24),
            let destination1 = bytes.long(start + 32)
        else { return .skipped(.cut(bytes, length)) }
        guard first >> 4 == 6 else { return .skipped(.malformed) }
        let size = stated == 0 ? length - start - 40 : Int(stated)
        guard size >= 0 else { return .skipped(.malformed) }
        var chain = ExtensionHeaders(next: next, offset: start + 40, end: start + 40 + size)
        if let skip = chain.passOver(bytes, length) { return .skipped(skip) }
        return .header(
            IPHeader(
                source: IPAddress(v6: source0, source1),
                destination: IPAddress(v6: destination0, destination1),
                transport: chain.next, offset: chain.offset, end: chain.end,
                identification: nil, fragment: chain.fragment))
    }
}

/// The extension headers of an IPv6 packet, RFC 8200 section 4.
private struct ExtensionHeaders {
    var next: UInt8
    var offset: Int
    let end: Int
    var fragment: IPHeader.Fragment?

    /// Goes on to the transport header; each header is at least 8 bytes long, so that this ends.
    ///
    /// - Returns: why it is not to be found; `nil` if it is.
    mutating func passOver(_ bytes: ByteView, _ length: Int) -> Skip? {
        while IPProtocol.isExtension(next), (fragment?.offset ?? 0) == 0 {
            guard let following = bytes.byte(offset), let units = bytes.byte(offset + 1) else {
                return offset < end ? .cut(bytes, length) : .malformed
            }
            if next == IPProtocol.fragment {
                guard let place = bytes.short(offset + 2), let number = bytes.word(offset + 4)
                else { return .cut(bytes, length) }
                // A whole packet may carry the header, too (RFC 6946).
                if place & 0xfff9 != 0 {
                    fragment = IPHeader.Fragment(
                        identification: number, offset: Int(place & 0xfff8),
                        isLast: place & 1 == 0)
                }
                offset += 8
            } else if next == IPProtocol.authentication {
                offset += (Int(units) + 2) * 4
            } else {
                offset += (Int(units) + 1) * 8
            }
            guard offset <= end else { return .malformed }
            next = following
        }
        return nil
    }
}

extension Skip {
    /// Whether the capture or the sender is to blame for a header without an end.
    static func cut(_ bytes: ByteView, _ length: Int) -> Skip {
        bytes.count < length ? .short : .malformed
    }
}

/// Assigned Internet protocol numbers.
package enum IPProtocol {
    package static let tcp: UInt8 = 6
    package static let udp: UInt8 = 17
    static let ipv4: UInt8 = 4
    static let ipv6: UInt8 = 41
    static let gre: UInt8 = 47
    static let etherIP: UInt8 = 97
    static let mpls: UInt8 = 137
    static let fragment: UInt8 = 44
    static let authentication: UInt8 = 51

    /// Hop-by-hop, routing, fragment, authentication, destination options, mobility.
    static func isExtension(_ number: UInt8) -> Bool {
        switch number {
        case 0, 43, 44, 51, 60, 135: true
        default: false
        }
    }
}
