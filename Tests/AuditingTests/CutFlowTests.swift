import Testing

@testable import Auditing
@testable import Packets

/// Segments cut at random out of generated flows: exactly those are missing.
@Suite struct CutFlowTests {
    /// A flow of segments of random lengths, from its SYN to its FIN.
    private struct Generated {
        let maker: PacketMaker
        /// Place of each segment behind the SYN, and its bytes of payload.
        let segments: [(place: Int64, length: Int)]
        let first: UInt32

        init(_ random: inout SplitMix) {
            var maker = PacketMaker()
            maker.version = random.next(2) == 0 ? 4 : 6
            maker.vlans = random.next(3) == 0 ? [7] : []
            self.maker = maker
            // Often shortly before the number goes round.
            first = random.next(2) == 0 ? UInt32.max - UInt32(random.next(40_000)) : 5
            var place: Int64 = 1
            segments = (0..<Int(20 + random.next(180))).map { _ in
                let length = Int(1 + random.next(1400))
                defer { place += Int64(length) }
                return (place, length)
            }
        }

        var end: Int64 { segments.last.map { $0.place + Int64($0.length) } ?? 1 }

        func frame(_ index: Int, identification: Int) -> [UInt8] {
            var maker = maker
            maker.identification = UInt16(truncatingIfNeeded: identification)
            if maker.version == 6 {
                maker.options = PacketMaker.timestamp(UInt32(identification))
            }
            let segment = segments[index]
            return maker.tcp(
                first &+ UInt32(truncatingIfNeeded: segment.place), length: segment.length)
        }

        var syn: [UInt8] { maker.tcp(first, flags: .syn) }
        var fin: [UInt8] {
            maker.tcp(first &+ UInt32(truncatingIfNeeded: end), flags: [.fin, .ack])
        }
    }

    /// Spans of segments that were cut, neighbours joined.
    private static func spans(_ flow: Generated, cut: Set<Int>) -> [Range<Int64>] {
        var spans: [Range<Int64>] = []
        for index in cut.sorted() {
            let segment = flow.segments[index]
            let end = segment.place + Int64(segment.length)
            if let last = spans.last, last.upperBound == segment.place {
                spans[spans.count - 1] = last.lowerBound..<end
            } else {
                spans.append(segment.place..<end)
            }
        }
        return spans
    }

    /// How a capture has its frames: cut off, with or without their lengths, or in a tunnel.
    private enum Form {
        case cut, sliced
        case tunnel(TunnelTests.Tunnel)

        init(_ maker: PacketMaker, _ random: inout SplitMix) {
            let tunnels = TunnelTests.tunnels.filter { $0.version == maker.version }
            switch random.next(3) {
            case 0: self = .cut
            case 1: self = .sliced
            default:
                self =
                    maker.vlans.isEmpty
                    ? .tunnel(tunnels[Int(random.next(UInt64(tunnels.count)))]) : .cut
            }
        }

        func give(_ frame: [UInt8], to audit: inout CaptureAudit) {
            switch self {
            case .cut: audit.take(frame, snapped: 96)
            case .sliced: audit.take(Array(frame.prefix(96)))
            case .tunnel(let tunnel):
                let packet = tunnel.wrap(frame)
                packet.prefix(180).withUnsafeBytes {
                    audit.take(ByteView($0), length: packet.count, link: tunnel.link)
                }
            }
        }
    }

    @Test(arguments: 0..<200) func whatWasCutIsMissing(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let flow = Generated(&random)
        let share = 1 + random.next(50)
        let cut = Set(flow.segments.indices.filter { _ in random.next(100) < share })
        var audit = CaptureAudit()
        let form = Form(flow.maker, &random)
        form.give(flow.syn, to: &audit)
        for index in flow.segments.indices where !cut.contains(index) {
            form.give(flow.frame(index, identification: index + 1), to: &audit)
        }
        form.give(flow.fin, to: &audit)
        let found = try #require(audit.report().flows.first)
        #expect(found.missing == Self.spans(flow, cut: cut))
        #expect(found.missingBytes == Self.spans(flow, cut: cut).reduce(0) { $0 + Int64($1.count) })
        #expect(found.seenBytes + found.missingBytes == flow.end + 1)
        #expect(
            found.flow.events.retransmissions + found.flow.events.duplicates
                + found.flow.events.reordered == 0)
    }

    /// Neighbours change places, some packets come twice and some are sent again, whole or cut off,
    /// tagged or in a tunnel: nothing of it hides what is missing, and each is counted as what it is.
    @Test(arguments: 0..<200) func whatCameTwiceOrLateIsCounted(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed) << 32)
        let flow = Generated(&random)
        let cut = Set(flow.segments.indices.filter { _ in random.next(100) < 5 })
        var order = flow.segments.indices.filter { !cut.contains($0) }
        var swaps = 0
        var index = 0
        while index + 1 < order.count {
            if random.next(10) == 0 {
                order.swapAt(index, index + 1)
                (swaps, index) = (swaps + 1, index + 2)
            } else {
                index += 1
            }
        }
        var audit = CaptureAudit()
        let form = Form(flow.maker, &random)
        form.give(flow.syn, to: &audit)
        var (twice, again) = (0, 0)
        for index in order {
            let frame = flow.frame(index, identification: index + 1)
            form.give(frame, to: &audit)
            if random.next(10) == 0 {
                form.give(frame, to: &audit)
                twice += 1
            }
        }
        for index in order.suffix(3) {
            form.give(
                flow.frame(index, identification: flow.segments.count + index + 1), to: &audit)
            again += 1
        }
        form.give(flow.fin, to: &audit)
        let found = try #require(audit.report().flows.first)
        #expect(found.missing == Self.spans(flow, cut: cut))
        let tcp = found.flow
        #expect(
            (tcp.events.duplicates, tcp.events.retransmissions, tcp.events.reordered) == (
                twice, again, swaps
            ))
        #expect((tcp.events.recovered, tcp.events.late) == (0, 0))
    }
}

/// Numbers that are the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next(_ bound: UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return (mixed ^ (mixed >> 31)) % bound
    }
}
