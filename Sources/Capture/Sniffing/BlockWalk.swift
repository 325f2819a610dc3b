import CLinux
import Kernel
import Packets

/// The frames of a `TPACKET_V3` ring, many in a block.
struct BlockWalk: ~Copyable, RingWalk {
    private let memory: Mapping
    private let blockSize: Int
    private let blockCount: Int
    private let cpu: Int
    private let poisons: Bool
    private var next = 0
    /// Set once nothing comes in any more: shows what the kernel has not handed over yet, too.
    var showsOpenBlock = false
    /// Frames of the block ``next`` that were not shown yet, and where the first of them is; `nil`
    /// before its first.
    private var rest: (count: Int, offset: Int)?

    private static let blockHeader = MemoryLayout<tpacket_block_desc>.size

    /// - Parameters:
    ///   - memory: the mapped ring.
    ///   - cpu: whose frames it gets.
    ///   - poisons: fills a block before it is given back.
    init(memory: consuming Mapping, geometry: RingGeometry, cpu: Int, poisons: Bool) {
        self.memory = memory
        blockSize = geometry.blockSize
        blockCount = geometry.blockCount
        self.cpu = cpu
        self.poisons = poisons
    }

    mutating func nextTime() -> FrameTime? {
        while true {
            let block = memory.start + next * blockSize
            guard BlockOwner.isUser(block) || showsOpenBlock && isOpen(block) else { return nil }
            let (count, offset) = remainder(of: block)
            if count > 0 { return time(block, offset) }
            // Some kernels hand over empty blocks.
            giveBack(block)
        }
    }

    mutating func show(to sink: some FrameSink, limit: Int, until last: FrameTime) -> Int {
        var shown = 0
        while shown < limit, let time = nextTime(), time <= last {
            shown += show(
                memory.start + next * blockSize, to: sink, limit: limit - shown, until: last)
        }
        return shown
    }

    private func isOpen(_ block: UnsafeMutableRawPointer) -> Bool {
        let before = (next + blockCount - 1) % blockCount
        return BlockOwner.isOpen(block, after: memory.start + before * blockSize)
    }

    /// Frames of a block that were not shown yet, and where the first of them is.
    private func remainder(of block: UnsafeMutableRawPointer) -> (count: Int, offset: Int) {
        let head = block.assumingMemoryBound(to: tpacket_block_desc.self).pointee.hdr.bh1
        return rest ?? (Int(head.num_pkts), Int(head.offset_to_first_pkt))
    }

    /// When the frame was taken whose header is at this offset of a block.
    ///
    /// A header that cannot be there is shown at once, as what it is.
    private func time(_ block: UnsafeMutableRawPointer, _ offset: Int) -> FrameTime {
        guard offset >= Self.blockHeader,
            offset + MemoryLayout<tpacket3_hdr>.size + 16 <= blockSize
        else { return FrameTime(nanoseconds: 0) }
        let header = (block + offset).assumingMemoryBound(to: tpacket3_hdr.self)
        return FrameTime(seconds: header.pointee.tp_sec, nanoseconds: header.pointee.tp_nsec)
    }

    private mutating func show(
        _ block: UnsafeMutableRawPointer, to sink: some FrameSink, limit: Int,
        until last: FrameTime
    ) -> Int {
        var (count, offset) = remainder(of: block)
        var shown = 0
        while count > 0, shown < limit, time(block, offset) <= last {
            let (place, step) = place(block, offset)
            sink.take(place)
            shown += 1
            // A header that leads nowhere has no successor.
            count = step > 0 ? count - 1 : 0
            offset += step
        }
        rest = (count, offset)
        if count == 0 { giveBack(block) }
        return shown
    }

    /// The frame whose header is at this offset of a block, and how far the next one's is.
    private func place(_ block: UnsafeMutableRawPointer, _ offset: Int) -> (FramePlace, Int) {
        let size = MemoryLayout<tpacket3_hdr>.size
        let isInside = offset >= Self.blockHeader && offset + size + 16 <= blockSize
        let frame = block + (isInside ? offset : Self.blockHeader)
        let header = frame.load(as: tpacket3_hdr.self)
        let area = blockSize - (isInside ? offset : Self.blockHeader)
        let extent = FrameExtent(
            offset: Int(header.tp_mac), captured: Int(header.tp_snaplen),
            header: Int(clinux_TPACKET3_MAC_OFFSET), area: area)
        let bytes = UnsafeRawBufferPointer(start: frame + extent.start, count: extent.count)
        let isSound = isInside && extent.isSound
        let place = FramePlace(
            bytes: bytes, length: isSound ? Int(header.tp_len) : extent.count, area: block,
            size: (extent.start + extent.count + 7) & ~7,
            offset: frame + extent.start - memory.start, entry: next, cpu: cpu,
            seconds: header.tp_sec, nanoseconds: header.tp_nsec,
            tag: TagStatus.tag(
                header.tp_status, control: UInt16(truncatingIfNeeded: header.hv1.tp_vlan_tci),
                protocolID: header.hv1.tp_vlan_tpid),
            direction: LinkAddress.direction(frame + size),
            isPoisoned: !isSound || poisons && Poison.covers(bytes))
        // The last frame of a block has no successor, and needs none.
        return (place, isSound ? max(Int(header.tp_next_offset), size) : 0)
    }

    private mutating func giveBack(_ block: UnsafeMutableRawPointer) {
        if poisons {
            Poison.fill(block + Self.blockHeader, count: blockSize - Self.blockHeader)
        }
        BlockOwner.returnToKernel(block)
        rest = nil
        next = next + 1 == blockCount ? 0 : next + 1
    }
}
