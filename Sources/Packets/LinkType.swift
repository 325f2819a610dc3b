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

    /// By libpcap's number (DLT_); `nil` for other link types.
    package init?(number: Int) {
        switch number {
        case 1: self = .ethernet
        case 113: self = .cooked
        case 276: self = .cooked2
        case 12, 14, 101, 228, 229: self = .raw
        case 0, 108: self = .loopback
        default: return nil
        }
    }

    package static let names = "Ethernet, Linux cooked (SLL, SLL2), raw IP, BSD loopback"
}

/// IEEE 802 numbers of the protocols that are looked into.
package enum EtherType {
    package static let ipv4: UInt16 = 0x0800
    package static let ipv6: UInt16 = 0x86dd
    static let vlan: UInt16 = 0x8100
    static let serviceVLAN: UInt16 = 0x88a8
    /// The number that tags had before 802.1ad.
    static let oldServiceVLAN: UInt16 = 0x9100
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
        }
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

    private init?(ip bytes: ByteView, at start: Int) {
        guard let first = bytes.byte(start) else { return nil }
        switch first >> 4 {
        case 4: etherType = EtherType.ipv4
        case 6: etherType = EtherType.ipv6
        default: etherType = 0
        }
        offset = start
    }
}
