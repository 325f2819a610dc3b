import CLinux
import Frames
import Kernel

/// A `TPACKET_V3` receive ring: the kernel fills a block, hands it over, and gets it back whole.
struct BlockRing: ~Copyable, FrameRing {
    private let memory: Mapping
    private let layout: BlockLayout
    private var next = 0
    /// Set once nothing comes in any more: takes the frames that the kernel has yet to hand over, too.
    var showsOpen = false

    /// - Parameter memory: the mapped ring, at least as long as the layout says.
    init(memory: consuming Mapping, layout: BlockLayout) {
        self.memory = memory
        self.layout = layout
    }

    @inline(__always)
    mutating func drain<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, limit: Int
    ) -> Int {
        var taken = 0
        while taken < limit {
            let block = memory.start + next &* layout.blockSize
            guard BlockOwner.isUser(block) || showsOpen && isOpen(block) else { break }
            taken &+= Self.visit(block, &consumer)
            BlockOwner.returnToKernel(block)
            next &+= 1
            if next == layout.blockCount { next = 0 }
        }
        return taken
    }

    private func isOpen(_ block: UnsafeMutableRawPointer) -> Bool {
        let before = (next + layout.blockCount - 1) % layout.blockCount
        return BlockOwner.isOpen(block, after: memory.start + before * layout.blockSize)
    }

    func depthFrames(sizes: SizeDistribution, snaplen: Int) -> Int {
        layout.depthFrames(sizes: sizes, snaplen: snaplen)
    }

    /// Gives every frame of a block to the consumer; some kernels hand over empty blocks.
    @inline(__always)
    private static func visit<Consumer: FrameConsumer & ~Copyable>(
        _ block: UnsafeMutableRawPointer, _ consumer: inout Consumer
    ) -> Int {
        let head = block.assumingMemoryBound(to: tpacket_block_desc.self).pointee.hdr.bh1
        let count = Int(head.num_pkts)
        var frame = block + Int(head.offset_to_first_pkt)
        for _ in 0..<count {
            let header = frame.assumingMemoryBound(to: tpacket3_hdr.self)
            let captured = UnsafeRawBufferPointer(
                start: frame + Int(header.pointee.tp_mac), count: Int(header.pointee.tp_snaplen))
            consumer.take(captured, length: Int(header.pointee.tp_len))
            frame += Int(header.pointee.tp_next_offset)
        }
        return count
    }
}
