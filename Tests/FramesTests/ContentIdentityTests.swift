import Testing

@testable import Frames

@Suite struct ContentIdentityTests {
    private static func fingerprint(
        _ frame: [UInt8], length: Int? = nil, snaplen: Int = .max, longest: Int = 1514
    ) -> UInt64? {
        let identity = ContentIdentity(snaplen: snaplen, longest: longest, isShifted: false)
        return frame.withUnsafeBytes {
            identity.read($0, length: length ?? frame.count)?.fingerprint
        }
    }

    private static func frame(_ length: Int, tags: [UInt16] = []) -> [UInt8] {
        var bytes = (0..<12).map { UInt8($0) }
        for tag in tags { bytes += [UInt8(tag >> 8), UInt8(tag & 255), 0, 9] }
        return bytes + [0x88, 0xb5] + (14..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    }

    @Test func `The hash depends on every byte and on the length, from 0 bytes on`() {
        var seen: Set<UInt64> = []
        for count in 0...300 {
            var bytes = [UInt8](repeating: 0, count: count)
            bytes.withUnsafeBytes { memory in
                let start = memory.baseAddress ?? UnsafeRawPointer(bitPattern: 16)
                if let start { seen.insert(ContentHash.of(start, count)) }
            }
            for index in bytes.indices {
                bytes[index] = 1
                bytes.withUnsafeBytes { memory in
                    if let start = memory.baseAddress { seen.insert(ContentHash.of(start, count)) }
                }
                bytes[index] = 0
            }
        }
        #expect(seen.count == 301 + 300 * 301 / 2)
    }

    @Test func `The hash stays the same from version to version: points are named by it`() {
        let bytes = Array("bench".utf8) + (0..<100).map { UInt8($0) }
        let hash = bytes.withUnsafeBytes { memory in
            memory.baseAddress.map { ContentHash.of($0, memory.count) }
        }
        #expect(hash == Self.pinned)
    }

    private static let pinned: UInt64 = 7_002_889_261_923_081_973

    @Test func `Tags do not count, one or two, but for how many bytes there are`() {
        let plain = Self.fingerprint(Self.frame(100))
        #expect(Self.fingerprint(Self.frame(100, tags: [0x8100])) == plain)
        #expect(Self.fingerprint(Self.frame(100, tags: [0x88a8, 0x8100])) == plain)
        #expect(Self.fingerprint(Self.frame(101)) != plain)
        #expect(Self.fingerprint(Self.frame(100, tags: [0x9100])) != plain)
    }

    @Test(arguments: [60, 64, 100, 500, 1514])
    func `A cut frame is told by what was kept, with the tag in it or not`(length: Int) {
        let snaplen = 96
        let kept = { (frame: [UInt8]) in Array(frame.prefix(snaplen)) }
        let whole = Self.frame(length)
        let expected = Self.fingerprint(whole, snaplen: snaplen)
        #expect(expected != nil)
        #expect(Self.fingerprint(kept(whole), length: length, snaplen: snaplen) == expected)
        let tagged = Self.frame(length, tags: [0x88a8, 0x8100])
        #expect(
            Self.fingerprint(kept(tagged), length: tagged.count, snaplen: snaplen) == expected)
        // Less than was to be kept cannot be compared.
        #expect(Self.fingerprint(Array(whole.prefix(50)), length: length, snaplen: snaplen) == nil)
        // The length counts even where the bytes are gone.
        #expect(Self.fingerprint(whole, length: length + 1, snaplen: snaplen) != expected)
    }

    @Test func `Frames too short for Ethernet are none`() {
        #expect(Self.fingerprint([1, 2, 3]) == nil)
        #expect(Self.fingerprint([]) == nil)
    }
}
