import CLinux
import Kernel
import Packets

/// The frames of a `TPACKET_V2` ring, one slot each.
struct SlotWalk: ~Copyable, RingWalk {
    private let memory: Mapping
    private let slotSize: Int
    private let slotCount: Int
    private let cpu: Int
    private let poisons: Bool
    private var next = 0

    /// - Parameters:
    ///   - memory: the mapped ring.
    ///   - cpu: whose frames it gets.
    ///   - poisons: fills a slot before it is given back.
    init(memory: consuming Mapping, geometry: RingGeometry, cpu: Int, poisons: Bool) {
        self.memory = memory
        slotSize = geometry.frameSize
        slotCount = geometry.frameCount
        self.cpu = cpu
        self.poisons = poisons
    }

    mutating func nextTime() -> FrameTime? {
        let slot = memory.start + next * slotSize
        return SlotHeaderV2.isOwnedByUser(slot) ? Self.time(slot) : nil
    }

    private static func time(_ slot: UnsafeMutableRawPointer) -> FrameTime {
        let header = slot.assumingMemoryBound(to: tpacket2_hdr.self)
        return FrameTime(seconds: header.pointee.tp_sec, nanoseconds: header.pointee.tp_nsec)
    }

    mutating func show(to sink: some FrameSink, limit: Int, until last: FrameTime) -> Int {
        var shown = 0
        while shown < limit {
            let slot = memory.start + next * slotSize
            guard SlotHeaderV2.isOwnedByUser(slot), Self.time(slot) <= last else { break }
            sink.take(place(slot))
            giveBack(slot)
            next = next + 1 == slotCount ? 0 : next + 1
            shown += 1
        }
        return shown
    }

    private func place(_ slot: UnsafeMutableRawPointer) -> FramePlace {
        let header = slot.load(as: tpacket2_hdr.self)
        let size = MemoryLayout<tpacket2_hdr>.size
        let extent = FrameExtent(
            offset: Int(header.tp_mac), captured: Int(header.tp_snaplen),
            header: SlotHeaderV2.frameOffset, area: slotSize)
        let bytes = UnsafeRawBufferPointer(start: slot + extent.start, count: extent.count)
        return FramePlace(
            bytes: bytes, length: extent.isSound ? Int(header.tp_len) : extent.count, area: slot,
            size: slotSize, offset: slot + extent.start - memory.start, entry: next, cpu: cpu,
            seconds: header.tp_sec, nanoseconds: header.tp_nsec,
            tag: TagStatus.tag(
                header.tp_status, control: header.tp_vlan_tci, protocolID: header.tp_vlan_tpid),
            direction: LinkAddress.direction(slot + size),
            isPoisoned: !extent.isSound || poisons && Poison.covers(bytes))
    }

    private func giveBack(_ slot: UnsafeMutableRawPointer) {
        if poisons {
            // All but the status, which is the kernel's word and ours.
            Poison.fill(slot + 4, count: slotSize - 4)
        }
        SlotHeaderV2.returnToKernel(slot)
    }
}
