import FoundationEssentials
import Testing

@testable import Auditing
@testable import Packets

/// What is said of an audit, to the letter.
@Suite struct AuditTextTests {
    private static func report() -> AuditReport {
        var audit = CaptureAudit()
        var maker = PacketMaker()
        audit.take(maker.tcp(999, flags: .syn))
        for (index, place) in [1000, 1100, 1300, 1400, 1700].enumerated() {
            maker.identification = UInt16(index + 1)
            audit.take(maker.tcp(UInt32(place), length: 100))
        }
        audit.take(PacketMaker().answer.tcp(7000, acknowledgement: 1500))
        audit.take([1, 2, 3])
        var other = PacketMaker()
        other.sourcePort = 4001
        audit.take(other.tcp(5, length: 10))
        return audit.report()
    }

    @Test func whatIsMissingIsListedByFlow() {
        let text = AuditText(limit: 20, listsAll: false).text(
            Self.report(), title: "a.pcap", end: "is cut off (truncated dump file)")
        #expect(
            text == """
                a.pcap: 9 packets
                  ended early   is cut off (truncated dump file)
                  TCP           8 segments in 3 flows, a flow for each direction
                  seen          511 bytes of sequence space
                  missing       300 bytes, 36.99 %, in 1 flow
                  skipped       1 malformed

                10.0.0.1:4000 > 10.0.0.2:80
                  seen          501 bytes in 6 segments, with SYN
                  missing       300 bytes in 2 places
                                100 of them acknowledged: sent, arrived, not captured
                                at 201, sequence number 1200: 100 bytes
                                at 501, sequence number 1500: 200 bytes

                """)
    }

    @Test func theLimitIsSaid() {
        let text = AuditText(limit: 1, listsAll: true).text(
            Self.report(), title: "a.pcap", end: nil)
        #expect(text.hasSuffix("                and 1 more\n\n2 more flows: --limit, or --json\n"))
        #expect(!text.contains("ended early"))
    }

    @Test func objectsForMachinesHaveTheSameNumbers() throws {
        let json = AuditJSON(Self.report(), file: "a.pcap", endedEarly: nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(json), as: UTF8.self)
        #expect(text.contains("\"isComplete\":false") && text.contains("\"packets\":9"))
        #expect(
            text.contains(
                "\"missing\":[{\"bytes\":100,\"isAcknowledged\":true,\"offset\":201,"
                    + "\"rule\":\"hole\",\"sequence\":1200},{\"bytes\":200,"
                    + "\"isAcknowledged\":false,\"offset\":501,\"rule\":\"hole\","
                    + "\"sequence\":1500}]"))
        #expect(text.contains("\"judged\":8"))
        #expect(text.contains("\"skipped\":{\"malformed\":{\"bytes\":3,\"packets\":1}}"))
        #expect(text.contains("\"missingAcknowledgedBytes\":100"))
        #expect(!text.contains("endedEarly"))
    }
}
