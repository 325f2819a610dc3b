import CLinux

/// Whose a block of a `TPACKET_V3` ring is.
enum BlockOwner {
    /// Offset of `block_status` within `struct tpacket_block_desc`; asserted in CLinux.
    private static let statusOffset = 8

    /// Whether the kernel has handed it over; what it wrote can be read afterwards (acquire).
    @inline(__always)
    static func isUser(_ block: UnsafeMutableRawPointer) -> Bool {
        clinux_load_acquire32(block + statusOffset) & UInt32(TP_STATUS_USER) != 0
    }

    /// Whether the kernel is filling this block, which comes after one that was read.
    ///
    /// Blocks are numbered as they are opened, so one that is full of frames of the last round is told
    /// apart. Never so in a ring of one block. Source: `prb_open_block`, `net/packet/af_packet.c`.
    static func isOpen(
        _ block: UnsafeMutableRawPointer, after last: UnsafeMutableRawPointer
    ) -> Bool {
        number(block) == number(last) &+ 1
    }

    private static func number(_ block: UnsafeMutableRawPointer) -> UInt64 {
        block.assumingMemoryBound(to: tpacket_block_desc.self).pointee.hdr.bh1.seq_num
    }

    /// Gives it back; nothing of it may be read afterwards (release).
    @inline(__always)
    static func returnToKernel(_ block: UnsafeMutableRawPointer) {
        clinux_store_release32(block + statusOffset, UInt32(TP_STATUS_KERNEL))
    }
}
