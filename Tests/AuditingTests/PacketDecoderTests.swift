import Testing

@testable import Packets

/// What is found in packets, whole, cut and wrong.
@Suite struct PacketDecoderTests {
    private static func decode(
        _ frame: [UInt8], link: LinkType = .ethernet, snapped: Int = .max
    ) -> PacketDecoder.Decoded {
        frame.prefix(snapped).withUnsafeBytes {
            PacketDecoder(link: link).decode(ByteView($0), length: frame.count)
        }
    }

    private static func segment(_ packet: PacketDecoder.Decoded) -> Segment? {
        if case .segment(let segment) = packet { segment } else { nil }
    }

    private static func skip(_ packet: PacketDecoder.Decoded) -> Skip? {
        if case .skipped(let skip, _) = packet { skip } else { nil }
    }

    @Test(arguments: [[], [7], [7, 8], [1, 2, 3]] as [[UInt16]])
    func segmentsAreFoundBehindTags(tags: [UInt16]) throws {
        for version in [4, 6] as [UInt8] {
            var maker = PacketMaker()
            (maker.vlans, maker.version) = (tags, version)
            let segment = try #require(Self.segment(Self.decode(maker.tcp(5, length: 33))))
            #expect(
                (segment.sequence, segment.length, segment.flow.source.address.version) == (
                    5, 33, version
                ))
        }
    }

    @Test(arguments: [[0], [60, 43], [0, 60, 44], [51]] as [[UInt8]])
    func extensionHeadersArePassedOver(chain: [UInt8]) throws {
        var maker = PacketMaker()
        (maker.version, maker.extensions) = (6, chain)
        let segment = try #require(Self.segment(Self.decode(maker.tcp(5, length: 33))))
        #expect(segment.length == 33)
    }

    @Test func lengthsAreThoseOfTheWireWhateverWasKept() throws {
        let frame = PacketMaker().tcp(5, length: 1000)
        for snapped in [54, 60, 96] {
            let segment = try #require(Self.segment(Self.decode(frame, snapped: snapped)))
            #expect(segment.length == 1000)
        }
        #expect(Self.skip(Self.decode(frame, snapped: 53)) == .short)
        #expect(Self.skip(Self.decode(frame, snapped: 0)) == .short)
    }

    @Test func trailersOfEthernetAreNoPayload() throws {
        let frame = PacketMaker().tcp(5, length: 2) + [0, 0, 0, 0]
        #expect(Self.segment(Self.decode(frame))?.length == 2)
    }

    @Test func fragmentsAreNamed() {
        for fragment in [0x2000, 0x00b9] as [UInt16] {
            var maker = PacketMaker()
            maker.fragment = fragment
            guard case .piece(let piece) = Self.decode(maker.tcp(5, length: 8)) else {
                Issue.record("no piece")
                continue
            }
            #expect(piece.place.count == 28 && (piece.first == nil) == (fragment == 0x00b9))
        }
        var whole = PacketMaker()
        whole.fragment = 0x4000
        #expect(Self.segment(Self.decode(whole.tcp(5, length: 8))) != nil)
    }

    @Test func lengthsThatLieAreMalformed() {
        let good = PacketMaker().tcp(5, length: 20)
        for (place, value) in [(14, 0x41), (46, 0x40), (46, 0xf0)] as [(Int, UInt8)] {
            var frame = good
            frame[place] = value
            #expect(Self.skip(Self.decode(frame)) == .malformed, "\(place) \(value)")
        }
        for options in [[8, 40, 0, 0], [2, 0, 0, 0], [8, 1, 0, 0]] as [[UInt8]] {
            var maker = PacketMaker()
            maker.options = options
            #expect(Self.skip(Self.decode(maker.tcp(5))) == .malformed, "\(options)")
        }
    }

    @Test func otherPacketsAreNamed() {
        let arp =
            [UInt8](repeating: 0, count: 12) + [0x08, 0x06] + [UInt8](repeating: 0, count: 28)
        #expect(Self.skip(Self.decode(arp)) == .notIP)
        let icmp =
            [UInt8](repeating: 0, count: 12) + [0x08, 0x00]
            + PacketMaker().network([8, 0, 0, 0, 0, 0, 0, 0], transport: 1)
        #expect(Self.skip(Self.decode(icmp)) == .notTCP)
    }

    @Test func everyLinkTypeHasItsHeader() throws {
        let ethernet = PacketMaker().tcp(5, length: 9)
        let ip = Array(ethernet.dropFirst(14))
        let type: [UInt8] = [0x08, 0x00]
        let frames: [(LinkType, [UInt8])] = [
            (.raw, ip), (.loopback, [2, 0, 0, 0] + ip),
            (.cooked, [UInt8](repeating: 0, count: 14) + type + ip),
            (.cooked2, type + [UInt8](repeating: 0, count: 18) + ip),
        ]
        for (link, frame) in frames {
            #expect(Self.segment(Self.decode(frame, link: link))?.length == 9, "\(link)")
        }
        #expect(LinkType(number: 147) == nil)
    }

    @Test func anyPrefixOfAnyBytesIsAnswered() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var frame = PacketMaker().tcp(5, length: 30)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                frame[Int.random(in: 0..<frame.count, using: &random)] = .random(in: 0...255)
            }
            let kept = Int.random(in: 0...frame.count, using: &random)
            for link in [LinkType.ethernet, .raw, .cooked, .cooked2, .loopback] {
                let packet = Self.decode(frame, link: link, snapped: kept)
                if let segment = Self.segment(packet) {
                    #expect(segment.length >= 0 && segment.length <= 65_535)
                }
            }
        }
    }
}
