import CLinux
import Glibc

/// A packet socket with a transmit ring of version 2, `PACKET_TX_RING`, packet(7).
///
/// Only the socket and its memory: whoever fills the slots knows their layout.
package final class TransmitRing {
    /// The first slot, with the others side by side behind it; valid as long as the ring lives.
    package let start: UnsafeMutableRawPointer
    /// Bytes of a slot: `tp_frame_size`.
    package let slotSize: Int
    package let slotCount: Int
    /// Bytes of send buffer that the kernel granted.
    package let sendBufferBytes: Int
    private let memory: Mapping
    private let socket: Descriptor
    private let interface: String

    /// Opens a ring of exactly `slots` slots on `interface`, each with room for `longest` bytes of
    /// frame (API length).
    ///
    /// - Parameters:
    ///   - sendBufferBytes: to ask for; frames in flight are charged to it as well.
    ///   - bypassesQdisc: whether frames go to the driver past the queueing discipline.
    ///   - isTagged: whether the longest may have a VLAN tag, which the MTU does not count.
    /// - Throws: `SystemError`; `EMSGSIZE` if the interface cannot carry such frames.
    package init(
        interface: String, slots: Int, longest: Int, sendBufferBytes wanted: Int,
        bypassesQdisc: Bool = false, isTagged: Bool = false
    ) throws(SystemError) {
        guard let index = Interface.index(of: interface) else {
            throw SystemError(call: "if_nametoindex", code: ENODEV, subject: interface)
        }
        // The ring is told to skip what it cannot send: there must be nothing of that kind.
        let tag = isTagged ? 4 : 0
        guard longest <= (try Interface.mtu(of: interface)) + Int(ETH_HLEN) + tag else {
            throw SystemError(
                call: "frames of \(longest) bytes", code: EMSGSIZE, subject: interface)
        }
        let socket = Descriptor(owning: try FrameSender.open(interface: interface, index: index))
        if bypassesQdisc { try FrameSender.bypassQdisc(socket.number, interface) }
        let granted = try FrameSender.enlarge(socket.number, to: wanted)
        let geometry = Self.geometry(slots: slots, longest: longest)
        let memory = try Self.map(geometry, on: socket, interface)
        slotSize = geometry.frameSize
        slotCount = slots
        sendBufferBytes = granted
        start = memory.start
        self.interface = interface
        self.memory = memory
        self.socket = socket
    }

    /// Blocks without a gap at their end, so that slots are one array.
    ///
    /// A block holds the largest power of two of slots, up to 32, that divides their number.
    static func geometry(slots: Int, longest: Int) -> RingGeometry {
        let perBlock = min(1 << slots.trailingZeroBitCount, 32)
        let page = Mapping.pageSize
        let bytes = (Int(clinux_TPACKET2_TX_OFFSET) + longest) * perBlock
        let block = (bytes + page - 1) / page * page
        return RingGeometry(
            blockSize: block, blockCount: slots / perBlock, frameSize: block / perBlock,
            frameCount: slots)
    }

    private static func map(
        _ geometry: RingGeometry, on socket: borrowing Descriptor, _ interface: String
    ) throws(SystemError) -> Mapping {
        // PACKET_TX_HAS_OFF and PACKET_LOSS: a slot whose frame starts nowhere is skipped.
        let options = [
            (PACKET_VERSION, "PACKET_VERSION", RingVersion.v2.rawValue),
            (PACKET_TX_HAS_OFF, "PACKET_TX_HAS_OFF", 1), (PACKET_LOSS, "PACKET_LOSS", 1),
        ]
        for (option, name, value) in options {
            try socket.setOption(SOL_PACKET, option, name, to: value, on: interface)
        }
        var request = tpacket_req()
        request.tp_block_size = UInt32(clamping: geometry.blockSize)
        request.tp_block_nr = UInt32(clamping: geometry.blockCount)
        request.tp_frame_size = UInt32(clamping: geometry.frameSize)
        request.tp_frame_nr = UInt32(clamping: geometry.frameCount)
        try socket.setOption(
            SOL_PACKET, PACKET_TX_RING, "PACKET_TX_RING", to: request, on: interface)
        return try Mapping(of: socket, byteCount: geometry.byteCount)
    }

    /// How a kick ended.
    package enum Kick: Sendable, Hashable {
        /// The kernel found no more slots to send, or no more send buffer; bytes that it sent.
        case done(bytes: Int)
        /// ENOBUFS: the path dropped a frame, and its slot is armed again.
        case dropped
        /// EAGAIN: there was no send buffer for the first frame.
        case sendBufferFull
        /// Another `errno`, with nothing sent.
        case failed(CInt)
    }

    /// Has the kernel send the slots that are armed: send(2), never blocking.
    package func kick() -> Kick {
        let bytes = send(socket.number, nil, 0, CInt(MSG_DONTWAIT))
        if bytes >= 0 { return .done(bytes: bytes) }
        switch errno {
        case ENOBUFS: return .dropped
        case EAGAIN: return .sendBufferFull
        case let code: return .failed(code)
        }
    }

    /// What it is when the kernel skipped a frame: longer than the interface carries by now.
    package var tooLong: SystemError { error(EMSGSIZE) }

    /// The error of a kick, in words.
    package func error(_ code: CInt) -> SystemError {
        SystemError(call: "send(PACKET_TX_RING)", code: code, subject: interface)
    }
}
