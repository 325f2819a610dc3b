import Testing

@testable import Packets

/// The sniffer's records, to the letter.
@Suite struct FrameRecordTests {
    private static func text(
        _ frame: [UInt8], json: Bool = false, poisoned: Bool = false,
        tag: FramePlace.VLANTag? = nil
    ) -> String {
        var text = TextBuffer(capacity: 4096)
        frame.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            let place = FramePlace(
                bytes: bytes, length: frame.count, area: start, size: 1956, offset: 200_576,
                entry: 5, cpu: 1, seconds: 7, nanoseconds: 42, tag: tag, direction: .outgoing,
                isPoisoned: poisoned)
            if json {
                FrameRecord.writeJSON(place, number: 447, to: &text)
            } else {
                FrameRecord.writeText(place, number: 447, total: 1024, to: &text)
            }
        }
        return text.string
    }

    /// The lines without the addresses in memory, which are others each time.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            String(line.replacing(/0x[0-9a-f]+/, with: "0xX"))
        }
    }

    @Test func aSegmentOfTCPHasItsNumbers() {
        var maker = PacketMaker()
        maker.source = 9
        let lines = Self.lines(Self.text(maker.tcp(4_000_000_000, length: 8, acknowledgement: 17)))
        #expect(
            lines == [
                "dump 447.1024: ptr: 0xX, start: 0xX, size: 1956, off: 200576: entry: 5, cpu: 1:",
                "\t00:00:00:00:00:09 -> 00:00:00:00:00:02, type: 0800, "
                    + "10.0.0.9:4000 -> 10.0.0.2:80, proto: 6, seq: 4000000000, ack: 17",
            ])
    }

    @Test func addressesOfIPv6StandInBrackets() {
        var maker = PacketMaker()
        maker.version = 6
        let line = Self.lines(Self.text(maker.tcp(1, length: 8))).last
        #expect(
            line == "\t00:00:00:00:00:01 -> 00:00:00:00:00:02, type: 86dd, "
                + "[fd00::1]:4000 -> [fd00::2]:80, proto: 6, seq: 1, ack: 0")
    }

    @Test func whatIsCutOrNoIPSaysWhatItHas() {
        #expect(
            Self.lines(Self.text([1, 2, 3, 4, 5, 6, 7, 8])).last
                == "\t07:08:--:--:--:-- -> 01:02:03:04:05:06, type: 0000")
        let other = [UInt8](repeating: 1, count: 12) + [0x08, 0x06, 0, 0]
        #expect(
            Self.lines(Self.text(other, tag: .init(control: 0x6001, protocolID: 0x8100))).last
                == "\t01:01:01:01:01:01 -> 01:01:01:01:01:01, type: 0806, vlan: 1")
        let poisoned = [UInt8](repeating: Poison.byte, count: 60)
        #expect(
            Self.lines(Self.text(poisoned, poisoned: true)).last
                == "\tab:ab:ab:ab:ab:ab -> ab:ab:ab:ab:ab:ab, type: abab")
    }

    @Test func objectsHaveEveryMember() {
        let text = Self.lines(Self.text(PacketMaker().tcp(5, length: 8), json: true)).first
        #expect(
            text
                == "{\"number\":447,\"time\":\"7.000000042\",\"pointer\":\"0xX\",\"start\":\"0xX\","
                + "\"size\":1956,\"offset\":200576,\"entry\":5,\"cpu\":1,\"length\":62,"
                + "\"captured\":62,\"direction\":\"outgoing\",\"source_mac\":\"00:00:00:00:00:01\","
                + "\"destination_mac\":\"00:00:00:00:00:02\",\"ethertype\":\"0800\","
                + "\"source\":\"10.0.0.1\",\"destination\":\"10.0.0.2\",\"protocol\":6,"
                + "\"source_port\":4000,\"destination_port\":80,\"seq\":5,\"ack\":0}")
    }

    @Test(
        arguments: [
            (0, 0, "::"), (0, 1, "::1"),
            (0x2001_0db8_0000_0000, 0x0000_0000_0000_0001, "2001:db8::1"),
            (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
            (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
            (0xfe80_0000_0000_0000, 0, "fe80::"),
        ] as [(UInt64, UInt64, String)])
    func addressesAreShortened(high: UInt64, low: UInt64, text: String) {
        #expect(IPAddress(v6: high, low).text == text)
    }

    @Test func numbersAreWrittenWhole() {
        var text = TextBuffer(capacity: 200)
        for number in [0, 9, 10, 4_294_967_295, UInt64.max] {
            text.decimal(number)
            text.byte(32)
        }
        text.decimal(-70)
        text.text(" ")
        text.hex(0)
        text.text(" ")
        text.hex(0xdead_beef, digits: 10)
        #expect(text.string == "0 9 10 4294967295 18446744073709551615 -70 0 00deadbeef")
        text.clear()
        var short = TextBuffer(capacity: 3)
        short.text("abcd")
        short.decimal(12)
        #expect(short.string == "12")
    }
}
