import CLinux
import Kernel
import Packets
import Testing

@testable import Capture

/// Remembers what it was shown.
private final class Places: FrameSink {
    struct Seen {
        let first: UInt8
        let captured: Int
        let length: Int
        let offset: Int
        let entry: Int
        let cpu: Int
        let tag: FramePlace.VLANTag?
        let direction: FramePlace.PacketType
        let isPoisoned: Bool
    }

    private(set) var seen: [Seen] = []

    func take(_ place: FramePlace) {
        seen.append(
            Seen(
                first: place.bytes.first ?? 0, captured: place.bytes.count, length: place.length,
                offset: place.offset, entry: place.entry, cpu: place.cpu, tag: place.tag,
                direction: place.direction, isPoisoned: place.isPoisoned))
    }
}

/// The test plays the kernel on plain memory.
@Suite struct RingWalkTests {
    private static let page = 4096
    private static let slots = RingGeometry(
        blockSize: page, blockCount: 4, frameSize: page, frameCount: 4)
    private static let blocks = RingGeometry(
        blockSize: page, blockCount: 2, frameSize: page, frameCount: 2)

    /// Fills a slot as the kernel does, the owner word last.
    private func fill(
        _ memory: UnsafeMutableRawPointer, slot: Int, mark: UInt8, captured: Int = 60,
        tag: UInt16? = nil
    ) {
        let start = memory + slot * Self.page
        let header = start.assumingMemoryBound(to: tpacket2_hdr.self)
        header.pointee.tp_len = 1000
        header.pointee.tp_snaplen = UInt32(captured)
        header.pointee.tp_mac = 66
        header.pointee.tp_vlan_tci = tag ?? 0
        header.pointee.tp_vlan_tpid = 0x88a8
        (start + 32 + 10).storeBytes(of: 4, as: UInt8.self)
        for place in 0..<captured { (start + 66 + place).storeBytes(of: mark, as: UInt8.self) }
        let valid = tag == nil ? 0 : TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID
        clinux_store_release32(start, UInt32(TP_STATUS_USER | valid))
    }

    @Test func slotsAreShownWhereTheyLie() throws {
        let mapping = try Mapping(anonymous: 4 * Self.page)
        let memory = mapping.start
        var walk = SlotWalk(memory: mapping, geometry: Self.slots, cpu: 3, poisons: false)
        let places = Places()
        fill(memory, slot: 0, mark: 1)
        fill(memory, slot: 1, mark: 2, tag: 0x2007)
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 2)
        #expect(places.seen.map(\.first) == [1, 2])
        #expect(places.seen.map(\.offset) == [66, 4096 + 66])
        #expect(places.seen.map(\.entry) == [0, 1])
        #expect(places.seen.allSatisfy { $0.cpu == 3 && $0.direction == .outgoing })
        #expect(places.seen.allSatisfy { $0.captured == 60 && $0.length == 1000 })
        #expect(places.seen[0].tag == nil)
        #expect(places.seen[1].tag == .init(control: 0x2007, protocolID: 0x88a8))
        #expect(places.seen[1].tag?.vlan == 7)
        #expect(clinux_load_acquire32(memory) == 0)
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 0)
    }

    @Test func aSlotThatNobodyWroteIsSeenAsPoisoned() throws {
        let mapping = try Mapping(anonymous: 4 * Self.page)
        let memory = mapping.start
        var walk = SlotWalk(memory: mapping, geometry: Self.slots, cpu: 0, poisons: true)
        let places = Places()
        for slot in 0..<4 { fill(memory, slot: slot, mark: UInt8(slot + 1)) }
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 4)
        #expect(places.seen.allSatisfy { !$0.isPoisoned })
        let rest = UnsafeRawBufferPointer(start: memory + 4, count: Self.page - 4)
        #expect(rest.allSatisfy { $0 == Poison.byte })
        // A broken ring: handed over without a word written, header included.
        clinux_store_release32(memory, UInt32(TP_STATUS_USER))
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 1)
        #expect(places.seen.last?.isPoisoned == true)
        #expect(places.seen.last?.captured == 14)
        // Another: the header is new, the frame is not there yet.
        fill(memory, slot: 1, mark: Poison.byte)
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 1)
        #expect(places.seen.last?.isPoisoned == true)
        #expect(places.seen.last?.captured == 60)
    }

    /// Fills a block with frames of 100 bytes, each of them its mark.
    private func fill(_ memory: UnsafeMutableRawPointer, block: Int, marks: [UInt8]) {
        let start = memory + block * Self.page
        let head = start.assumingMemoryBound(to: tpacket_block_desc.self)
        head.pointee.hdr.bh1.num_pkts = UInt32(marks.count)
        head.pointee.hdr.bh1.offset_to_first_pkt = 48
        for (index, mark) in marks.enumerated() {
            let frame = start + 48 + index * 184
            let header = frame.assumingMemoryBound(to: tpacket3_hdr.self)
            header.pointee.tp_next_offset = index == marks.count - 1 ? 0 : 184
            header.pointee.tp_snaplen = 100
            header.pointee.tp_len = 100
            header.pointee.tp_mac = 82
            header.pointee.tp_status = 0
            for place in 0..<100 { (frame + 82 + place).storeBytes(of: mark, as: UInt8.self) }
        }
        clinux_store_release32(start + 8, UInt32(TP_STATUS_USER))
    }

    @Test func blocksAreShownFrameByFrameAndALimitMayFallWithin() throws {
        let mapping = try Mapping(anonymous: 2 * Self.page)
        let memory = mapping.start
        var walk = BlockWalk(memory: mapping, geometry: Self.blocks, cpu: 1, poisons: false)
        let places = Places()
        fill(memory, block: 0, marks: [1, 2, 3])
        fill(memory, block: 1, marks: [4])
        #expect(walk.show(to: places, limit: 2, until: .distantFuture) == 2)
        #expect(clinux_load_acquire32(memory + 8) != 0)
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 2)
        #expect(clinux_load_acquire32(memory + 8) == 0)
        #expect(places.seen.map(\.first) == [1, 2, 3, 4])
        #expect(places.seen.map(\.entry) == [0, 0, 0, 1])
        #expect(places.seen.map(\.offset) == [130, 314, 498, 4096 + 130])
        fill(memory, block: 0, marks: [5])
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 1)
    }

    @Test func emptyBlocksGoBack() throws {
        let mapping = try Mapping(anonymous: 2 * Self.page)
        let memory = mapping.start
        var walk = BlockWalk(memory: mapping, geometry: Self.blocks, cpu: 1, poisons: false)
        let places = Places()
        fill(memory, block: 0, marks: [])
        fill(memory, block: 1, marks: [9])
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 1)
        #expect(places.seen.map(\.first) == [9])
    }

    @Test func aBlockThatNobodyWroteIsSeenAsPoisonedAndLeftBehind() throws {
        let mapping = try Mapping(anonymous: 2 * Self.page)
        let memory = mapping.start
        var walk = BlockWalk(memory: mapping, geometry: Self.blocks, cpu: 1, poisons: true)
        let places = Places()
        fill(memory, block: 0, marks: [1, 2])
        fill(memory, block: 1, marks: [3])
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 3)
        // Broken: handed over with the head of before, its frames spoilt.
        clinux_store_release32(memory + 8, UInt32(TP_STATUS_USER))
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 1)
        #expect(places.seen.map(\.isPoisoned) == [false, false, false, true])
        fill(memory, block: 1, marks: [7])
        #expect(walk.show(to: places, limit: 10, until: .distantFuture) == 1)
        #expect(places.seen.last?.first == 7)
    }
}
