import Kernel

/// A second tap on the interface that counts every frame, so that what a filter rejects is known.
///
/// The kernel does not count rejected frames. This socket has no filter and a ring of one slot that
/// nobody ever empties: after the first frame the kernel only adds one to a counter per frame, and
/// copies, queues and wakes nothing. Rejected is what it saw less what passed the filter.
///
/// An inverted filter would not do: a load beyond a short frame's end rejects the frame in either
/// sense. Source: `tpacket_rcv` (`ROOM_NONE`), `net/packet/af_packet.c`.
struct ShadowTap: ~Copyable {
    private let socket: PacketSocket
    private let slot: Mapping
    private var total = PacketTotal()

    /// Opens and binds it: both sockets should be bound while no frames flow.
    ///
    /// Of all frames, or of those that are the request's traffic.
    static func open(_ request: CaptureRequest) throws(CaptureError) -> ShadowTap {
        let filter = try request.filter(nil).map { expression throws(CaptureError) in
            try SocketFilter(
                compiling: expression, snaplen: CaptureSettings.wholeFrames, on: request.interface)
        }
        return try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try ShadowTap(request, filter)
        }
    }

    private init(_ request: CaptureRequest, _ filter: SocketFilter?) throws(SystemError) {
        let socket = try PacketSocket(interface: request.interface)
        if request.direction == .incoming { try socket.ignoreOutgoing() }
        if let filter { try socket.attach(filter) }
        try socket.setVersion(.v2)
        let page = Mapping.pageSize
        let geometry = RingGeometry(
            blockSize: page, blockCount: 1, frameSize: page, frameCount: 1)
        let slot = try socket.makeReceiveRing(geometry, version: .v2)
        try socket.bind()
        self.socket = socket
        self.slot = slot
    }

    /// Counts no more frames.
    func close() throws(SystemError) {
        try socket.attach(.keeping(0))
    }

    /// Frames seen here that are not among the `passed`; read after those.
    mutating func filtered(passed: UInt64) throws(SystemError) -> UInt64 {
        total.add(try socket.readStatistics())
        return total.packets > passed ? total.packets - passed : 0
    }
}
