import Frames
import Kernel

/// A `TPACKET_V1` or `TPACKET_V2` receive ring: slots of one size, filled and emptied in order.
///
/// One slot a block, so that a ring has exactly as many slots as were asked for and the memory behind
/// a slot is the same whatever their number: a page, or the power of two of them that a frame needs.
struct SlotRing: ~Copyable, FrameRing {
    private let memory: Mapping
    // Not the version itself: comparing an enumeration of another module is a dynamic call, and there
    // are two for each wait.
    private let isV1: Bool
    private let slotSize: Int
    private let slotCount: Int
    private var next = 0

    /// - Parameter memory: the mapped ring, at least `slotSize` times `slotCount` bytes.
    init(memory: consuming Mapping, _ version: RingVersion, slotSize: Int, slotCount: Int) {
        self.memory = memory
        isV1 = version == .v1
        self.slotSize = slotSize
        self.slotCount = slotCount
    }

    /// The geometry of a ring of exactly this many slots, each for a captured frame of so many bytes.
    static func geometry(_ version: RingVersion, slots: Int, longest: Int) -> RingGeometry {
        let offset = version == .v1 ? SlotHeaderV1.frameOffset : SlotHeaderV2.frameOffset
        // The kernel allocates powers of two of pages. In front of frames without a link header there
        // is up to as much more as one would take.
        var size = Mapping.pageSize
        while size < offset + 16 + longest { size *= 2 }
        return RingGeometry(
            blockSize: size, blockCount: slots, frameSize: size, frameCount: slots)
    }

    @inline(__always)
    mutating func drain<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, limit: Int
    ) -> Int {
        isV1
            ? drain(SlotHeaderV1.self, &consumer, limit)
            : drain(SlotHeaderV2.self, &consumer, limit)
    }

    @inline(__always)
    private mutating func drain<Header: SlotHeader, Consumer: FrameConsumer & ~Copyable>(
        _ header: Header.Type, _ consumer: inout Consumer, _ limit: Int
    ) -> Int {
        var taken = 0
        while taken < limit {
            let slot = memory.start + next &* slotSize
            guard Header.isOwnedByUser(slot) else { break }
            let (frame, length) = Header.frame(slot)
            consumer.take(frame, length: length)
            Header.returnToKernel(slot)
            next &+= 1
            if next == slotCount { next = 0 }
            taken &+= 1
        }
        return taken
    }

    func depthFrames(sizes: SizeDistribution, snaplen: Int) -> Int { slotCount }
}
