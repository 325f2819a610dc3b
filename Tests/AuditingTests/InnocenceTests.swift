import Testing

@testable import Auditing
@testable import Packets

/// Ordinary conversations of which nothing was lost: nothing is said to be missing.
@Suite struct InnocenceTests {
    typealias Packets = @Sendable (inout Conversation) -> Void

    private static func report(_ packets: Packets) -> AuditReport {
        var conversation = Conversation()
        packets(&conversation)
        return conversation.report
    }

    private static func reuse(after reset: @escaping Packets, retry: UInt32, answer: UInt32)
        -> Packets
    {
        { talk in
            reset(&talk)
            talk.send(.c, retry, .syn)
            talk.send(.s, answer, a: retry + 1, .syn)
            talk.send(.c, retry + 1, a: answer &+ 1)
            talk.send(.s, answer &+ 1, 100, a: retry + 1)
            talk.send(.c, retry + 1, a: answer &+ 101)
        }
    }

    private static let refused: Packets = { talk in
        talk.send(.c, 1000, .syn)
        talk.send(.s, 0, a: 1001, .rst)
    }

    private static let finished: Packets = { talk in
        talk.handshake()
        talk.send(.c, 1001, 100, a: 5001)
        talk.send(.c, 1101, a: 5001, .fin)
        talk.send(.s, 5001, a: 1102, .fin)
        talk.send(.c, 1102, a: 5002)
    }

    static let cases: [(String, Packets)] = [
        (
            "a keep-alive opens the flow",
            { talk in
                talk.send(.c, 999, a: 5000)
                talk.send(.s, 5000, a: 1000)
                talk.send(.c, 1000, 100, a: 5000)
                talk.send(.s, 5000, a: 1100)
            }
        ),
        (
            "a keep-alive with its byte opens the flow",
            { talk in
                talk.send(.c, 999, 1, a: 5000)
                talk.send(.s, 5000, a: 1000)
                talk.send(.c, 1000, 100, a: 5000)
                talk.send(.s, 5000, a: 1100)
            }
        ),
        ("a refused port is tried again", reuse(after: refused, retry: 1000, answer: 0x9000_0000)),
        ("a refused port, other number", reuse(after: refused, retry: 70_000, answer: 0x9000_0000)),
        ("a refused port, small number", reuse(after: refused, retry: 1000, answer: 0x1000_0000)),
        ("reuse after FIN", reuse(after: finished, retry: 70_000, answer: 0x9000_0000)),
        (
            "reuse after a silence",
            reuse(
                after: { talk in
                    talk.handshake()
                    talk.send(.c, 1001, 100, a: 5001)
                    talk.send(.s, 5001, a: 1101)
                }, retry: 0x4000_0000, answer: 0x7000_0000)
        ),
        (
            "reuse after a silence, no SYN captured",
            { talk in
                talk.send(.c, 1001, 100, a: 5001)
                talk.send(.s, 5001, 100, a: 1101)
                talk.send(.c, 0x4000_0000, 100, a: 0x2000_0000)
                talk.send(.s, 0x2000_0000, 100, a: 0x4000_0064)
                talk.send(.c, 0x4000_0064, 100, a: 0x2000_0064)
            }
        ),
        (
            "two answers, the first counts",
            { talk in
                talk.send(.c, 1000, .syn)
                talk.send(.s, 5000, a: 1001, .syn)
                talk.send(.s, 900_000, a: 1001, .syn)
                talk.send(.c, 1001, a: 5001)
                talk.send(.c, 1001, 50, a: 5001)
                talk.send(.s, 5001, 100, a: 1051)
                talk.send(.c, 1051, a: 5101)
            }
        ),
        (
            "two answers, the second counts",
            { talk in
                talk.send(.c, 1000, .syn)
                talk.send(.s, 5000, a: 1001, .syn)
                talk.send(.s, 0x9000_0000, a: 1001, .syn)
                talk.send(.c, 1001, a: 0x9000_0001)
                talk.send(.c, 1001, 50, a: 0x9000_0001)
                talk.send(.s, 0x9000_0001, 100, a: 1051)
                talk.send(.c, 1051, a: 0x9000_0065)
            }
        ),
        (
            "two answers, the second counts, its data comes first",
            { talk in
                talk.send(.c, 1000, .syn)
                talk.send(.s, 5000, a: 1001, .syn)
                talk.send(.s, 900_000, a: 1001, .syn)
                talk.send(.s, 900_001, 100, a: 1001)
                talk.send(.c, 1001, a: 900_101)
            }
        ),
        (
            "a half-open connection",
            { talk in
                talk.send(.c, 1000, .syn)
                talk.send(.s, 777_000, a: 501_000)
                talk.send(.c, 501_000, .rst)
                talk.send(.c, 1000, .syn)
                talk.send(.s, 9000, a: 1001, .syn)
                talk.send(.c, 1001, a: 9001)
                talk.send(.c, 1001, 50, a: 9001)
                talk.send(.s, 9001, 60, a: 1051)
                talk.send(.c, 1051, a: 9061, .fin)
                talk.send(.s, 9061, a: 1052, .fin)
                talk.send(.c, 1052, a: 9062)
            }
        ),
        (
            "a half-open connection with near numbers",
            { talk in
                talk.send(.c, 1000, .syn)
                talk.send(.s, 7000, a: 3000)
                talk.send(.c, 3000, .rst)
                talk.send(.c, 1000, .syn)
                talk.send(.s, 9000, a: 1001, .syn)
                talk.send(.c, 1001, 50, a: 9001)
                talk.send(.s, 9001, 60, a: 1051)
            }
        ),
        (
            "reuse after a reset, the new SYN not captured",
            { talk in
                talk.handshake()
                talk.send(.c, 1001, 100, a: 5001)
                talk.send(.s, 5001, a: 1101, .rst)
                talk.send(.s, 0x3000_0000, a: 0x7000_0001, .syn)
                talk.send(.c, 0x7000_0001, 100, a: 0x3000_0001)
                talk.send(.s, 0x3000_0001, a: 0x7000_0065)
            }
        ),
        (
            "reuse after a reset, no SYN captured",
            { talk in
                talk.handshake()
                talk.send(.c, 1001, 100, a: 5001)
                talk.send(.c, 1101, .rst)
                talk.send(.c, 0x7000_0001, 100, a: 0x3000_0001)
                talk.send(.s, 0x3000_0001, 100, a: 0x7000_0065)
            }
        ),
        (
            "a capture that begins in a recovery",
            { talk in
                talk.send(.c, 10_000, 100, a: 5000)
                talk.send(.c, 9700, 100, a: 5000)
                talk.send(.s, 5000, a: 10_100)
            }
        ),
        (
            "a capture that begins in a recovery of two segments",
            { talk in
                talk.send(.c, 10_000, 100, a: 5000)
                talk.send(.c, 9500, 100, a: 5000)
                talk.send(.c, 9700, 100, a: 5000)
                talk.send(.s, 5000, a: 9800)
                talk.send(.s, 5000, a: 10_100)
            }
        ),
        (
            "an acknowledgement that is absurd",
            { talk in
                talk.handshake()
                talk.send(.c, 1001, 100, a: 5001)
                talk.send(.s, 5001, a: 501_101)
                talk.send(.s, 5001, a: 1101)
                talk.send(.c, 1101, 100, a: 5001)
                talk.send(.s, 5001, a: 1201)
            }
        ),
        (
            "a connection to itself",
            { talk in
                talk.client.destination = 1
                talk.client.destinationPort = 4000
                talk.send(.c, 1000, .syn)
                talk.send(.c, 1000, a: 1001, .syn)
                talk.send(.c, 1001, a: 1001)
                talk.send(.c, 1001, 100, a: 1001)
                talk.send(.c, 1101, a: 1101)
            }
        ),
        (
            "a simultaneous open",
            { talk in
                talk.send(.c, 1000, .syn)
                talk.send(.s, 5000, .syn)
                talk.send(.c, 1000, a: 5001, .syn)
                talk.send(.s, 5000, a: 1001, .syn)
                talk.send(.c, 1001, 10, a: 5001)
                talk.send(.s, 5001, a: 1011)
            }
        ),
    ]

    @Test(arguments: cases.indices) func nothingIsMissing(index: Int) {
        let (name, packets) = Self.cases[index]
        let report = Self.report(packets)
        #expect(report.missing == 0, "\(name): \(report.flows.map { ($0.text, $0.missing) })")
        #expect(report.acknowledged == 0, "\(name)")
    }

    @Test func aHandshakePacketSeenAgainIsOfTheSameConversation() {
        let report = Self.report { talk in
            talk.handshake()
            talk.send(.c, 1001, 20, a: 5001)
            talk.send(.c, 1021, a: 5001, .fin)
            talk.send(.s, 5000, a: 1001, .syn)
            talk.send(.s, 5001, a: 1022)
            talk.send(.s, 5001, 100, a: 1022)
            talk.send(.s, 5101, a: 1022, .fin)
            talk.send(.c, 1022, a: 5102)
        }
        #expect((report.flows.count, report.missing) == (2, 0))
    }

    @Test func keepAlivesAreCounted() {
        let report = Self.report { talk in
            talk.handshake()
            talk.send(.c, 1001, 100, a: 5001)
            talk.send(.s, 5001, a: 1101)
            for length in [0, 0, 1] {
                talk.send(.c, 1100, length, a: 5001)
                talk.send(.s, 5001, a: 1101)
            }
        }
        #expect((report.sum(\.keepAlives), report.sum(\.retransmissions)) == (3, 0))
        #expect(report.missing == 0)
    }

    @Test func keepAlivesWithoutAnAnswerAreCounted() {
        let report = Self.report { talk in
            talk.send(.c, 1000, 100, a: 5000)
            talk.send(.c, 1099, 1, a: 5000)
            talk.send(.c, 1100, 50, a: 5000)
        }
        #expect((report.sum(\.keepAlives), report.sum(\.retransmissions)) == (1, 0))
        let typed = Self.report { talk in
            talk.send(.c, 1000, 1, a: 5000)
            talk.send(.c, 1000, 1, a: 5000)
        }
        #expect((typed.sum(\.keepAlives), typed.sum(\.retransmissions)) == (0, 1))
    }

    @Test func anAbsurdAcknowledgementIsToldUntilThereIsMoreEvidence() {
        let once = Self.report { talk in
            talk.handshake()
            talk.send(.c, 1001, 100, a: 5001)
            talk.send(.s, 5001, a: 501_101)
        }
        #expect((once.missing, once.sum(\.unbelieved)) == (0, 1))
        let text = AuditText(limit: 9, listsAll: false).text(once, title: "a", end: nil)
        #expect(text.contains("acknowledged far ahead of anything seen: 1 packet"))
        let twice = Self.report { talk in
            talk.handshake()
            talk.send(.c, 1001, 100, a: 5001)
            talk.send(.s, 5001, a: 501_101)
            talk.send(.s, 5001, a: 502_101)
        }
        #expect((twice.missing, twice.sum(\.unbelieved)) == (501_000, 0))
    }

    @Test func timestampsSayMoreThanIdentifications() {
        let sent = { (order: [(UInt32, UInt16, UInt32)]) in
            Self.report { talk in
                for (place, id, timestamp) in order {
                    talk.send(.c, place, 100, a: 5000, id: id, timestamp: timestamp)
                }
            }
        }
        let reordered = sent([(1000, 100, 1000), (1200, 30_000, 1002), (1100, 31_000, 1001)])
        #expect((reordered.sum(\.reordered), reordered.sum(\.recovered)) == (1, 0))
        let recovered = sent([(1000, 100, 1000), (1200, 30_000, 1001), (1100, 20_000, 1300)])
        #expect((recovered.sum(\.reordered), recovered.sum(\.recovered)) == (0, 1))
        let silent = Self.report { talk in
            for (place, id) in [(1000, 100), (1200, 30_000), (1100, 31_000)] as [(UInt32, UInt16)] {
                talk.send(.c, place, 100, a: 5000, id: id)
            }
        }
        #expect(silent.sum(\.late) == 1)
    }

    @Test(arguments: [100, 5000], [0, 50])
    func packetsThatWereCapturedTwiceAreNotSentAgain(count: Int, apart: Int) {
        var talk = Conversation()
        let frames = (0..<count).map { talk.frame(.c, 1000 + UInt32($0) * 100, 100, a: 5000) }
        var copies = frames
        for index in copies.indices {
            copies[index][0] = 0x66
            copies[index][22] = 63
            if index % 2 == 0 { copies[index].insert(contentsOf: [0x81, 0, 0, 9], at: 12) }
        }
        if apart == 0 {
            for frame in frames + copies { talk.audit.take(frame) }
        } else {
            for index in 0..<count + apart {
                if index < count { talk.audit.take(frames[index]) }
                if index >= apart { talk.audit.take(copies[index - apart]) }
            }
        }
        #expect(talk.report.sum(\.duplicates) == count)
        #expect((talk.report.sum(\.retransmissions), talk.report.flows.count) == (0, 1))
    }

    @Test(arguments: [true, false]) func conversationsInTwoVLANsAreTwo(withSYN: Bool) {
        var talks = [Conversation(), Conversation()]
        var audit = CaptureAudit()
        let starts: [UInt32] = [1000, 3_000_000]
        for (index, tag) in [10, 20].enumerated() { talks[index].client.vlans = [UInt16(tag)] }
        for round in 0..<20 {
            for (index, start) in starts.enumerated() {
                let place = start + 1 + UInt32(round) * 100
                if round == 0, withSYN {
                    audit.take(talks[index].frame(.c, start, 0, a: nil, .syn))
                    audit.take(talks[index].frame(.s, start + 7000, 0, a: start + 1, .syn))
                }
                audit.take(talks[index].frame(.c, place, 100, a: start + 7001))
                audit.take(talks[index].frame(.s, start + 7001, a: place + 100))
            }
        }
        let report = audit.report()
        #expect((report.missing, report.flows.count) == (0, 4))
        #expect(report.flows.first?.text.hasSuffix("10.0.0.2:80 in vlan 10") == true)
    }

    /// Without identifications and timestamps, another tag is what tells a copy.
    @Test func aConversationThatWasCapturedInsideAndOutsideAVLANIsOne() {
        var talk = Conversation()
        var frames = [
            talk.frame(.c, 1000, 0, .syn, id: 0), talk.frame(.s, 5000, 0, a: 1001, .syn, id: 0),
            talk.frame(.c, 1001, 0, a: 5001, id: 0),
        ]
        for place in stride(from: UInt32(1001), to: 3001, by: 100) {
            frames.append(talk.frame(.c, place, 100, a: 5001, id: 0))
            frames.append(talk.frame(.s, 5001, 0, a: place + 100, id: 0))
        }
        for frame in frames {
            talk.audit.take(frame)
            talk.audit.take(Array(frame[..<12]) + [0x81, 0, 0, 9] + frame[12...])
        }
        #expect((talk.report.flows.count, talk.report.missing) == (2, 0))
        #expect((talk.report.sum(\.duplicates), talk.report.sum(\.retransmissions)) == (22, 0))
    }

    @Test func oneConversationMayHaveAVLANForEachDirection() {
        var (there, back) = (Conversation(), Conversation())
        (there.client.vlans, back.client.vlans) = ([10], [20])
        var audit = CaptureAudit()
        audit.take(there.frame(.c, 1000, 0, a: nil, .syn))
        audit.take(back.frame(.s, 5000, 0, a: 1001, .syn))
        audit.take(there.frame(.c, 1101, 100, a: 5001))
        audit.take(back.frame(.s, 5001, a: 1201))
        #expect((audit.report().flows.count, audit.report().missing) == (2, 100))
    }
}
