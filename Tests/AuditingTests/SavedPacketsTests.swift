import FoundationEssentials
import Testing

@testable import Auditing
@testable import Packets

/// Blocks of pcapng, made byte by byte.
struct BlockBytes {
    var bytes: [UInt8] = []
    var isBig = false

    func half(_ value: Int) -> [UInt8] {
        let low = [UInt8(value & 0xff), UInt8(value >> 8 & 0xff)]
        return isBig ? low.reversed() : low
    }

    func word(_ value: Int) -> [UInt8] {
        let low = (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        return isBig ? low.reversed() : low
    }

    mutating func block(_ type: Int, _ content: [UInt8]) {
        let padded = content + [UInt8](repeating: 0, count: (4 - content.count % 4) % 4)
        bytes += word(type) + word(padded.count + 12) + padded + word(padded.count + 12)
    }

    mutating func section() {
        block(0x0a0d_0d0a, word(0x1a2b_3c4d) + half(1) + half(0) + word(-1) + word(-1))
    }

    mutating func interface(link: Int = 1, snaplen: Int = 0, options: [UInt8] = []) {
        block(1, half(link) + half(0) + word(snaplen) + options)
    }

    mutating func packet(
        _ frame: [UInt8], interface: Int = 0, kept: Int = .max, time: (Int, Int) = (0, 0)
    ) {
        let captured = Array(frame.prefix(kept))
        block(
            6,
            word(interface) + word(time.0) + word(time.1) + word(captured.count)
                + word(frame.count) + captured)
    }
}

@Suite struct SavedPacketsTests {
    /// Feeds a reader as a file does, at most so many bytes more at a time.
    private static func read(
        _ bytes: [UInt8], chunk: Int = .max
    ) -> (packets: [SavedPackets.SavedPacket], frames: [[UInt8]], end: String?) {
        var reader = SavedPackets()
        var (packets, frames): ([SavedPackets.SavedPacket], [[UInt8]]) = ([], [])
        var (start, there) = (0, min(chunk, bytes.count))
        while true {
            let step = bytes[start..<there].withUnsafeBytes { reader.step(ByteView($0)) }
            switch step {
            case .packet(let packet, let size):
                packets.append(packet)
                frames.append(Array(bytes[start...][packet.bytes.shifted(by: start)]))
                start += size
            case .passed(let size): start += size
            case .needs(let count):
                guard start + count <= bytes.count else {
                    return (packets, frames, start == bytes.count ? nil : "cut")
                }
                there = start + count
            case .damaged(let reason): return (packets, frames, reason)
            }
        }
    }

    @Test(arguments: [false, true], [7, Int.max])
    func eachInterfaceHasItsOwnType(isBig: Bool, chunk: Int) {
        var file = BlockBytes(isBig: isBig)
        file.section()
        file.interface(link: 1, snaplen: 96)
        file.interface(link: 105, snaplen: 65_535)
        file.interface(link: 101, snaplen: 0, options: file.half(9) + file.half(1) + [9, 0, 0, 0])
        file.block(0x0000_0bad, [1, 2, 3])
        file.packet([1, 2, 3], interface: 2, time: (1, 5))
        file.packet([4, 5, 6, 7, 8], interface: 0, kept: 2, time: (0, 7))
        let (packets, frames, end) = Self.read(file.bytes, chunk: chunk)
        #expect(end == nil)
        #expect(frames == [[1, 2, 3], [4, 5]])
        #expect(packets.map(\.interface.link) == [101, 1])
        #expect(packets.map(\.interface.snaplen) == [Int.max, 96])
        #expect(packets.map(\.length) == [3, 5])
        #expect(packets.map(\.time) == [1 << 32 + 5, 7000])
    }

    @Test func timesHaveUnitsOfPowersOfTwoAndOffsets() {
        var file = BlockBytes()
        file.section()
        let offset = file.half(14) + file.half(8) + file.word(100) + file.word(0)
        file.interface(options: file.half(9) + file.half(1) + [0x80 | 10, 0, 0, 0] + offset)
        file.packet([1], time: (0, 1536))
        #expect(Self.read(file.bytes).packets.first?.time == 101_500_000_000)
    }

    @Test func simplePacketsAndOldPacketBlocksAreRead() {
        var file = BlockBytes()
        file.section()
        file.interface(snaplen: 4)
        file.block(3, file.word(9) + [1, 2, 3, 4])
        file.block(
            2,
            file.half(0) + file.half(0) + file.word(0) + file.word(0) + file.word(2)
                + file.word(3) + [5, 6])
        let (packets, frames, end) = Self.read(file.bytes)
        #expect(frames == [[1, 2, 3, 4], [5, 6]] && end == nil)
        #expect(packets.map(\.length) == [9, 3])
    }

    @Test func sectionsHaveInterfacesAndByteOrdersOfTheirOwn() {
        var file = BlockBytes()
        file.section()
        file.interface(link: 1)
        file.packet([1])
        file.isBig = true
        file.section()
        file.interface(link: 113)
        file.packet([2])
        let (packets, frames, end) = Self.read(file.bytes)
        #expect(frames == [[1], [2]] && end == nil)
        #expect(packets.map(\.interface.link) == [1, 113])
    }

    @Test func emptyFilesAreValid() {
        var file = BlockBytes()
        file.section()
        #expect(Self.read(file.bytes).end == nil)
    }

    @Test func blocksThatLieAreDamage() {
        var good = BlockBytes()
        good.section()
        good.interface()
        good.packet([1, 2, 3, 4])
        #expect(Self.read(good.bytes).end == nil)
        // The packet block begins at 48: its length, its interface, what was captured, its end.
        for (place, value) in [(52, 13), (56, 1), (68, 5), (80, 0), (55, 0x7f)] as [(Int, UInt8)] {
            var bytes = good.bytes
            bytes[place] = value
            #expect(Self.read(bytes).end != nil, "\(place)")
        }
        #expect(Self.read(Array(good.bytes.dropLast())).end == "cut")
    }

    private static let inputs =
        ProcessInfo.processInfo.environment["BENCH_FUZZ_INPUTS"].flatMap { Int($0) } ?? 100_000

    @Test func noFileIsTooStrange() {
        var seeds: [[UInt8]] = []
        for isBig in [false, true] {
            var file = BlockBytes(isBig: isBig)
            file.section()
            file.interface(options: file.half(9) + file.half(1) + [3, 0, 0, 0])
            file.interface(link: 113, snaplen: 2)
            file.packet([1, 2, 3, 4, 5], interface: 1, time: (7, 8))
            file.block(3, file.word(3) + [1, 2, 3])
            file.section()
            seeds.append(file.bytes)
            let header = file.word(0xa1b2_cd34) + file.half(2) + file.half(3) + file.word(0)
            seeds.append(
                header + file.word(0) + file.word(99) + file.word(1) + file.word(1) + file.word(2)
                    + file.word(3) + file.word(3) + file.word(0) + file.word(0) + [1, 2, 3])
        }
        var random = SplitMix(state: 7)
        for _ in 0..<Self.inputs {
            var bytes = seeds[Int(random.next(UInt64(seeds.count)))]
            for _ in 0..<1 + random.next(4) {
                let place = Int(random.next(UInt64(bytes.count)))
                bytes[place] = random.next(3) == 0 ? 0xff : UInt8(random.next(256))
            }
            bytes.removeLast(Int(random.next(8)) == 0 ? Int(random.next(UInt64(bytes.count))) : 0)
            let (packets, frames, _) = Self.read(bytes)
            #expect(
                packets.count <= bytes.count / 16 && frames.allSatisfy { $0.count <= bytes.count })
        }
    }
}

extension Range<Int> {
    fileprivate func shifted(by distance: Int) -> Range<Int> {
        lowerBound + distance..<upperBound + distance
    }
}
