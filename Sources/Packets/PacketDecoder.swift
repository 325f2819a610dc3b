/// Finds the TCP segment, or bench's stamp, in a captured packet.
///
/// Reads headers only, and believes no length that points outside the packet.
package struct PacketDecoder: Sendable {
    package let link: LinkType

    package init(link: LinkType) { self.link = link }

    /// What a packet is.
    package enum Packet: Sendable {
        case segment(Segment)
        /// Perhaps a frame of bench's own: where its stamp would begin, counted from the packet's
        /// first byte.
        case stamp(offset: Int)
        case skipped(Skip)
    }

    /// - Parameters:
    ///   - bytes: what was captured.
    ///   - length: bytes that the packet had on the wire.
    package func decode(_ bytes: ByteView, length: Int) -> Packet {
        guard let network = NetworkHeader(bytes, link: link) else {
            return .skipped(.cut(bytes, length))
        }
        if network.etherType == EtherType.bench { return .stamp(offset: network.offset) }
        switch IPHeader.read(bytes, network, length: length) {
        case .skipped(let skip): return .skipped(skip)
        case .header(let header): return transport(bytes, header, length)
        }
    }

    private func transport(_ bytes: ByteView, _ header: IPHeader, _ length: Int) -> Packet {
        guard !header.isFragment else { return .skipped(.fragment) }
        switch header.transport {
        case IPProtocol.tcp: return tcp(bytes, header, length)
        case IPProtocol.udp: return .stamp(offset: header.offset + 8)
        default: return .skipped(.notTCP)
        }
    }

    /// RFC 9293 section 3.1.
    private func tcp(_ bytes: ByteView, _ ip: IPHeader, _ length: Int) -> Packet {
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
        var hash = Fingerprint()
        hash.mix(UInt64(sequence) << 32 | UInt64(acknowledgement))
        // With the checksum, which speaks for the payload.
        hash.mix(checked)
        hash.mix(UInt64(ip.identification ?? 0) << 32 | UInt64(options.timestamp ?? 0))
        hash.mix(UInt64(payload))
        return .segment(
            Segment(
                flow: FlowKey(
                    source: Endpoint(address: ip.source, port: source),
                    destination: Endpoint(address: ip.destination, port: destination)),
                sequence: sequence, acknowledgement: acknowledgement,
                flags: Segment.Flags(rawValue: flags), length: payload - header,
                identification: ip.identification, timestamp: options.timestamp,
                fingerprint: hash.value))
    }
}

/// A number that two packets have in common by chance once in 2^64.
private struct Fingerprint {
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
