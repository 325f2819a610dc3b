import CLinux
import Kernel
import Testing

@testable import Capture

/// The test plays the kernel on plain memory.
@Suite struct SlotRingTests {
    private static let slotSize = 4096

    /// Fills a slot as the kernel does: everything else first, the owner word last.
    private func fillV2(
        _ memory: UnsafeMutableRawPointer, slot: Int, mark: UInt8, captured: Int = 60,
        length: Int = 60, extra: Int32 = 0
    ) {
        let start = memory + slot * Self.slotSize
        let header = start.assumingMemoryBound(to: tpacket2_hdr.self)
        header.pointee.tp_len = UInt32(length)
        header.pointee.tp_snaplen = UInt32(captured)
        header.pointee.tp_mac = 66
        (start + 66).storeBytes(of: mark, as: UInt8.self)
        clinux_store_release32(start, UInt32(TP_STATUS_USER | extra))
    }

    private func statusV2(_ memory: UnsafeMutableRawPointer, slot: Int) -> UInt32 {
        clinux_load_acquire32(memory + slot * Self.slotSize)
    }

    @Test func framesComeInOrderAndSlotsGoBack() throws {
        let mapping = try Mapping(anonymous: 4 * Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v2, slotSize: Self.slotSize, slotCount: 4)
        var recorder = Recorder()
        for slot in 0..<3 { fillV2(memory, slot: slot, mark: UInt8(slot + 1)) }
        #expect(ring.drain(into: &recorder, limit: 100) == 3)
        #expect(recorder.firstBytes == [1, 2, 3])
        #expect((0..<4).map { statusV2(memory, slot: $0) } == [0, 0, 0, 0])
        #expect(ring.drain(into: &recorder, limit: 100) == 0)
    }

    @Test func theRingWrapsAround() throws {
        let mapping = try Mapping(anonymous: 3 * Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v2, slotSize: Self.slotSize, slotCount: 3)
        var recorder = Recorder()
        for mark in 0..<20 {
            fillV2(memory, slot: mark % 3, mark: UInt8(mark))
            #expect(ring.drain(into: &recorder, limit: 100) == 1)
        }
        #expect(recorder.firstBytes == Array(0..<20))
    }

    @Test func aLaterSlotWaitsForTheOneBeforeIt() throws {
        let mapping = try Mapping(anonymous: 4 * Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v2, slotSize: Self.slotSize, slotCount: 4)
        var recorder = Recorder()
        fillV2(memory, slot: 1, mark: 2)
        #expect(ring.drain(into: &recorder, limit: 100) == 0)
        fillV2(memory, slot: 0, mark: 1)
        #expect(ring.drain(into: &recorder, limit: 100) == 2)
        #expect(recorder.firstBytes == [1, 2])
    }

    @Test func theLimitLeavesTheRestForTheNextBatch() throws {
        let mapping = try Mapping(anonymous: 4 * Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v2, slotSize: Self.slotSize, slotCount: 4)
        var recorder = Recorder()
        for slot in 0..<4 { fillV2(memory, slot: slot, mark: UInt8(slot)) }
        #expect(ring.drain(into: &recorder, limit: 3) == 3)
        #expect(statusV2(memory, slot: 3) != 0)
        #expect(ring.drain(into: &recorder, limit: 3) == 1)
        #expect(recorder.firstBytes == [0, 1, 2, 3])
    }

    @Test func otherStatusBitsDoNotHideAFrame() throws {
        let mapping = try Mapping(anonymous: Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v2, slotSize: Self.slotSize, slotCount: 1)
        var recorder = Recorder()
        fillV2(memory, slot: 0, mark: 9, extra: TP_STATUS_LOSING | TP_STATUS_CSUMNOTREADY)
        #expect(ring.drain(into: &recorder, limit: 1) == 1)
        #expect(statusV2(memory, slot: 0) == 0)
    }

    @Test func aCutFrameKeepsItsLengthOnTheWire() throws {
        let mapping = try Mapping(anonymous: Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v2, slotSize: Self.slotSize, slotCount: 1)
        var recorder = Recorder()
        fillV2(memory, slot: 0, mark: 1, captured: 4030, length: 9014)
        _ = ring.drain(into: &recorder, limit: 1)
        #expect(recorder.captured == [4030])
        #expect(recorder.lengths == [9014])
    }

    @Test func theStatusOfV1HasSixtyFourBits() throws {
        let mapping = try Mapping(anonymous: 2 * Self.slotSize)
        let memory = mapping.start
        var ring = SlotRing(
            memory: mapping, .v1, slotSize: Self.slotSize, slotCount: 2)
        var recorder = Recorder()
        for slot in 0..<2 {
            let start = memory + slot * Self.slotSize
            let header = start.assumingMemoryBound(to: tpacket_hdr.self)
            header.pointee.tp_len = 1000
            header.pointee.tp_snaplen = 100
            header.pointee.tp_mac = 66
            (start + 66).storeBytes(of: UInt8(slot + 1), as: UInt8.self)
            clinux_store_release64(start, UInt64(TP_STATUS_USER) | 1 << 40)
        }
        #expect(ring.drain(into: &recorder, limit: 10) == 2)
        #expect(recorder.firstBytes == [1, 2])
        #expect(recorder.captured == [100, 100])
        #expect(recorder.lengths == [1000, 1000])
        #expect(clinux_load_acquire64(memory) == 0)
    }
}
