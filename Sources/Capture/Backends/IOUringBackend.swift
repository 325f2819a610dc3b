import Glibc
import Kernel
import Settings

extension Backend {
    /// One recv(2) that goes on for ever: the kernel puts each frame into a buffer of a ring.
    static let ioUring = Backend(
        component: Component(
            name: "io-uring",
            summary: "io_uring on a packet socket: multishot recv, provided buffers",
            settings: [buffers.spec] + SocketQueue.options,
            problem: { settings, _ in
                buffers.powerOfTwoProblem(settings) ?? CaptureSettings.packetProblem(settings)
            }),
        requirements: Requirement.packetSocket + [.ioUring],
        open: { request throws(CaptureError) in
            if let obstacle = UringReceiver.obstacle { throw .unsupported(obstacle) }
            return try UringSession(request)
        })

    private static let buffers = Setting.integer(
        "buffers", 1...32_768, default: 256,
        "buffers provided to the kernel, a power of two, each of snaplen bytes: frames it can hand "
            + "over before some are given back")

    /// A capture with io_uring.
    ///
    /// The kernel takes frames from the queue only while this thread asks for them, so the buffers of a
    /// stopped consumer stay empty, and the depth is that of the queue.
    private final class UringSession: QueueSource {
        let queue: SocketQueue
        private let receiver: UringReceiver

        init(_ request: CaptureRequest) throws(CaptureError) {
            let queue = try SocketQueue(request)
            receiver = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
                try UringReceiver(
                    queue.tap.socket, buffers: request.settings[buffers],
                    frameBytes: queue.tap.settings.snaplen)
            }
            self.queue = queue
            try queue.tap.start()
        }

        func take<Consumer: FrameConsumer & ~Copyable>(
            into consumer: inout Consumer, _ milliseconds: Int32
        ) throws(CaptureError) -> Int {
            let wait = Int64(milliseconds) * 1_000_000
            let result = queue.first(milliseconds) { waits in
                let taken = receiver.take(nanoseconds: waits ? wait : 0)
                return taken == 0 || taken == -Int(ETIME) ? -Int(EAGAIN) : taken
            }
            let failure = receiver.takeFailure()
            guard result >= 0 else {
                // An error ends the recv ahead of frames that are queued: they come first.
                try queue.endReceive(0, errno: failure != 0 ? failure : CInt(-result))
                return 0
            }
            tap.pending.note(errno: failure)
            for index in 0..<result {
                let (captured, length) = receiver.frame(index)
                consumer.take(captured, length: length)
            }
            receiver.giveBack(result)
            return result
        }

        func counters() throws(CaptureError) -> CaptureCounters {
            var counters = try queue.counters()
            let counts = receiver.counts
            counters.details = [
                "rearms": counts.rearms, "enobufs": counts.exhausted,
                "cq_overflows": counts.overflows, "missed_wakeups": counts.missed,
            ]
            return counters
        }
    }
}

extension Setting<Int> {
    /// Why the value is none that a ring of the kernel's can have; `nil` if it is.
    func powerOfTwoProblem(_ settings: Settings) -> SettingError? {
        let value = settings[self]
        guard value.nonzeroBitCount != 1 else { return nil }
        return SettingError(
            name: spec.name, problem: "\(value) is not a power of two, such as 1, 256 or 2048")
    }
}
