/// Finds the TCP segment, or bench's stamp, in a captured packet, whatever it is wrapped in.
///
/// Reads headers only, and believes no length that leads nowhere.
package struct PacketDecoder: Sendable {
    package let link: LinkType

    package init(link: LinkType) { self.link = link }

    /// What a packet is.
    package enum Decoded: Sendable {
        case segment(Segment)
        /// A part of an IP packet with a segment.
        case piece(Piece)
        /// Perhaps a frame of bench's own: where its stamp would begin, counted from the packet's
        /// first byte.
        case stamp(offset: Int)
        /// Not judged; whose it is, if it is TCP and its IP header says.
        case skipped(Skip, AddressPair?)
    }

    /// - Parameters:
    ///   - bytes: what was captured.
    ///   - length: bytes that the packet had on the wire.
    package func decode(_ bytes: ByteView, length: Int) -> Decoded {
        var unwrapper = Unwrapper(bytes, length)
        switch unwrapper.unwrap(link) {
        case .skipped(let skip): return .skipped(skip, nil)
        case .bench(let offset): return .stamp(offset: offset)
        case .transport(let header): return transport(bytes, header, length, unwrapper.wrapping)
        }
    }

    private func transport(
        _ bytes: ByteView, _ ip: IPHeader, _ length: Int, _ wrapping: Wrapping
    ) -> Decoded {
        switch ip.transport {
        case IPProtocol.udp where ip.isFirstFragment: return .stamp(offset: ip.offset + 8)
        case IPProtocol.tcp: break
        default: return .skipped(.notTCP, nil)
        }
        let hosts = AddressPair(source: ip.source, destination: ip.destination)
        guard let fragment = ip.fragment else {
            return segment(bytes, ip, length, wrapping).packet(hosts)
        }
        var first: Segment?
        if fragment.offset == 0 {
            guard case .found(let found) = segment(bytes, ip, length, wrapping) else {
                return .skipped(.fragment, hosts)
            }
            first = found
        }
        return .piece(
            Piece(
                hosts: hosts, wrapping: wrapping, identification: fragment.identification,
                place: fragment.offset..<fragment.offset + max(0, ip.end - ip.offset),
                isLast: fragment.isLast, first: first))
    }

    private enum DecodedPacket {
        case found(Segment)
        case skipped(Skip)

        func packet(_ hosts: AddressPair) -> Decoded {
            switch self {
            case .found(let segment): .segment(segment)
            case .skipped(let skip): .skipped(skip, hosts)
            }
        }
    }

    /// RFC 9293 section 3.1.
    private func segment(
        _ bytes: ByteView, _ ip: IPHeader, _ length: Int, _ wrapping: Wrapping
    ) -> DecodedPacket {
        let start = ip.offset
        guard let source = bytes.short(start), let destination = bytes.short(start + 2),
            let sequence = bytes.word(start + 4), let acknowledgement = bytes.word(start + 8),
            let offset = bytes.byte(start + 12), let flags = bytes.byte(start + 13),
            let checked = bytes.long(start + 12)
        else { return .skipped(.cut(bytes, length)) }
        let payload = ip.end - start
        let header = Int(offset >> 4) * 4
        guard header >= 20, header <= payload else { return .skipped(.malformed) }
        let options = TCPOptions(bytes, start + 20..<start + header)
        guard !options.isMalformed else { return .skipped(.malformed) }
        var hash = PacketHash()
        hash.mix(UInt64(sequence) << 32 | UInt64(acknowledgement))
        // With the checksum, which speaks for the payload.
        hash.mix(checked)
        hash.mix(UInt64(ip.identification ?? 0) << 32 | UInt64(options.timestamp ?? 0))
        hash.mix(UInt64(payload))
        hash.mix(ip.source.low ^ ip.source.high &* 0x9e37_79b9_7f4a_7c15)
        hash.mix(ip.destination.low ^ ip.destination.high &* 0x9e37_79b9_7f4a_7c15)
        hash.mix(UInt64(source) << 16 | UInt64(destination))
        return .found(
            Segment(
                flow: FlowKey(
                    source: Endpoint(address: ip.source, port: source),
                    destination: Endpoint(address: ip.destination, port: destination)),
                sequence: sequence, acknowledgement: acknowledgement,
                flags: Segment.Flags(rawValue: flags), length: payload - header,
                identification: ip.identification, timestamp: options.timestamp,
                fingerprint: hash.value, wrapping: wrapping))
    }
}

/// Two hosts, in the direction of a packet.
package struct AddressPair: Hashable, Sendable {
    package let source: IPAddress
    package let destination: IPAddress

    package init(source: IPAddress, destination: IPAddress) {
        (self.source, self.destination) = (source, destination)
    }
}

/// A part of an IP packet with a segment.
package struct Piece: Sendable {
    package let hosts: AddressPair
    package let wrapping: Wrapping
    package let identification: UInt32
    /// Its bytes' places in the packet's payload.
    package let place: Range<Int>
    package let isLast: Bool
    /// The segment, if this is the first part: as long as this part.
    package let first: Segment?
}

/// A number that two packets have in common by chance once in 2^64.
struct PacketHash {
    private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

    mutating func mix(_ word: UInt64) {
        var mixed = (value ^ word) &* 0xbf58_476d_1ce4_e5b9
        mixed ^= mixed >> 29
        value = mixed &* 0x94d0_49bb_1331_11eb
    }
}

/// What is used of a TCP header's options, RFC 9293 section 3.2.
private struct TCPOptions {
    private(set) var timestamp: UInt32?
    /// An option that is longer than what is left of the header, or shorter than itself.
    private(set) var isMalformed = false

    init(_ bytes: ByteView, _ range: Range<Int>) {
        var offset = range.lowerBound
        // A capture may end within the options; what is there counts.
        while offset < range.upperBound, let kind = bytes.byte(offset) {
            if kind == 0 { return }
            if kind == 1 {
                offset += 1
                continue
            }
            guard offset + 1 < range.upperBound else {
                isMalformed = true
                return
            }
            guard let size = bytes.byte(offset + 1) else { return }
            guard size >= 2, offset + Int(size) <= range.upperBound else {
                isMalformed = true
                return
            }
            if kind == 8, size == 10 { timestamp = bytes.word(offset + 2) }
            offset += Int(size)
        }
    }
}
