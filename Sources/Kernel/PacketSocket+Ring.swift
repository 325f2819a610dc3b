import CLinux
import Glibc

/// The shape of a packet ring: `struct tpacket_req3`, packet(7).
package struct RingGeometry: Sendable, Hashable {
    /// Bytes of a block: a multiple of the page size.
    package var blockSize: Int
    package var blockCount: Int
    /// Bytes of a slot (V1, V2); checked but not used by a V3 receive ring.
    package var frameSize: Int
    package var frameCount: Int
    /// Milliseconds after which a block that holds a frame is handed over (V3); 0 otherwise.
    package var retireTimeout: Int
    /// Bytes at the begin of each block that the kernel leaves alone (V3, `tp_sizeof_priv`).
    package var privateBytes: Int
    /// Whether the kernel writes the flow hash of each frame into its header (V3,
    /// `TP_FT_REQ_FILL_RXHASH`).
    package var fillsHash: Bool

    package init(
        blockSize: Int, blockCount: Int, frameSize: Int, frameCount: Int, retireTimeout: Int = 0,
        privateBytes: Int = 0, fillsHash: Bool = false
    ) {
        self.blockSize = blockSize
        self.blockCount = blockCount
        self.frameSize = frameSize
        self.frameCount = frameCount
        self.retireTimeout = retireTimeout
        self.privateBytes = privateBytes
        self.fillsHash = fillsHash
    }

    /// Bytes of the mapped ring.
    package var byteCount: Int { blockSize * blockCount }
}

/// The version of a packet ring, `PACKET_VERSION`.
package enum RingVersion: CInt, Sendable {
    case v1 = 0
    case v2 = 1
    case v3 = 2
}

extension PacketSocket {
    /// Sets the ring's version: before the ring is made.
    package borrowing func setVersion(_ version: RingVersion) throws(SystemError) {
        try descriptor.setOption(
            SOL_PACKET, PACKET_VERSION, "PACKET_VERSION", to: version.rawValue, on: interface)
    }

    /// Allocates the receive ring and maps it.
    ///
    /// - Throws: `SystemError`; `ENOMEM` if the kernel has no room, `EINVAL` for a geometry it
    ///   cannot have.
    package borrowing func makeReceiveRing(
        _ geometry: RingGeometry, version: RingVersion
    ) throws(SystemError) -> Mapping {
        var request = tpacket_req3()
        request.tp_block_size = UInt32(clamping: geometry.blockSize)
        request.tp_block_nr = UInt32(clamping: geometry.blockCount)
        request.tp_frame_size = UInt32(clamping: geometry.frameSize)
        request.tp_frame_nr = UInt32(clamping: geometry.frameCount)
        request.tp_retire_blk_tov = UInt32(clamping: geometry.retireTimeout)
        request.tp_sizeof_priv = UInt32(clamping: geometry.privateBytes)
        if geometry.fillsHash { request.tp_feature_req_word = UInt32(TP_FT_REQ_FILL_RXHASH) }
        // V1 and V2 take the first four members, and refuse none of the rest.
        let length =
            version == .v3 ? MemoryLayout<tpacket_req3>.size : MemoryLayout<tpacket_req>.size
        let number = descriptor.number
        try systemCall("setsockopt(PACKET_RX_RING)", on: interface) {
            setsockopt(number, SOL_PACKET, PACKET_RX_RING, &request, socklen_t(length))
        }
        return try Mapping(of: descriptor, byteCount: geometry.byteCount)
    }
}
