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

    /// Gives it back; nothing of it may be read afterwards (release).
    @inline(__always)
    static func returnToKernel(_ block: UnsafeMutableRawPointer) {
        clinux_store_release32(block + statusOffset, UInt32(TP_STATUS_KERNEL))
    }
}
