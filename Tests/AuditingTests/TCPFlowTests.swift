import Testing

@testable import Auditing
@testable import Packets

/// Holes, and what fills them, in flows made by hand.
@Suite struct TCPFlowTests {
    private static let maker = PacketMaker()

    /// Segments of 100 bytes at these places.
    private static func frames(_ places: [UInt32], _ maker: PacketMaker = maker) -> [[UInt8]] {
        places.enumerated().map { index, place in
            var maker = maker
            maker.identification = UInt16(index + 1)
            return maker.tcp(place, length: 100)
        }
    }

    @Test func aWholeFlowMissesNothing() throws {
        let flow = try #require(CaptureAudit.first(Self.frames([0, 100, 200, 300])))
        #expect((flow.seenBytes, flow.missingBytes, flow.flow.segments) == (400, 0, 4))
        #expect(flow.missing == [] && flow.flow.events.gaps == 0)
        #expect(flow.key.text == "10.0.0.1:4000 > 10.0.0.2:80")
    }

    @Test func aHoleIsReportedWithItsPlace() throws {
        let flow = try #require(CaptureAudit.first(Self.frames([0, 100, 400, 500])))
        #expect(flow.missing == [200..<400])
        #expect((flow.missingBytes, flow.seenBytes, flow.flow.events.gaps) == (200, 400, 1))
    }

    @Test func numbersGoRoundWithoutAHole() throws {
        let start = UInt32.max - 249
        let whole = try #require(
            CaptureAudit.first(
                Self.frames((0..<6).map { start &+ 100 * $0 })))
        #expect((whole.seenBytes, whole.missingBytes) == (600, 0))
        let cut = try #require(
            CaptureAudit.first(Self.frames([0, 1, 4, 5].map { start &+ 100 * $0 })))
        #expect(cut.missing == [200..<400])
    }

    @Test func whatWasSentAgainIsToldFromWhatWasCapturedTwice() throws {
        var frames = Self.frames([0, 100, 200])
        frames.append(frames[1])
        var again = Self.maker
        again.identification = 9
        frames.append(again.tcp(100, length: 100))
        let flow = try #require(CaptureAudit.first(frames)).flow
        #expect(
            (flow.events.duplicates, flow.events.retransmissions, flow.events.retransmittedBytes)
                == (1, 1, 100))
        #expect(flow.ledger?.missing == 0 && flow.segments == 5)
    }

    @Test func lateSegmentsAreReorderedOrRecovered() throws {
        var maker = Self.maker
        let make = { (place: UInt32, id: UInt16) in
            maker.identification = id
            return maker.tcp(place, length: 100)
        }
        // 100 was sent second and arrives last: reordered. 300 was sent again: recovered.
        let flow = try #require(
            CaptureAudit.first([make(0, 1), make(200, 3), make(400, 5), make(100, 2), make(300, 6)])
        ).flow
        #expect((flow.events.reordered, flow.events.recovered, flow.events.late) == (1, 1, 0))
        #expect(flow.ledger?.missing == 0 && flow.events.gaps == 2)
    }

    @Test func timestampsTellWhereThereIsNoIdentification() throws {
        let make = { (place: UInt32, time: UInt32) in
            var maker = PacketMaker()
            maker.version = 6
            maker.options = PacketMaker.timestamp(time)
            return maker.tcp(place, length: 100)
        }
        let flow = try #require(
            CaptureAudit.first([
                make(0, 10), make(200, 12), make(400, 12), make(100, 11), make(300, 13),
            ])
        ).flow
        #expect((flow.events.reordered, flow.events.recovered, flow.events.late) == (1, 1, 0))
    }

    @Test func overlappingSegmentsCountEachByteOnce() throws {
        let frames = [(0, 100), (50, 100), (150, 100), (120, 60)].enumerated().map { index, one in
            var maker = Self.maker
            maker.identification = UInt16(index + 1)
            return maker.tcp(UInt32(one.0), length: one.1)
        }
        let flow = try #require(CaptureAudit.first(frames))
        #expect((flow.seenBytes, flow.missingBytes) == (250, 0))
        #expect((flow.flow.events.retransmissions, flow.flow.events.retransmittedBytes) == (2, 110))
    }

    @Test func theBeginningAndTheEndOfAConversationAreTold() throws {
        let flow = try #require(
            CaptureAudit.first([
                Self.maker.tcp(999, flags: .syn), Self.maker.tcp(1000, length: 10),
                Self.maker.tcp(1010, flags: [.fin, .ack]),
            ]))
        #expect(flow.flow.hasSYN && flow.flow.hasFIN && !flow.flow.hasReset)
        // SYN and FIN take a place each.
        #expect(flow.seenBytes == 12 && flow.missingBytes == 0)
    }

    @Test func aLostBeginningIsAHoleBehindTheSYN() throws {
        let flow = try #require(
            CaptureAudit.first([
                Self.maker.tcp(999, flags: .syn), Self.maker.tcp(1100, length: 100),
            ]))
        #expect(flow.missing == [1..<101])
    }

    @Test func whatWasAcknowledgedAndNeverSeenIsMissing() throws {
        var audit = CaptureAudit()
        audit.take(Self.maker.tcp(0, length: 100))
        audit.take(Self.maker.answer.tcp(7000, acknowledgement: 300))
        let flow = try #require(audit.report().flows.first)
        #expect(flow.missing == [100..<300])
        #expect(flow.flow.missingAcknowledged == 200)
    }

    @Test func missingBytesThatNobodyAcknowledgedAreNotProvenLost() throws {
        var audit = CaptureAudit()
        for frame in Self.frames([0, 300]) { audit.take(frame) }
        audit.take(Self.maker.answer.tcp(7000, acknowledgement: 100))
        let flow = try #require(audit.report().flows.first)
        #expect((flow.missingBytes, flow.flow.missingAcknowledged) == (200, 0))
    }

    @Test func portsThatAreUsedAgainAreAnotherFlow() throws {
        var audit = CaptureAudit()
        for start in [1000, 9_000_000] as [UInt32] {
            audit.take(Self.maker.tcp(start, flags: .syn))
            audit.take(Self.maker.tcp(start + 1, length: 50))
        }
        let report = audit.report()
        #expect(report.flows.count == 2)
        #expect(report.flows.allSatisfy { $0.seenBytes == 51 && $0.missingBytes == 0 })
    }

    /// A conversation from its SYN to its FIN and the answer to that, starting at a number.
    private static func conversation(
        _ start: UInt32, segments: Range<Int>, withSYN: Bool = true
    ) -> [[UInt8]] {
        var maker = Self.maker
        var frames = withSYN ? [maker.tcp(start, flags: .syn)] : []
        for index in segments {
            maker.identification = UInt16(index + 1)
            frames.append(maker.tcp(start + 1 + UInt32(index) * 100, length: 100))
        }
        let end = start + 1 + UInt32(segments.upperBound) * 100
        frames.append(maker.tcp(end, flags: [.fin, .ack]))
        frames.append(Self.maker.answer.tcp(7, flags: [.fin, .ack], acknowledgement: end + 1))
        return frames
    }

    @Test(arguments: [900_000, 5] as [UInt32])
    func portsThatAreUsedAgainAreAnotherFlowAlsoWithoutTheirSYN(second: UInt32) throws {
        var audit = CaptureAudit()
        for frame in Self.conversation(10_000, segments: 0..<10) { audit.take(frame) }
        for frame in Self.conversation(second, segments: 0..<10, withSYN: false) {
            audit.take(frame)
        }
        let flows = audit.report().flows.filter { $0.key.source.port == 4000 }
        #expect(flows.count == 2)
        #expect(flows.allSatisfy { $0.missingBytes == 0 })
        #expect(flows.map(\.seenBytes) == [1002, 1001])
    }

    @Test func aLostBeginningIsToldByTheSYNOfTheOtherSide() throws {
        var audit = CaptureAudit()
        audit.take(Self.maker.answer.tcp(77, flags: [.syn, .ack], acknowledgement: 1000))
        audit.take(Self.maker.tcp(1300, length: 100))
        audit.take(Self.maker.answer.tcp(78, acknowledgement: 1400))
        let flow = try #require(audit.report().flows.first { $0.key.source.port == 4000 })
        #expect(flow.missing == [0..<300])
        #expect(flow.flow.missingAcknowledged == 300)
        #expect(flow.sequence(0) == 1000)
    }

    @Test func nothingIsLostBeforeACaptureThatBeganInTheMiddle() throws {
        var audit = CaptureAudit()
        audit.take(Self.maker.answer.tcp(78, acknowledgement: 1000))
        audit.take(Self.maker.tcp(1300, length: 100))
        let flow = try #require(audit.report().flows.first { $0.key.source.port == 4000 })
        #expect(flow.missingBytes == 0)
    }

    @Test func moreHolesThanStayOpenAreCountedAll() throws {
        var audit = CaptureAudit()
        for index in 0..<3000 { audit.take(Self.maker.tcp(UInt32(index * 20), length: 10)) }
        audit.take(Self.maker.answer.tcp(7, acknowledgement: 59_990))
        let flow = try #require(audit.report().flows.first)
        #expect((flow.missingBytes, flow.missingPlaces) == (29_990, 2999))
        #expect(flow.flow.missingAcknowledged == 29_990)
        #expect(flow.missing.count == SequenceLedger.mostListed)
    }

    @Test func aSYNSentAgainIsTheSameFlow() throws {
        var second = Self.maker
        second.identification = 5
        let flow = try #require(
            CaptureAudit.first([
                Self.maker.tcp(999, flags: .syn), second.tcp(999, flags: .syn),
                Self.maker.tcp(1000, length: 10),
            ])
        ).flow
        #expect(flow.events.retransmissions == 1 && flow.ledger?.missing == 0)
    }

    @Test func keepAlivesAreNoRetransmissions() throws {
        var audit = CaptureAudit()
        audit.take(Self.maker.tcp(0, length: 100))
        audit.take(Self.maker.answer.tcp(0, acknowledgement: 100))
        var later = Self.maker
        later.identification = 77
        audit.take(later.tcp(99, length: 1))
        let flow = try #require(audit.report().flows.first).flow
        #expect((flow.events.keepAlives, flow.events.retransmissions) == (1, 0))
    }
}
