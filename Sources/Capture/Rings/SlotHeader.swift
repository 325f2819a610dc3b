import CLinux

/// How a version of the ring lays out the head of a slot.
protocol SlotHeader: SendableMetatype {
    /// Bytes before a captured Ethernet frame: `tp_mac`.
    static var frameOffset: Int { get }
    /// Whether the kernel has handed the slot over; what it wrote can be read afterwards (acquire).
    static func isOwnedByUser(_ slot: UnsafeMutableRawPointer) -> Bool
    /// Gives the slot back; nothing of it may be read afterwards (release).
    static func returnToKernel(_ slot: UnsafeMutableRawPointer)
    /// The captured bytes, and the length on the wire.
    static func frame(_ slot: UnsafeMutableRawPointer) -> (UnsafeRawBufferPointer, length: Int)
}

/// `TPACKET_V1`: the status is an `unsigned long`.
enum SlotHeaderV1: SlotHeader {
    static let frameOffset = Int(clinux_TPACKET_MAC_OFFSET)

    @inline(__always)
    static func isOwnedByUser(_ slot: UnsafeMutableRawPointer) -> Bool {
        clinux_load_acquire64(slot) & UInt64(TP_STATUS_USER) != 0
    }

    @inline(__always)
    static func returnToKernel(_ slot: UnsafeMutableRawPointer) {
        clinux_store_release64(slot, UInt64(TP_STATUS_KERNEL))
    }

    @inline(__always)
    static func frame(_ slot: UnsafeMutableRawPointer) -> (UnsafeRawBufferPointer, length: Int) {
        let header = slot.assumingMemoryBound(to: tpacket_hdr.self)
        let start = slot + Int(header.pointee.tp_mac)
        return (
            UnsafeRawBufferPointer(start: start, count: Int(header.pointee.tp_snaplen)),
            Int(header.pointee.tp_len)
        )
    }
}

/// `TPACKET_V2`: the status has 32 bits.
enum SlotHeaderV2: SlotHeader {
    static let frameOffset = Int(clinux_TPACKET2_MAC_OFFSET)

    @inline(__always)
    static func isOwnedByUser(_ slot: UnsafeMutableRawPointer) -> Bool {
        clinux_load_acquire32(slot) & UInt32(TP_STATUS_USER) != 0
    }

    @inline(__always)
    static func returnToKernel(_ slot: UnsafeMutableRawPointer) {
        clinux_store_release32(slot, UInt32(TP_STATUS_KERNEL))
    }

    @inline(__always)
    static func frame(_ slot: UnsafeMutableRawPointer) -> (UnsafeRawBufferPointer, length: Int) {
        let header = slot.assumingMemoryBound(to: tpacket2_hdr.self)
        let start = slot + Int(header.pointee.tp_mac)
        return (
            UnsafeRawBufferPointer(start: start, count: Int(header.pointee.tp_snaplen)),
            Int(header.pointee.tp_len)
        )
    }
}
