import CStamp
import Capture
import Frames
import Kernel
import Testbed
import Testing

@testable import Traffic

struct FrameWriterTests {
    /// One frame of a stream, as the writer makes it.
    private func frame(
        _ format: FrameFormat, sequence: Int, length: Int
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        bytes.withUnsafeMutableBytes {
            guard let start = $0.baseAddress else { return }
            let writer = FrameWriter(format)
            writer.prepare(start)
            // Twice, because places are used again.
            writer.write(start, runID: 1, sequence: 99_999, time: 5, length: 1514)
            writer.write(start, runID: 7, sequence: sequence, time: 123, length: length)
        }
        return bytes
    }

    private func number(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    @Test("a bare frame has EtherType 0x88B5 and its stamp behind it")
    func bare() {
        let bytes = frame(.bare, sequence: 3, length: 60)
        #expect(number(bytes[12..<14]) == 0x88b5)
        let stamp = bytes.withUnsafeBytes { $0.baseAddress.map { stamp_read($0) } }
        #expect(stamp?.sequence == 3 && stamp?.run_id == 7 && stamp?.length == 60)
        #expect(stamp?.stream == 0 && stamp?.time_ns == 123)
    }

    @Test("a UDP frame is one by RFC 791 and 768, of any length", arguments: [74, 75, 590, 1514])
    func udp(length: Int) {
        let bytes = frame(.udp4(streams: 8), sequence: 70_003, length: length)
        #expect(Array(bytes[0..<12]) == Array(frame(.bare, sequence: 0, length: 60)[0..<12]))
        #expect(Array(bytes[12..<16]) == [0x08, 0x00, 0x45, 0x00])
        #expect(number(bytes[16..<18]) == length - 14)
        #expect(number(bytes[18..<20]) == 70_003 % 65_536)
        // DF; TTL 64; UDP.
        #expect(Array(bytes[20..<24]) == [0x40, 0x00, 64, 17])
        let words = stride(from: 14, to: 34, by: 2).map { number(bytes[$0..<$0 + 2]) }
        let sum = words.reduce(0, +)
        #expect((sum & 0xffff) + (sum >> 16) == 0xffff)
        #expect(Array(bytes[26..<34]) == [198, 18, 0, 4, 198, 19, 0, 1])
        #expect(number(bytes[34..<36]) == 49_152 + 3 && number(bytes[36..<38]) == 9)
        #expect(number(bytes[38..<40]) == length - 34 && number(bytes[40..<42]) == 0)
        let stamp = bytes.withUnsafeBytes { $0.baseAddress.map { stamp_read_at($0 + 42) } }
        #expect(stamp?.sequence == 70_003 && stamp?.stream == 3)
        #expect(stamp?.length == UInt16(length))
        #expect(stamp.map { stamp_is_intact($0) } == 1)
    }

    @Test("every stream has an address and a port of its own, and a checksum that fits")
    func streams() {
        var flows: Set<[UInt8]> = []
        for stream in 0..<FrameFormat.mostStreams {
            let bytes = frame(
                .udp4(streams: FrameFormat.mostStreams), sequence: stream, length: 74)
            #expect(bytes[26] == 198 && bytes[27] == 18)
            flows.insert(Array(bytes[26..<30]) + Array(bytes[34..<36]))
            let words = stride(from: 14, to: 34, by: 2).map { number(bytes[$0..<$0 + 2]) }
            let sum = words.reduce(0, +)
            #expect((sum & 0xffff) + (sum >> 16) == 0xffff)
        }
        #expect(flows.count == FrameFormat.mostStreams)
    }
}

/// Every backend gets UDP frames as it gets bare ones.
@Suite(.serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct UDPDeliveryTests {
    static let backends = Backend.names()

    @Test(
        "8 streams arrive whole at every backend, and nobody answers",
        arguments: backends, [Topology.vethNAPI, .vethInline])
    func delivered(backend: String, topology: Topology) throws {
        let path = try TestPath(topology, backend: backend)
        // So few and small that every backend has room for all of them.
        let session = try path.open(
            load: .frameRate(2_000),
            sizes: .uniform(smallest: FrameSize(78), largest: FrameSize(200), seed: 1),
            format: .udp4(streams: 8))
        let report = try session.run(.now(160), until: SharedFlag())
        #expect(report.accepted == 160)
        let counts = try path.received(160)
        var wanted = StampCounts()
        wanted.unique = 160
        #expect(counts.stamps == wanted)
        #expect(counts.bytes == UInt64(report.offeredBytes))
        #expect(try path.sent("rx_packets") == 0)
    }
}
