/// Takes tags, labels and tunnels off a packet until its transport header.
struct Unwrapper {
    private let bytes: ByteView
    private let length: Int
    private(set) var wrapping = Wrapping()
    /// Headers that were passed over.
    private var depth = 0
    private static let deepest = 24

    init(_ bytes: ByteView, _ length: Int) {
        (self.bytes, self.length) = (bytes, length)
    }

    enum Content {
        case transport(IPHeader)
        /// Where the payload of a bare frame of bench begins.
        case bench(Int)
        case skipped(Skip)
    }

    mutating func unwrap(_ link: LinkType) -> Content {
        switch link {
        case .ethernet: ethernet(0)
        case .cooked: typed(bytes.short(14), 16)
        case .cooked2: typed(bytes.short(0), 20)
        case .raw: ip(0)
        case .loopback: ip(4)
        case .ppp: ppp(0)
        case .directedPPP: directedPPP()
        case .pppoe: pppoe(0)
        case .hdlc: typed(bytes.short(2), 4)
        case .mpls: labels(0)
        case .nflog: nflog()
        }
    }

    private var cut: Content { .skipped(.cut(bytes, length)) }

    private mutating func ethernet(_ start: Int) -> Content {
        typed(bytes.short(start + 12), start + 14)
    }

    /// What follows an EtherType.
    private mutating func typed(_ type: UInt16?, _ start: Int) -> Content {
        guard let type else { return cut }
        depth += 1
        guard depth < Self.deepest else { return .skipped(.malformed) }
        switch type {
        case EtherType.ipv4, EtherType.ipv6: return network(type, start)
        case EtherType.vlan, EtherType.serviceVLAN, EtherType.oldServiceVLAN:
            guard let control = bytes.short(start) else { return cut }
            // 0 is no VLAN but a priority (802.1Q section 6.9).
            if control & 0xfff != 0 { wrapping.add(.vlan, UInt64(control & 0xfff)) }
            return typed(bytes.short(start + 2), start + 4)
        case EtherType.bench: return .bench(start)
        case EtherType.mpls, EtherType.mplsMulticast: return labels(start)
        case EtherType.pppoe: return pppoe(start)
        case EtherType.ppp: return ppp(start)
        case EtherType.bridged: return ethernet(start)
        case ..<EtherType.leastType: return logicalLink(start)
        default: return .skipped(.notIP)
        }
    }

    /// LLC, with or without SNAP: IEEE 802.2, RFC 1042.
    private mutating func logicalLink(_ start: Int) -> Content {
        guard let points = bytes.short(start), let control = bytes.byte(start + 2) else {
            return cut
        }
        if points == 0x0606, control == 3 { return ip(start + 3) }
        guard points == 0xaaaa, control == 3 else { return .skipped(.notIP) }
        guard let high = bytes.short(start + 3), let low = bytes.byte(start + 5) else { return cut }
        // RFC 1042, and the bridge tunnel of 802.1H.
        guard high == 0, low == 0 || low == 0xf8 else { return .skipped(.notIP) }
        return typed(bytes.short(start + 6), start + 8)
    }

    /// RFC 3032; behind the last label IP, or Ethernet with or without a control word (RFC 4448).
    private mutating func labels(_ start: Int) -> Content {
        var start = start
        while true {
            guard let label = bytes.word(start) else { return cut }
            depth += 1
            guard depth < Self.deepest else { return .skipped(.malformed) }
            wrapping.add(.mpls, UInt64(label >> 12))
            start += 4
            if label & 0x100 != 0 { break }
        }
        guard let first = bytes.byte(start) else { return cut }
        switch first >> 4 {
        case 4, 6: return ip(start)
        case 0:
            let hasControl =
                isEthernet(start + 4) || !isEthernet(start) && bytes.word(start) == 0
            return ethernet(hasControl ? start + 4 : start)
        default: return ethernet(start)
        }
    }

    /// Whether an EtherType that is looked into stands where Ethernet has it.
    private func isEthernet(_ start: Int) -> Bool {
        switch bytes.short(start + 12) {
        case EtherType.ipv4, EtherType.ipv6, EtherType.vlan, EtherType.serviceVLAN: true
        default: false
        }
    }

    /// RFC 2516 section 4.
    private mutating func pppoe(_ start: Int) -> Content {
        guard let code = bytes.byte(start + 1), let session = bytes.short(start + 2) else {
            return cut
        }
        guard code == 0 else { return .skipped(.notIP) }
        wrapping.add(.pppoe, UInt64(session))
        return ppp(start + 6)
    }

    private mutating func directedPPP() -> Content {
        // A byte for the direction in front of the address, or in its place.
        bytes.byte(1) == 3 ? ppp(2) : ppp(1)
    }

    /// RFC 1661 section 2, RFC 1662 section 3.1: address, control and half the protocol may be
    /// left out.
    private mutating func ppp(_ start: Int) -> Content {
        let start = bytes.short(start) == 0xff03 ? start + 2 : start
        guard let first = bytes.byte(start) else { return cut }
        let isShort = first & 1 == 1
        guard let number = isShort ? UInt16(first) : bytes.short(start) else { return cut }
        let next = start + (isShort ? 1 : 2)
        switch number {
        case 0x21: return network(EtherType.ipv4, next)
        case 0x57: return network(EtherType.ipv6, next)
        case 0x281: return labels(next)
        default: return .skipped(.notIP)
        }
    }

    /// Type-length-values in the byte order of the machine that wrote them: nfnetlink_log.h.
    private mutating func nflog() -> Content {
        var place = 4
        while let size = bytes.short(place), let type = bytes.short(place + 2) {
            let isLittle = type & 0xff == 0 && type != 0
            let count = Int(isLittle ? size.byteSwapped : size)
            // NFULA_PAYLOAD.
            if (isLittle ? type.byteSwapped : type) & 0x7fff == 9 { return ip(place + 4) }
            guard count >= 4 else { return .skipped(.malformed) }
            place += (count + 3) / 4 * 4
        }
        return bytes.count < length ? cut : .skipped(.notIP)
    }

    private mutating func ip(_ start: Int) -> Content {
        guard let network = NetworkHeader(ip: bytes, at: start) else { return cut }
        return self.network(network.etherType, start)
    }

    private mutating func network(_ type: UInt16, _ start: Int) -> Content {
        depth += 1
        guard depth < Self.deepest else { return .skipped(.malformed) }
        let place = NetworkHeader(etherType: type, offset: start)
        switch IPHeader.read(bytes, place, length: length) {
        case .skipped(let skip): return .skipped(skip)
        case .header(let header):
            // What later parts of a packet hold is known by its first.
            return header.isFirstFragment ? inside(header) : .transport(header)
        }
    }

    private mutating func inside(_ header: IPHeader) -> Content {
        switch header.transport {
        case IPProtocol.ipv4, IPProtocol.ipv6:
            addTunnel(.ipip, header)
            return network(
                header.transport == IPProtocol.ipv4 ? EtherType.ipv4 : EtherType.ipv6,
                header.offset)
        case IPProtocol.gre: return gre(header)
        case IPProtocol.mpls: return labels(header.offset)
        case IPProtocol.etherIP:
            addTunnel(.etherip, header)
            return ethernet(header.offset + 2)
        case IPProtocol.udp: return udp(header)
        default: return .transport(header)
        }
    }

    /// A tunnel without a number is known by its ends.
    private mutating func addTunnel(_ kind: Wrapping.Layer, _ header: IPHeader) {
        var hash = PacketHash()
        for address in [header.source, header.destination] {
            hash.mix(address.high)
            hash.mix(address.low)
        }
        wrapping.add(kind, hash.value >> 16, isNamed: false)
    }

    /// RFC 2784, 2890; version 1: RFC 2637.
    private mutating func gre(_ header: IPHeader) -> Content {
        let start = header.offset
        guard let flags = bytes.short(start), let type = bytes.short(start + 2) else { return cut }
        var next = start + 4
        if flags & 0xc000 != 0 { next += 4 }
        var key: UInt64?
        if flags & 0x2000 != 0 {
            guard let found = bytes.word(next) else { return cut }
            // In version 1 its upper half is a length.
            key = UInt64(flags & 7 == 1 ? found & 0xffff : found)
            next += 4
        }
        if flags & 0x1000 != 0 { next += 4 }
        if flags & 7 == 1, flags & 0x80 != 0 { next += 4 }
        if type == EtherType.erspan || type == EtherType.erspan3 {
            return erspan(next, type, hasHeader: flags & 0x1000 != 0)
        }
        if let key { wrapping.add(.gre, key) } else { addTunnel(.gre, header) }
        // An acknowledgement of PPTP carries nothing.
        if next >= header.end { return .skipped(.notTCP) }
        return typed(type, next)
    }

    /// draft-foschiano-erspan: type I has no header, type II 8 bytes, type III 12 or 20.
    private mutating func erspan(_ start: Int, _ type: UInt16, hasHeader: Bool) -> Content {
        guard hasHeader || type == EtherType.erspan3 else {
            wrapping.add(.erspan, 0, isNamed: false)
            return ethernet(start)
        }
        guard let version = bytes.byte(start), let session = bytes.short(start + 2) else {
            return cut
        }
        wrapping.add(.erspan, UInt64(session & 0x3ff))
        guard version >> 4 == 2 else { return ethernet(start + 8) }
        guard let last = bytes.byte(start + 11) else { return cut }
        return ethernet(start + (last & 1 == 1 ? 20 : 12))
    }

    private mutating func udp(_ header: IPHeader) -> Content {
        let next = header.offset + 8
        guard let source = bytes.short(header.offset), let port = bytes.short(header.offset + 2),
            let first = bytes.word(next), let second = bytes.word(next + 4)
        else { return .transport(header) }
        switch (port, source) {
        // RFC 7348, and the port that Linux had before it.
        case (4789, _), (8472, _):
            guard first & 0x0800_0000 != 0, second & 0xff == 0 else { return .transport(header) }
            wrapping.add(.vxlan, UInt64(second >> 8))
            return ethernet(next + 8)
        case (4790, _):
            guard first & 0x0800_0000 != 0 else { return .transport(header) }
            wrapping.add(.vxlan, UInt64(second >> 8))
            // VXLAN-GPE: 1 IPv4, 2 IPv6, 3 Ethernet, 5 MPLS.
            switch first & 0xff {
            case 1, 2: return ip(next + 8)
            case 5: return labels(next + 8)
            default: return ethernet(next + 8)
            }
        // RFC 8926.
        case (6081, _):
            guard first >> 30 == 0 else { return .transport(header) }
            wrapping.add(.geneve, UInt64(second >> 8))
            return typed(UInt16(first & 0xffff), next + 8 + Int(first >> 24 & 0x3f) * 4)
        case (2152, _), (_, 2152): return gtp(header, first, second, next)
        default: return .transport(header)
        }
    }

    /// 3GPP TS 29.281 section 5: version 1, a user's packet (G-PDU).
    private mutating func gtp(
        _ header: IPHeader, _ first: UInt32, _ tunnel: UInt32, _ start: Int
    ) -> Content {
        guard first >> 29 == 1, first >> 28 & 1 == 1, first >> 16 & 0xff == 0xff else {
            return .transport(header)
        }
        wrapping.add(.gtp, UInt64(tunnel))
        var next = start + 8
        guard first >> 24 & 7 != 0 else { return ip(next) }
        // Sequence number, N-PDU number, and the type of the first extension header.
        next += 4
        guard var extra = bytes.byte(next - 1) else { return cut }
        while first >> 26 & 1 == 1, extra != 0 {
            depth += 1
            guard let units = bytes.byte(next), units > 0, depth < Self.deepest else {
                return .skipped(.cut(bytes, length))
            }
            next += Int(units) * 4
            guard let following = bytes.byte(next - 1) else { return cut }
            extra = following
        }
        return ip(next)
    }
}
