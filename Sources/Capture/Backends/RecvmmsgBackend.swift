import Kernel
import Settings

extension Backend {
    /// One system call for all frames that are there: recvmmsg(2) on a packet socket.
    static let recvmmsg = Backend(
        component: Component(
            name: "recvmmsg", summary: "recvmmsg(2) on a packet socket, many frames a call",
            settings: [batch.spec] + SocketQueue.options,
            problem: { settings, _ in CaptureSettings.packetProblem(settings) }),
        requirements: Requirement.packetSocket,
        open: { request throws(CaptureError) in try RecvmmsgSession(request) })

    private static let batch = Setting.integer(
        // The kernel takes no more: UIO_MAXIOV.
        "batch", 1...1024, default: 64,
        "frames that one call returns at most (vlen); it waits for the first only (MSG_WAITFORONE)")

    /// A capture with one recvmmsg(2) a batch.
    private final class RecvmmsgSession: QueueSource {
        let queue: SocketQueue
        private let frames: ReceiveBatch

        init(_ request: CaptureRequest) throws(CaptureError) {
            let queue = try SocketQueue(request)
            frames = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
                try ReceiveBatch(
                    capacity: request.settings[batch], frameBytes: queue.tap.settings.snaplen)
            }
            self.queue = queue
            try queue.tap.start()
        }

        func take<Consumer: FrameConsumer & ~Copyable>(
            into consumer: inout Consumer, _ milliseconds: Int32
        ) throws(CaptureError) -> Int {
            try queue.setWait(milliseconds)
            let result = queue.first(milliseconds) {
                frames.receive(from: tap.socket, waiting: $0)
            }
            guard result >= 0 else {
                try queue.endReceive(0, errno: CInt(-result))
                return 0
            }
            for index in 0..<result {
                let (captured, length) = frames.frame(index)
                consumer.take(captured, length: length)
            }
            return result
        }
    }
}
