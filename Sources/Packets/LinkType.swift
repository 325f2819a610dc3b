/// What is in front of the network header of the packets of a capture.
package enum LinkType: Sendable, Hashable {
    case ethernet
    /// LINUX_SLL: what the pseudo-device `any` gives.
    case cooked
    /// LINUX_SLL2.
    case cooked2
    /// IP at once.
    case raw
    /// BSD's loopback: 4 bytes.
    case loopback
    /// PPP, with or without its address and control bytes (RFC 1662).
    case ppp
    /// PPP behind a byte that tells the direction.
    case directedPPP
    /// PPPoE at once (RFC 2516).
    case pppoe
    /// Cisco's HDLC.
    case hdlc
    /// MPLS at once.
    case mpls
    /// NFLOG of netfilter: type-length-values, of which one is an IP packet.
    case nflog

    /// By libpcap's number (DLT_); `nil` for other link types.
    package init?(number: Int) {
        switch number {
        case 1: self = .ethernet
        case 113: self = .cooked
        case 276: self = .cooked2
        case 12, 14, 101, 228, 229: self = .raw
        case 0, 108: self = .loopback
        case 9, 50: self = .ppp
        case 166, 204: self = .directedPPP
        case 51: self = .pppoe
        case 104: self = .hdlc
        case 219: self = .mpls
        case 239: self = .nflog
        default: return nil
        }
    }

    package static let names =
        "Ethernet, Linux cooked (SLL, SLL2), raw IP, BSD loopback, PPP, PPPoE, HDLC, MPLS, NFLOG"
}

/// IEEE 802 numbers of the protocols that are looked into.
package enum EtherType {
    package static let ipv4: UInt16 = 0x0800
    package static let ipv6: UInt16 = 0x86dd
    static let vlan: UInt16 = 0x8100
    static let serviceVLAN: UInt16 = 0x88a8
    /// The number that tags had before 802.1ad.
    static let oldServiceVLAN: UInt16 = 0x9100
    static let mpls: UInt16 = 0x8847
    static let mplsMulticast: UInt16 = 0x8848
    static let pppoe: UInt16 = 0x8864
    /// PPP in GRE.
    static let ppp: UInt16 = 0x880b
    /// Transparent Ethernet bridging: Ethernet in GRE.
    static let bridged: UInt16 = 0x6558
    /// ERSPAN of types I and II, and of type III.
    static let erspan: UInt16 = 0x88be
    static let erspan3: UInt16 = 0x22eb
    /// Numbers below are lengths, and LLC follows (IEEE 802.3).
    static let leastType: UInt16 = 0x0600
    /// Local experimental, which bench's bare frames have.
    package static let bench: UInt16 = 0x88b5
}

/// What follows a packet's link header.
package struct NetworkHeader {
    package let etherType: UInt16
    /// Where it begins, counted from the packet's first byte.
    package let offset: Int

    /// `nil` if the link header is cut off or has more than 8 tags.
    package init?(_ bytes: ByteView, link: LinkType) {
        switch link {
        case .ethernet: self.init(bytes, type: 12)
        case .cooked: self.init(bytes, type: 14)
        case .cooked2:
            guard let type = bytes.short(0) else { return nil }
            self.init(bytes, behind: type, at: 20)
        case .raw: self.init(ip: bytes, at: 0)
        // The family's number is in the capturing machine's byte order and differs between systems;
        // the packet says its version itself.
        case .loopback: self.init(ip: bytes, at: 4)
        case .hdlc: self.init(bytes, type: 2)
        case .ppp, .directedPPP, .pppoe, .mpls, .nflog: return nil
        }
    }

    init(etherType: UInt16, offset: Int) {
        (self.etherType, self.offset) = (etherType, offset)
    }

    private init?(_ bytes: ByteView, type offset: Int) {
        guard let type = bytes.short(offset) else { return nil }
        self.init(bytes, behind: type, at: offset + 2)
    }

    /// Passes over VLAN tags: 802.1Q and 802.1ad.
    private init?(_ bytes: ByteView, behind first: UInt16, at start: Int) {
        var (type, offset, tags) = (first, start, 0)
        while type == EtherType.vlan || type == EtherType.serviceVLAN
            || type == EtherType.oldServiceVLAN
        {
            guard tags < 8, let inner = bytes.short(offset + 2) else { return nil }
            (type, offset, tags) = (inner, offset + 4, tags + 1)
        }
        (etherType, self.offset) = (type, offset)
    }

    /// By the version that an IP packet says itself.
    init?(ip bytes: ByteView, at start: Int) {
        guard let first = bytes.byte(start) else { return nil }
        switch first >> 4 {
        case 4: etherType = EtherType.ipv4
        case 6: etherType = EtherType.ipv6
        default: etherType = 0
        }
        offset = start
    }
}
