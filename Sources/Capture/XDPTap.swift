import Glibc
import Kernel
import Settings

/// The `AF_XDP` socket of a capture, the program that gives it frames, and who tells of the interface.
final class XDPTap: RingTap {
    let settings: CaptureSettings
    let socket: XDPSocket
    let place: XDPRedirect.AttachMode
    private(set) var wakeUps: UInt64 = 0
    var pending: PendingError
    private let program: XDPRedirect
    /// The receive queue that it takes the frames of.
    private let queue: Int
    private let worker: WorkerSeat
    /// A packet socket that takes no frame: it is told of an interface that goes down, which an AF_XDP
    /// socket is not, and keeps it promiscuous.
    private let watch: PacketSocket
    let interface: String
    private let isBusyPolling: Bool

    /// Attaches the program and makes the socket, which has no memory yet.
    init(_ request: CaptureRequest) throws(CaptureError) {
        let interface = request.interface
        let wanted = XDPSettings(request.settings)
        guard request.direction == .incoming else {
            throw .unsupported("af-xdp never sees frames that the host sends")
        }
        settings = CaptureSettings(request.settings)
        pending = PendingError(interface: interface)
        watch = try Self.watch(interface, settings)
        try pending.take(from: watch.descriptor.number)
        try pending.throwIfAny()
        worker = request.worker
        queue = wanted.queue + worker.index
        try Self.checkQueue(wanted.queue, worker, of: interface)
        if let obstacle = XDPRedirect.obstacle { throw .unsupported("af-xdp: \(obstacle)") }
        socket = try CaptureError.onSystem(interface) { () throws(SystemError) in
            try XDPSocket(interface: interface)
        }
        (program, place) = try Self.program(wanted, worker, of: interface)
        self.interface = interface
        isBusyPolling = wanted.busyPollMicroseconds != nil
        if let time = wanted.busyPollMicroseconds {
            try CaptureError.onSystem(interface) { () throws(SystemError) in
                try self.socket.preferBusyPoll(microseconds: time)
            }
        }
    }

    private static func watch(
        _ interface: String, _ settings: CaptureSettings
    ) throws(CaptureError) -> PacketSocket {
        try CaptureError.onSystem(interface) { () throws(SystemError) in
            let socket = try PacketSocket(interface: interface)
            try socket.attach(.keeping(0))
            if settings.isPromiscuous { try socket.joinPromiscuous() }
            try socket.bind()
            return socket
        }
    }

    private static func checkQueue(
        _ queue: Int, _ worker: WorkerSeat, of interface: String
    ) throws(CaptureError) {
        let count = try CaptureError.onSystem(interface) { () throws(SystemError) in
            try Interface.receiveQueues(of: interface)
        }
        if worker.count > 1 {
            let queues = WorkerQueues(first: queue, count: worker.count)
            if let problem = queues.shortage(queues: count, of: interface) {
                throw .unsupported(problem)
            }
        }
        guard queue >= count else { return }
        throw .unsupported("queue: \(interface) has no queue \(queue); allowed: 0 to \(count - 1)")
    }

    /// The program on the interface: that of the first worker, who attaches it.
    private static func program(
        _ wanted: XDPSettings, _ worker: WorkerSeat, of interface: String
    ) throws(CaptureError) -> (XDPRedirect, XDPRedirect.AttachMode) {
        if case .program(let program, let place) = worker.group { return (program, place) }
        let program = try CaptureError.onSystem(interface) { () throws(SystemError) in
            try XDPRedirect(queues: wanted.queue + worker.count)
        }
        return (program, try attach(program, to: interface, wanted.attach))
    }

    /// Attaches the program where it is wanted, or where it can be.
    private static func attach(
        _ program: XDPRedirect, to interface: String, _ wanted: XDPRedirect.AttachMode?
    ) throws(CaptureError) -> XDPRedirect.AttachMode {
        let place = wanted ?? (Interface.pollsElsewhere(interface) ? .generic : .native)
        do throws(SystemError) {
            try program.attach(to: interface, place)
            return place
        } catch {
            guard wanted == nil, place == .native, error.code == EOPNOTSUPP else {
                throw refusal(error, place, interface)
            }
        }
        return try attach(program, to: interface, .generic)
    }

    private static func refusal(
        _ error: SystemError, _ place: XDPRedirect.AttachMode, _ interface: String
    ) -> CaptureError {
        switch error.code {
        case EOPNOTSUPP: .unsupported("attach: the driver of \(interface) runs no XDP programs")
        case EBUSY, EEXIST: .unsupported("attach: \(interface) has an XDP program of others")
        case ERANGE, ENOSPC,
            EINVAL where place == .native:
            .unsupported(
                "attach: the driver of \(interface) takes no XDP program, as with its MTU or its "
                    + "queues: \(error.reason)")
        default: CaptureError(error, interface: interface)
        }
    }

    /// Binds the socket to its queue, and has frames go there unless there are more workers to open.
    func start(_ wanted: XDPSettings, inPieces: Bool) throws(CaptureError) -> XDPSocket.Mode {
        do throws(SystemError) {
            try bind(wanted, inPieces: inPieces, until: MonotonicClock.now() + 1_000_000_000)
            if worker.count == 1 { try program.direct(queue: queue, to: socket) }
            return try socket.mode()
        } catch {
            switch error.code {
            case EOPNOTSUPP where wanted.mode == .zeroCopy:
                throw .unsupported("mode: the driver of \(interface) has no zero-copy AF_XDP")
            case EINVAL where inPieces:
                throw .unsupported(
                    "frames of the MTU of \(interface) do not fit into umem_frame_size "
                        + "\(wanted.shape.frameSize), and to have them in pieces needs Linux 6.6")
            case EBUSY:
                throw .unsupported("queue: queue \(queue) of \(interface) has a socket")
            default: throw CaptureError(error, interface: interface)
            }
        }
    }

    /// A socket that was closed a moment ago may have the queue still: it is freed later.
    private func bind(
        _ wanted: XDPSettings, inPieces: Bool, until deadline: Int64
    ) throws(SystemError) {
        while true {
            do throws(SystemError) {
                return try socket.bind(
                    queue: queue, mode: wanted.mode, inPieces: inPieces,
                    needWakeUp: wanted.needsWakeUp)
            } catch {
                guard error.code == EBUSY, MonotonicClock.now() < deadline else { throw error }
                Poll.sleep(until: MonotonicClock.now() + 5_000_000)
            }
        }
    }

    /// Has the driver look for memory and frames, if it wants to be called or is polled so.
    @inline(__always)
    func wakeDriver(_ isWanted: Bool) {
        if isWanted || isBusyPolling { socket.wakeDriver() }
    }

    func wait(milliseconds: Int32) throws(CaptureError) -> SocketWait {
        wakeUps &+= 1
        let outcome = try pending.wait(for: socket.descriptor.number, milliseconds: milliseconds)
        if case .timedOut = outcome { try look() }
        return outcome
    }

    func look() throws(CaptureError) {
        try pending.take(from: watch.descriptor.number)
    }

    /// What the workers after it need; `nil` if there are none.
    var group: WorkerGroup? { worker.count > 1 ? .program(program, at: place) : nil }

    /// Has frames go to the socket, if it waited for the other workers.
    func admit() throws(CaptureError) {
        guard worker.count > 1 else { return }
        try CaptureError.onSystem(interface) { () throws(SystemError) in
            try program.direct(queue: queue, to: socket)
        }
    }

    /// Lets no more frames in: they go on to the kernel's stack.
    func close() throws(CaptureError) {
        try CaptureError.onSystem(interface) { () throws(SystemError) in
            try program.redirectNone(of: queue)
        }
    }
}
