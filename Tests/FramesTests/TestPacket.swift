/// Packets of IP built field by field, with checksums computed from all of their bytes.
struct TestPacket {
    enum Transport: CaseIterable, Sendable { case tcp, udp, icmp, other }

    var isV6 = false
    var transport = Transport.tcp
    var tags: [UInt16] = []
    var source: [UInt8] = [192, 0, 2, 7]
    var destination: [UInt8] = [198, 51, 100, 9]
    var payload: [UInt8] = Array(0..<40)
    /// Extension headers of IPv6, each with its number: the bytes behind its first.
    var extensions: [(number: UInt8, rest: [UInt8])] = []
    /// Flags and offset of a fragment of IPv4.
    var fragment: UInt16 = 0
    var hasChecksum = true

    /// The bytes of the frame.
    var frame: [UInt8] {
        var bytes: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
        for tag in tags { bytes += Self.short(tag) + [0, 5] }
        bytes += isV6 ? [0x86, 0xdd] : [0x08, 0x00]
        return bytes + (isV6 ? v6 : v4)
    }

    private static func short(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(value & 0xff)]
    }

    private var number: UInt8 {
        switch transport {
        case .tcp: 6
        case .udp: 17
        case .icmp: isV6 ? 58 : 1
        case .other: 132
        }
    }

    /// Where the checksum is among the bytes of the transport.
    private var place: Int? {
        switch transport {
        case .tcp: 16
        case .udp: 6
        case .icmp: 2
        case .other: nil
        }
    }

    private var segment: [UInt8] {
        let header =
            switch transport {
            case .tcp: 20
            case .udp, .icmp, .other: 8
            }
        var bytes = [UInt8](repeating: 0, count: header) + payload
        if transport == .tcp { bytes[12] = 0x50 }
        guard let place, hasChecksum, fragment & 0x1fff == 0 else { return bytes }
        var pseudo: [UInt8] = []
        if transport != .icmp || isV6 {
            pseudo = source + destination + [0, 0] + Self.short(UInt16(bytes.count)) + [0, number]
        }
        var sum = Self.checksum(pseudo + bytes)
        if transport == .udp && sum == 0 { sum = 0xffff }
        bytes.replaceSubrange(place..<place + 2, with: Self.short(sum))
        return bytes
    }

    private var v4: [UInt8] {
        let segment = segment
        var head: [UInt8] = [0x45, 0] + Self.short(UInt16(20 + segment.count)) + [0, 1]
        head += Self.short(fragment) + [64, number, 0, 0] + source + destination
        head.replaceSubrange(10..<12, with: Self.short(Self.checksum(head)))
        return head + segment
    }

    private var v6: [UInt8] {
        let segment = segment
        let numbers = extensions.map(\.number) + [number]
        var rest: [UInt8] = []
        for (index, header) in extensions.enumerated() {
            rest += [numbers[index + 1]] + header.rest
        }
        rest += segment
        return [0x60, 0, 0, 0] + Self.short(UInt16(rest.count)) + [numbers[0], 64] + source
            + destination + rest
    }

    /// RFC 1071.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum +=
                UInt32(bytes[index]) << 8 + (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }

    /// The same packet of IPv6.
    static func v6(_ transport: Transport) -> TestPacket {
        var packet = TestPacket()
        packet.isV6 = true
        packet.transport = transport
        packet.source = [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 10) + [1, 7]
        packet.destination = [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 10) + [2, 9]
        return packet
    }

    /// The packet with the addresses of a round.
    func moved(_ round: Int, movesDestination: Bool = true) -> TestPacket {
        func move(_ address: [UInt8]) -> [UInt8] {
            let low = address.suffix(3).reduce(0) { $0 << 8 | Int($1) }
            let amount = (round << 8 | round >> 16) & 0xff_ffff
            let sum = (low + amount) & 0xff_ffff
            return address.dropLast(3) + [
                UInt8(sum >> 16), UInt8(sum >> 8 & 255), UInt8(sum & 255),
            ]
        }
        var packet = self
        packet.source = move(source)
        if movesDestination { packet.destination = move(destination) }
        return packet
    }
}
