import Testing

@testable import Auditing
@testable import Packets

/// Segments in tunnels, and what cannot be judged.
@Suite struct TunnelTests {
    private static let half = PacketMaker.short
    private static let word = PacketMaker.word

    /// An Ethernet header with a type.
    private static func ethernet(_ type: UInt16) -> [UInt8] {
        [0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 8] + half(type)
    }

    /// An outer packet between two other hosts.
    private static func outer(_ payload: [UInt8], _ transport: UInt8, version: UInt8 = 4) -> [UInt8]
    {
        var maker = PacketMaker()
        (maker.source, maker.destination, maker.version) = (101, 102, version)
        return ethernet(version == 4 ? 0x0800 : 0x86dd)
            + maker.network(payload, transport: transport)
    }

    private static func datagram(_ port: UInt16, _ payload: [UInt8]) -> [UInt8] {
        outer(half(33_333) + half(port) + half(UInt16(8 + payload.count)) + [0, 0] + payload, 17)
    }

    private static func gre(_ flags: UInt16, _ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        outer(half(flags) + half(type) + payload, 47)
    }

    struct Tunnel: Sendable {
        let name: String
        var link = LinkType.ethernet
        var version: UInt8 = 4
        let wrap: @Sendable ([UInt8]) -> [UInt8]
    }

    private static func ip(_ frame: [UInt8]) -> [UInt8] { Array(frame.dropFirst(14)) }

    static let tunnels: [Tunnel] = [
        Tunnel(name: "vlan 7, vlan 8") { frame in
            Array(frame[..<12]) + [0x88, 0xa8, 0, 7, 0x81, 0, 0, 8] + frame[12...]
        },
        Tunnel(name: "pppoe 513") { frame in
            ethernet(0x8864) + [0x11, 0, 2, 1] + half(UInt16(frame.count - 12)) + [0, 0x21]
                + ip(frame)
        },
        Tunnel(name: "pppoe 513", version: 6) { frame in
            ethernet(0x8864) + [0x11, 0, 2, 1] + half(UInt16(frame.count - 12)) + [0, 0x57]
                + ip(frame)
        },
        Tunnel(name: "mpls 16, mpls 17") { frame in
            ethernet(0x8847) + word(16 << 12 | 64) + word(17 << 12 | 0x100 | 64) + ip(frame)
        },
        Tunnel(name: "mpls 16") { frame in
            ethernet(0x8847) + word(16 << 12 | 0x100 | 64) + [0, 0, 0, 0] + frame
        },
        Tunnel(name: "mpls 16") { frame in
            ethernet(0x8847) + word(16 << 12 | 0x100 | 64) + frame
        },
        Tunnel(name: "") { frame in
            ethernet(UInt16(frame.count - 6)) + [0xaa, 0xaa, 3, 0, 0, 0, 8, 0] + ip(frame)
        },
        Tunnel(name: "gre") { gre(0, 0x0800, ip($0)) },
        Tunnel(name: "gre", version: 6) { gre(0, 0x86dd, ip($0)) },
        Tunnel(name: "gre 77") { gre(0xb000, 0x6558, [0, 0, 0, 0] + word(77) + word(1) + $0) },
        Tunnel(name: "gre 5") { frame in
            gre(
                0x3001, 0x880b,
                word(UInt32(frame.count) << 16 | 5) + word(1) + [0xff, 3, 0, 0x21] + ip(frame))
        },
        Tunnel(name: "erspan") { gre(0, 0x88be, $0) },
        Tunnel(name: "erspan 100") {
            gre(0x1000, 0x88be, word(1) + [0x10, 0, 0, 100, 0, 0, 0, 0] + $0)
        },
        Tunnel(name: "erspan 100") { frame in
            gre(0x1000, 0x22eb, word(1) + [0x20, 0, 0, 100] + word(0) + [0, 0, 0, 0] + frame)
        },
        Tunnel(name: "erspan 100") { frame in
            gre(
                0x1000, 0x22eb,
                word(1) + [0x20, 0, 0, 100] + word(0) + [0, 0, 0, 1] + word(0) + word(0) + frame)
        },
        Tunnel(name: "ipip") { outer(ip($0), 4) },
        Tunnel(name: "ipip", version: 6) { outer(ip($0), 41) },
        Tunnel(name: "ipip") { outer(ip($0), 4, version: 6) },
        Tunnel(name: "vxlan 42") { datagram(4789, [8, 0, 0, 0] + word(42 << 8) + $0) },
        Tunnel(name: "vxlan 42") { datagram(8472, [8, 0, 0, 0] + word(42 << 8) + $0) },
        Tunnel(name: "geneve 43") { frame in
            datagram(6081, [1, 0, 0x65, 0x58] + word(43 << 8) + [0, 0, 0, 0] + frame)
        },
        Tunnel(name: "geneve 43") { datagram(6081, [0, 0, 8, 0] + word(43 << 8) + ip($0)) },
        Tunnel(name: "gtp 9") { frame in
            datagram(2152, [0x30, 0xff] + half(UInt16(frame.count - 14)) + word(9) + ip(frame))
        },
        Tunnel(name: "gtp 9") { frame in
            datagram(
                2152,
                [0x34, 0xff] + half(UInt16(frame.count - 6)) + word(9) + [
                    0, 0, 0, 0x85, 1, 0, 0, 0,
                ] + ip(frame))
        },
        Tunnel(name: "", link: .ppp) { [0xff, 3, 0, 0x21] + ip($0) },
        Tunnel(name: "", link: .ppp) { [0x21] + ip($0) },
        Tunnel(name: "", link: .directedPPP) { [1, 0xff, 3, 0, 0x21] + ip($0) },
        Tunnel(name: "pppoe 1", link: .pppoe) { [0x11, 0, 0, 1, 0, 99, 0, 0x21] + ip($0) },
        Tunnel(name: "", link: .hdlc) { [0x0f, 0, 8, 0] + ip($0) },
        Tunnel(name: "mpls 16", link: .mpls) { word(16 << 12 | 0x100) + ip($0) },
        Tunnel(name: "", link: .nflog) { frame in
            [2, 0, 0, 0, 8, 0, 1, 0, 8, 0, 1, 0, 5, 0, 10, 0, 65, 0, 0, 0]
                + [UInt8(frame.count - 10 & 0xff), UInt8(frame.count - 10 >> 8), 9, 0] + ip(frame)
        },
        Tunnel(name: "vlan 3, vxlan 42, vlan 4") { frame in
            let inner = Array(frame[..<12]) + [0x81, 0, 0, 4] + frame[12...]
            let outside = datagram(4789, [8, 0, 0, 0] + word(42 << 8) + inner)
            return Array(outside[..<12]) + [0x81, 0, 0, 3] + outside[12...]
        },
    ]

    @Test(arguments: tunnels.indices) func whatIsInATunnelIsJudged(index: Int) throws {
        let tunnel = Self.tunnels[index]
        var talk = Conversation()
        talk.client.version = tunnel.version
        let frames = [
            talk.frame(.c, 1000, 0, a: nil, .syn), talk.frame(.s, 5000, 0, a: 1001, .syn),
            talk.frame(.c, 1001, 100, a: 5001), talk.frame(.c, 1201, 100, a: 5001),
            talk.frame(.s, 5001, a: 1301),
        ]
        for snapped in [Int.max, 150] {
            var audit = CaptureAudit()
            for frame in frames {
                let packet = tunnel.wrap(frame)
                packet.prefix(snapped).withUnsafeBytes {
                    audit.take(ByteView($0), length: packet.count, link: tunnel.link)
                }
            }
            let report = audit.report()
            #expect(report.skips.isEmpty, "\(tunnel.name): \(report.skips)")
            #expect((report.flows.count, report.missing) == (2, 100), "\(tunnel.name)")
            let flow = try #require(report.flows.first)
            #expect(flow.wrapping == tunnel.name)
        }
    }

    @Test func twoNetworksOfOneNumberingAreTwo() {
        var audit = CaptureAudit()
        var talks = [Conversation(), Conversation()]
        for round in 0..<10 {
            for (index, start) in ([1000, 3_000_000] as [UInt32]).enumerated() {
                let frame = talks[index].frame(.c, start + UInt32(round) * 100, 100, a: 5000)
                audit.take(
                    Self.datagram(
                        4789, [8, 0, 0, 0] + Self.word(UInt32(index + 1) << 8) + frame))
            }
        }
        #expect((audit.report().flows.count, audit.report().missing) == (2, 0))
    }

    // MARK: - Fragments

    /// A segment of 1480 bytes of payload in fragments of at most 1480 bytes.
    private static func fragments(_ talk: inout Conversation) -> [[UInt8]] {
        let whole = talk.frame(.c, 1001, 1480, a: 5001)
        let payload = Array(whole[34...])
        return stride(from: 0, to: payload.count, by: 800).map { start in
            let part = payload[start..<min(start + 800, payload.count)]
            let isLast = start + 800 >= payload.count
            var header = Array(whole[..<34])
            header.replaceSubrange(16..<18, with: half(UInt16(20 + part.count)))
            header.replaceSubrange(
                20..<22, with: half(UInt16(start / 8) | (isLast ? 0 : 0x2000)))
            return header + part
        }
    }

    @Test(arguments: [[0, 1], [1, 0], [0, 1, 0, 1], [0, 0, 1], [1, 1, 0]])
    func fragmentsArePutTogether(order: [Int]) {
        var talk = Conversation()
        talk.handshake()
        let frames = Self.fragments(&talk)
        for index in order { talk.audit.take(frames[index]) }
        talk.send(.s, 5001, a: 2481)
        let report = talk.report
        #expect((report.missing, report.acknowledged) == (0, 0))
        #expect(report.flows.first?.seenBytes == 1481)
        #expect(report.judged + report.skips.values.reduce(0) { $0 + $1.packets } == report.packets)
    }

    @Test func whatMayBeInFragmentsIsNotCalledLost() {
        for part in 0..<2 {
            var talk = Conversation()
            talk.handshake()
            talk.audit.take(Self.fragments(&talk)[part])
            talk.send(.s, 5001, a: 2481)
            let text = AuditText(limit: 9, listsAll: false).text(talk.report, title: "a", end: nil)
            #expect(!text.contains("arrived, not captured"), "\(text)")
        }
    }

    @Test func whatMayBeInPacketsThatWereCutIsNotCalledLost() {
        var talk = Conversation()
        talk.handshake()
        talk.audit.take(talk.frame(.c, 1001, 1000, a: 5001), snapped: 40)
        talk.send(.s, 5001, a: 2001)
        let report = talk.report
        #expect((report.missing, report.unjudgedBytes) == (0, 1000))
        let text = AuditText(limit: 9, listsAll: false).text(report, title: "a", end: nil)
        #expect(text.contains("1000 bytes, which may be in packets that were skipped"))
    }

    @Test func otherHostsPacketsExcuseNothing() {
        var talk = Conversation()
        talk.handshake()
        var other = PacketMaker()
        other.source = 77
        talk.audit.take(other.tcp(1, length: 1000), snapped: 40)
        talk.send(.s, 5001, a: 2001)
        #expect((talk.report.missing, talk.report.flows.first?.lostBytes) == (1000, 1000))
    }

    // MARK: - Lengths that are wrong

    @Test func theIPLengthCountsWhereTheRecordsLengthWasOverwritten() throws {
        var talk = Conversation()
        talk.handshake()
        for place in [1001, 2401] as [UInt32] {
            let sliced = talk.frame(.c, place, 1400, a: 5001).prefix(96)
            talk.audit.take(Array(sliced))
        }
        talk.send(.s, 5001, a: 3801)
        let flow = try #require(talk.report.flows.first)
        #expect((flow.flow.bytes, flow.missingBytes) == (2800, 0))
        #expect(talk.report.skips.isEmpty)
    }

    @Test(arguments: [1, 4, 100]) func aFrameThatLacksItsEndIsSeen(lacking: Int) {
        var talk = Conversation()
        talk.handshake()
        talk.audit.take(Array(talk.frame(.c, 1001, 1000, a: 5001).dropLast(lacking)))
        talk.send(.c, 2001, 1000, a: 5001)
        talk.send(.s, 5001, a: 3001)
        #expect(talk.report.missing == 0 && talk.report.skips.isEmpty)
    }

    @Test func nothingJudgedIsSaid() {
        var audit = CaptureAudit()
        audit.take(Self.datagram(53, [1, 2, 3, 4]))
        let report = audit.report()
        #expect(report.judged == 0)
        let text = AuditText(limit: 9, listsAll: false).text(report, title: "a", end: nil)
        #expect(text.contains("nothing was judged"))
    }
}
