import FoundationEssentials
import Testing

@testable import Auditing
@testable import Packets

/// Packets that lie about themselves: nothing crashes, grows or counts what is not there.
@Suite struct FuzzTests {
    /// `BENCH_FUZZ_INPUTS` for the long run.
    private static let inputs =
        ProcessInfo.processInfo.environment["BENCH_FUZZ_INPUTS"].flatMap { Int($0) } ?? 100_000

    private static let links: [LinkType] = [
        .ethernet, .raw, .cooked, .cooked2, .loopback, .ppp, .directedPPP, .pppoe, .hdlc, .mpls,
        .nflog,
    ]

    /// Packets of each kind that the parser knows.
    private static let seeds: [[UInt8]] = {
        var seeds: [[UInt8]] = []
        for version in [4, 6] as [UInt8] {
            for tags in [[], [1], [1, 2]] as [[UInt16]] {
                var maker = PacketMaker()
                (maker.version, maker.vlans) = (version, tags)
                maker.options = PacketMaker.timestamp(9)
                if version == 6 { maker.extensions = [0, 60, 44, 51] }
                seeds.append(maker.tcp(1, length: 40))
            }
        }
        let ethernet = [UInt8](repeating: 0, count: 12)
        seeds.append(
            ethernet + [0x88, 0xb5, 0x62, 0x6e, 0x63, 0x68] + ethernet + ethernet + ethernet)
        return seeds
    }()

    @Test func noPacketIsTooStrange() {
        var random = SplitMix(state: 1)
        var packets = 0
        for link in Self.links {
            var audit = CaptureAudit()
            var length: Int64 = 0
            for input in 0..<Self.inputs / Self.links.count {
                var frame = Self.seeds[Int(random.next(UInt64(Self.seeds.count)))]
                Self.mutate(&frame, &random)
                let kept =
                    random.next(4) == 0 ? Int(random.next(UInt64(frame.count + 1))) : frame.count
                let wire = random.next(8) == 0 ? Int(random.next(1 << 20)) : frame.count
                frame.prefix(kept).withUnsafeBytes {
                    audit.take(ByteView($0), length: wire, link: link)
                }
                length += Int64(max(wire, kept))
                // A new audit now and then: each strange address is a flow of its own.
                if input % 5000 == 4999 {
                    packets += Self.check(audit, length)
                    (audit, length) = (CaptureAudit(), 0)
                }
            }
            packets += Self.check(audit, length)
        }
        #expect(packets == Self.inputs / Self.links.count * Self.links.count)
    }

    private static func mutate(_ frame: inout [UInt8], _ random: inout SplitMix) {
        for _ in 0..<Int(1 + random.next(8)) {
            let place = Int(random.next(UInt64(frame.count)))
            switch random.next(4) {
            case 0: frame[place] = UInt8(random.next(256))
            case 1: frame[place] ^= 1 << UInt8(random.next(8))
            case 2: frame[place] = random.next(2) == 0 ? 0xff : 0
            default: if frame.count > 1 { frame.remove(at: place) }
            }
        }
    }

    /// Returns how many packets it had.
    private static func check(_ audit: CaptureAudit, _ length: Int64) -> Int {
        let report = audit.report()
        let skipped = report.skips.values.reduce(0) { $0 + $1.packets }
        #expect(report.judged + skipped == report.packets)
        #expect(report.flows.allSatisfy { $0.missingBytes >= 0 && $0.seenBytes >= 0 })
        let payload = report.flows.reduce(Int64(0)) { $0 + $1.flow.bytes }
        // A packet may be cut, and then is as long as its IP header says.
        #expect(payload <= length + Int64(report.packets) * 65_535)
        #expect(report.flows.allSatisfy { $0.missing.count <= SequenceLedger.mostListed })
        return report.packets
    }
}
