import CLinux
import Frames
import Kernel
import Settings

/// The slots of a transmit ring, filled in order and sent with one kick a batch.
///
/// The kernel goes through the slots in order too, and stops at one that is not armed, or whose
/// frame the path dropped (`tpacket_snd`): that one it arms again, and would send at the next kick.
/// It is therefore made void: its frame starts nowhere (`PACKET_TX_HAS_OFF`), which the kernel
/// skips (`PACKET_LOSS`), freeing the slot. Simply disarmed it would end every later kick.
struct TXRingOutlet: FrameOutlet {
    static let ringFrames = Setting.integer(
        "ring_frames", 1...65_536, default: 16_384,
        "slots of the ring; a frame keeps its slot until the receiver is done with it")
    static let batch = Setting.integer(
        "batch", 1...256, default: 256, "most frames in one system call; never more than are due")

    let capacity: Int
    private let ring: TransmitRing
    private let start: UnsafeMutableRawPointer
    private let slotSize: Int
    private let slotCount: Int
    /// The slot of the batch's first frame.
    private var base = 0
    /// Slots from there on that were sent or made void: the next batch begins behind them.
    private var used = 0

    init(
        _ request: TrafficRequest, sendBufferBytes: Int = SendmmsgOutlet.sendBufferBytes
    ) throws(TrafficError) {
        let slots = request.settings[Self.ringFrames]
        ring = try opened { () throws(SystemError) in
            try TransmitRing(
                interface: request.interface, slots: slots,
                longest: request.sizes.largest.apiLength, sendBufferBytes: sendBufferBytes,
                bypassesQdisc: FrameOption.bypassesQdisc(request),
                isTagged: request.format.replay != nil)
        }
        capacity = min(request.settings[Self.batch], slots)
        start = ring.start
        slotSize = ring.slotSize
        slotCount = slots
    }

    var granted: [String: String] {
        [
            "send_buffer_bytes": "\(ring.sendBufferBytes)",
            "ring_bytes": "\(ring.slotSize * ring.slotCount)",
        ]
    }

    var places: [UnsafeMutableRawPointer] {
        (0..<slotCount).map { start + $0 * slotSize + frameOffset }
    }

    @inline(__always)
    private func slot(_ index: Int) -> UnsafeMutableRawPointer {
        let number = base &+ index
        return start + (number < slotCount ? number : number &- slotCount) &* slotSize
    }

    /// What the kernel or we did last with a slot, without the bits that say how it stamped it.
    @inline(__always)
    private func status(_ index: Int) -> UInt32 {
        clinux_load_acquire32(slot(index)) & 7
    }

    @inline(__always)
    private func setStatus(_ status: CInt, of index: Int) {
        clinux_store_release32(slot(index), UInt32(status))
    }

    mutating func room(for count: Int) -> Int {
        base = (base + used) % slotCount
        used = 0
        var free = available(count)
        if free == 0 && status(0) == UInt32(TP_STATUS_SEND_REQUEST) {
            // Made void a whole ring ago, and not skipped yet.
            _ = ring.kick()
            free = available(count)
        }
        return free
    }

    /// Free slots, from the batch's first on.
    private func available(_ count: Int) -> Int {
        var free = 0
        while free < count && status(free) == UInt32(TP_STATUS_AVAILABLE) { free += 1 }
        return free
    }

    @inline(__always)
    func place(of index: Int) -> UnsafeMutableRawPointer {
        slot(index) + frameOffset
    }

    @inline(__always)
    func setLength(_ length: Int, of index: Int) {
        let slot = slot(index)
        slot.storeBytes(
            of: UInt32(truncatingIfNeeded: length), toByteOffset: lengthOffset,
            as: UInt32.self)
        slot.storeBytes(
            of: UInt16(frameOffset), toByteOffset: startOffset,
            as: UInt16.self)
    }

    mutating func send(from first: Int, count: Int) throws(SystemError) -> FrameSender.Sent {
        let bytes = arm(first..<first + count)
        let kick = ring.kick()
        var taken = 0
        if status(first + count - 1) != UInt32(TP_STATUS_SEND_REQUEST) {
            taken = count
        } else {
            while status(first + taken) != UInt32(TP_STATUS_SEND_REQUEST) { taken += 1 }
        }
        used = first + taken
        if taken == count {
            // Slots that are void count nothing; any other that was skipped is a frame unsent.
            if case .done(let sent) = kick, sent != bytes { throw ring.tooLong }
            return .sent(count)
        }
        switch kick {
        case .dropped:
            makeVoid(first + taken)
            used += 1
            return taken == 0 ? .dropped : .sentThenDropped(taken)
        case .failed(let code) where taken == 0: throw ring.error(code)
        case .done, .sendBufferFull, .failed: return taken == 0 ? .sendBufferFull : .sent(taken)
        }
    }

    /// Hands slots over to the kernel; returns the bytes of their frames.
    private func arm(_ slots: Range<Int>) -> Int {
        var bytes = 0
        for index in slots {
            bytes += Int(slot(index).load(fromByteOffset: lengthOffset, as: UInt32.self))
            setStatus(TP_STATUS_SEND_REQUEST, of: index)
        }
        return bytes
    }

    /// Leaves an armed slot to be skipped.
    private func makeVoid(_ index: Int) {
        slot(index).storeBytes(
            of: 0, toByteOffset: startOffset, as: UInt16.self)
    }

    func takeBack(from first: Int, count: Int) {
        for index in first..<first + count
        where status(index) == UInt32(TP_STATUS_SEND_REQUEST) {
            setStatus(TP_STATUS_AVAILABLE, of: index)
        }
    }
}

/// Bytes of a slot before its frame.
private var frameOffset: Int { Int(clinux_TPACKET2_TX_OFFSET) }
/// Where a slot's header has the frame's length, and where the frame starts.
private var lengthOffset: Int { Int(clinux_TPACKET2_LEN) }
private var startOffset: Int { Int(clinux_TPACKET2_MAC) }
