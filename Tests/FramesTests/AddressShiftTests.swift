import Testing

@testable import Frames

/// Rounds of a recording with addresses of their own, against packets that were built with them.
@Suite struct AddressShiftTests {
    private static let packets: [TestPacket] = {
        var packets: [TestPacket] = []
        for transport in TestPacket.Transport.allCases {
            var v4 = TestPacket()
            v4.transport = transport
            packets += [v4, .v6(transport)]
            v4.tags = [0x88a8, 0x8100]
            v4.payload = [1, 2, 3]
            packets.append(v4)
        }
        var without = TestPacket()
        (without.transport, without.hasChecksum) = (.udp, false)
        var first = TestPacket()
        first.fragment = 0x2000
        var later = TestPacket()
        later.fragment = 0x2001
        var optioned = TestPacket.v6(.tcp)
        optioned.extensions = [
            (0, [0] + [UInt8](repeating: 0, count: 6)),
            (60, [1] + [UInt8](repeating: 0, count: 14)),
            (44, [0, 0, 1, 0, 0, 0, 1]),
        ]
        var part = TestPacket.v6(.tcp)
        part.extensions = [(44, [0, 0, 9, 0, 0, 0, 1])]
        part.hasChecksum = false
        return packets + [without, first, later, optioned, part]
    }()

    private static func shifted(_ packet: TestPacket, _ round: Int) throws -> [UInt8] {
        var bytes = packet.frame
        let shift = try #require(bytes.withUnsafeBytes { AddressShift($0) })
        bytes.withUnsafeMutableBytes { memory in
            if let start = memory.baseAddress { shift.apply(round, to: start) }
        }
        return bytes
    }

    @Test(arguments: [0, 1, 2, 255, 256, 65_535, 65_536, 16_777_215])
    func `A frame of a round is the packet built with its addresses, checksums included`(
        round: Int
    ) throws {
        for packet in Self.packets {
            #expect(try Self.shifted(packet, round) == packet.moved(round).frame, "\(packet)")
        }
    }

    @Test func `A checksum that comes to 0 is sent as 0xffff by UDP, and as 0 by TCP`() throws {
        for transport in [TestPacket.Transport.udp, .tcp] {
            var packet = TestPacket()
            packet.transport = transport
            var found = 0
            for value in 0..<65_536 {
                packet.payload = [UInt8(value >> 8), UInt8(value & 255)]
                let built = packet.moved(3).frame
                let place = transport == .udp ? 40 : 50
                let checksum = Int(built[place]) << 8 | Int(built[place + 1])
                guard checksum == 0 || checksum == 0xffff else { continue }
                found += 1
                #expect(try Self.shifted(packet, 3) == built)
            }
            #expect(found > 0)
        }
    }

    @Test func `An address that many have stays, and its frame is told all the same`() throws {
        var packet = TestPacket()
        (packet.transport, packet.destination) = (.udp, [224, 0, 0, 251])
        let moved = packet.moved(77, movesDestination: false)
        #expect(try Self.shifted(packet, 77) == moved.frame)
        #expect(Self.round(of: moved.frame, from: packet.frame) == 77)
    }

    @Test func `Frames without addresses of IP do not move`() {
        let arp: [UInt8] =
            [UInt8](repeating: 255, count: 12) + [8, 6] + [UInt8](repeating: 0, count: 46)
        #expect(arp.withUnsafeBytes { AddressShift($0) } == nil)
        let short = Array(TestPacket().frame.prefix(30))
        #expect(short.withUnsafeBytes { AddressShift($0) } == nil)
    }

    // MARK: - Recognition

    private static let shiftedIdentity = ContentIdentity(
        snaplen: .max, longest: 1514, isShifted: true)

    private static func read(
        _ frame: [UInt8], _ identity: ContentIdentity
    ) -> (UInt64, MovedFrame?, AddressPlaces?, Bool) {
        frame.withUnsafeBytes { bytes in
            guard let reading = identity.read(bytes, length: bytes.count),
                let start = bytes.baseAddress
            else { return (0, nil, nil, false) }
            return (
                reading.fingerprint, reading.places.map { MovedFrame(start, $0) }, reading.places,
                reading.places?.isMulticast(start) ?? false
            )
        }
    }

    private static func round(of sent: [UInt8], from recorded: [UInt8]) -> Int? {
        let (wanted, template, _, _) = read(recorded, shiftedIdentity)
        let (found, moved, places, isMulticast) = read(sent, shiftedIdentity)
        guard wanted == found, let template, let moved, let places else { return nil }
        return template.round(of: moved, places, isMulticast: isMulticast)
    }

    @Test func `Every round of every frame is recognised as that round of that frame`() {
        for packet in Self.packets {
            for round in [0, 1, 2, 300, 65_536, 16_777_215] {
                #expect(
                    Self.round(of: packet.moved(round).frame, from: packet.frame) == round,
                    "\(round) of \(packet)")
            }
        }
    }

    @Test func `Any changed bit makes it another frame, whatever the round`() {
        for packet in Self.packets {
            let sent = packet.moved(5).frame
            let own = packet.tags.count * 4
            for byte in sent.indices {
                // Tags do not count.
                if (12..<12 + own).contains(byte) { continue }
                for bit in 0..<8 {
                    var changed = sent
                    changed[byte] ^= 1 << UInt8(bit)
                    #expect(
                        Self.round(of: changed, from: packet.frame) == nil,
                        "byte \(byte), bit \(bit) of \(packet)")
                }
            }
        }
    }

    @Test func `Rounds differ in all fingerprints where addresses count`() {
        let identity = ContentIdentity(snaplen: .max, longest: 1514, isShifted: false)
        for packet in Self.packets {
            let found = Set((0..<1000).map { Self.read(packet.moved($0).frame, identity).0 })
            #expect(found.count == 1000)
        }
    }
}
