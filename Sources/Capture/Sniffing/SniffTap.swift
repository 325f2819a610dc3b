import Kernel
import Settings

/// The socket and the ring of one CPU.
///
/// Of the two kinds of rings it has one: a generic class would cost dynamic calls for each frame.
final class SniffTap {
    let socket: PacketSocket
    private var slots: SlotWalk?
    private var blocks: BlockWalk?
    private var total = PacketTotal()

    /// Opens the socket and its ring; nothing arrives before ``bind()`` and ``admit(_:)``.
    init(_ plan: SniffPlan, cpu: Int) throws(CaptureError) {
        let interface = plan.interface
        let socket = try CaptureError.onSystem(interface) { () throws(SystemError) in
            let socket = try PacketSocket(interface: interface)
            // Between binding and joining the others every frame would come to each socket.
            try socket.attach(.keeping(0))
            if plan.ignoresOutgoing { try socket.ignoreOutgoing() }
            return socket
        }
        let ring = try socket.makeRing(plan.geometry, plan.version)
        self.socket = socket
        switch plan.version {
        case .v3:
            blocks = BlockWalk(
                memory: ring.memory, geometry: plan.geometry, cpu: cpu, poisons: plan.poisons)
        case .v1, .v2:
            slots = SlotWalk(
                memory: ring.memory, geometry: plan.geometry, cpu: cpu, poisons: plan.poisons)
        }
    }

    func bind(promiscuous: Bool) throws(CaptureError) {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            if promiscuous { try socket.joinPromiscuous() }
            _ = try socket.readStatistics()
            try socket.bind()
        }
    }

    /// - Returns: the group's number.
    func join(group: UInt16?, ignoresOutgoing: Bool) throws(CaptureError) -> UInt16 {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            // The first socket that joined is that of CPU 0: there are as many as CPUs.
            try socket.join(Fanout(.cpu), group: group, ignoresOutgoing: ignoresOutgoing)
        }
    }

    /// From here on frames arrive.
    func admit(_ filter: SocketFilter) throws(CaptureError) {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            try socket.attach(filter)
        }
    }

    /// Lets no more frames in, and shows those of a block that is still open, too.
    func close() throws(CaptureError) {
        try admit(.keeping(0))
        blocks?.showsOpenBlock = true
    }

    func nextTime() -> FrameTime? {
        slots == nil ? blocks?.nextTime() : slots?.nextTime()
    }

    func show(to sink: some FrameSink, limit: Int, until last: FrameTime) -> Int {
        slots?.show(to: sink, limit: limit, until: last)
            ?? blocks?.show(to: sink, limit: limit, until: last) ?? 0
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            total.add(try socket.readStatistics())
            return CaptureCounters(received: total.packets, drops: total.drops)
        }
    }

    /// The error that its socket has pending; `nil` without one.
    func failure() throws(CaptureError) -> CaptureError? {
        let interface = socket.interface
        let number = socket.descriptor.number
        let code = try CaptureError.onSystem(interface) { () throws(SystemError) in
            try PacketSocket.takeError(of: number)
        }
        guard code != 0 else { return nil }
        return CaptureError(pending: code, interface: interface, index: Int(socket.index))
    }
}
