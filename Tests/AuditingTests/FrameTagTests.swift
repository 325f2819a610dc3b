import Testing

@testable import Packets

/// The VLANs of a frame: one tag beside it, as the kernel took it out, others in it.
@Suite struct FrameTagTests {
    private static func vlans(_ tags: [UInt8], taken: UInt16? = nil) -> [UInt16?] {
        let frame = [UInt8](repeating: 2, count: 12) + tags + [0x88, 0xb5] + [0, 0, 0, 0]
        return frame.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return [] }
            let place = FramePlace(
                bytes: bytes, length: frame.count, area: start, size: 100, offset: 0, entry: 0,
                cpu: 0, seconds: 0, nanoseconds: 0,
                tag: taken.map { FramePlace.VLANTag(control: $0, protocolID: 0x88a8) },
                direction: .host, isPoisoned: false)
            return [place.vlans.outer, place.vlans.inner]
        }
    }

    @Test func theInnerTagIsTold() {
        let (ten, twenty): ([UInt8], [UInt8]) = ([0x88, 0xa8, 0, 10], [0x81, 0, 0xe0, 20])
        #expect(Self.vlans([]) == [nil, nil])
        #expect(Self.vlans(ten) == [10, nil])
        #expect(Self.vlans([], taken: 10) == [10, nil])
        #expect(Self.vlans(twenty, taken: 10) == [10, 20])
        #expect(Self.vlans(ten + twenty) == [10, 20])
    }
}
