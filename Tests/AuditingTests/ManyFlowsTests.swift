import Testing

@testable import Auditing
@testable import Packets

/// Captures of more conversations than fit anywhere.
struct ManyFlowsTests {
    private func syn(_ port: Int) -> [UInt8] {
        var maker = PacketMaker()
        maker.sourcePort = UInt16(port)
        return maker.tcp(1000, flags: .syn)
    }

    @Test
    func `Conversations beyond those that are kept are counted, and nothing of them is judged`() {
        var audit = CaptureAudit(most: 10)
        for port in 1...25 { audit.take(syn(port)) }
        for port in 1...25 {
            var maker = PacketMaker()
            maker.sourcePort = UInt16(port)
            // 100 bytes are missing before these.
            audit.take(maker.tcp(1101, length: 50))
        }
        let report = audit.report()
        #expect(report.flows.count == 10)
        #expect(report.flows.allSatisfy { $0.missingBytes == 100 })
        #expect(report.skips[.surplus]?.packets == 30)
        #expect(report.skips[.surplus]?.bytes == Int64(750))
        #expect(report.isUncertain && !report.isComplete)
        #expect(report.judged == 20)
        let text = AuditText(limit: 3, listsAll: false).text(report, title: "x", end: nil)
        #expect(text.contains("30 surplus") && text.contains("7 more flows"))
    }

    @Test func `Thousands are found again, each as its own`() {
        var audit = CaptureAudit()
        for round in 0..<3 {
            for port in 1...9000 {
                var maker = PacketMaker()
                maker.sourcePort = UInt16(port)
                audit.take(
                    round == 0 ? syn(port) : maker.tcp(UInt32(1001 + (round - 1) * 10), length: 10))
            }
        }
        let report = audit.report()
        #expect(report.flows.count == 9000)
        #expect(report.flows.allSatisfy { $0.seenBytes == 21 && $0.flow.segments == 3 })
        #expect(report.isComplete && !report.isUncertain)
    }

    @Test func `A flow takes few bytes`() {
        #expect(MemoryLayout<Conversations.OneWay>.stride <= 112)
        #expect(Conversations.bytesOfOne <= 72)
    }
}
