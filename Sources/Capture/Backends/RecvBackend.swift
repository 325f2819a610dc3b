import Kernel
import Settings

extension Backend {
    /// One system call a frame: recv(2) on a packet socket.
    static let recv = Backend(
        component: Component(
            name: "recv", summary: "recv(2) on a packet socket, one call per frame",
            settings: SocketQueue.options,
            problem: { settings, _ in CaptureSettings.packetProblem(settings) }),
        requirements: Requirement.packetSocket,
        open: { request throws(CaptureError) in try RecvSession(request) })
}

/// A capture with one recv(2) a frame.
final class RecvSession: QueueSource {
    let queue: SocketQueue
    private let buffer: Mapping
    /// Frames after which a receive ends, so that a request for the caller is seen soon at any
    /// rate: a wait may lie before each of them.
    private let perReceive = 16

    init(_ request: CaptureRequest) throws(CaptureError) {
        let queue = try SocketQueue(request)
        let length = queue.tap.settings.snaplen
        buffer = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try Mapping(anonymous: length)
        }
        self.queue = queue
        try queue.tap.start()
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        try queue.setWait(milliseconds)
        let bytes = buffer.bytes
        var length = queue.first(milliseconds) { tap.socket.receive(into: bytes, waiting: $0) }
        var taken = 0
        while length >= 0 {
            let captured = UnsafeRawBufferPointer(
                start: bytes.baseAddress, count: min(length, bytes.count))
            consumer.take(captured, length: length)
            taken &+= 1
            if taken == perReceive { return taken }
            length = queue.next(milliseconds) { tap.socket.receive(into: bytes, waiting: $0) }
        }
        try queue.endReceive(taken, errno: CInt(-length))
        return taken
    }
}
