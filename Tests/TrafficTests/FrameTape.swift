import CStamp
import Kernel
import Testbed

/// A frame as a receiver saw it.
struct TapedFrame: Sendable {
    /// The stamp; `nil` if there is none of the test's run, or it is not intact.
    let stamp: stamp?
    /// Bytes on the wire, FCS excluded.
    let length: Int
}

/// Everything that arrived at an interface, in order, with the kernel's own count of losses.
struct Tape: Sendable {
    var frames: [TapedFrame] = []
    /// Frames that the kernel offered to the socket, lost ones included.
    var packets = 0
    var drops = 0

    var stamps: [stamp] { frames.compactMap(\.stamp) }
    var bytes: Int { frames.reduce(0) { $0 + $1.length } }
}

/// Captures frame by frame with recv(2), on a thread of its own.
final class FrameTape {
    private let isDone = SharedFlag()
    private let expected = Mailbox<Int>()
    private let tape = Mailbox<Result<Tape, any Error>>()

    /// - Parameters:
    ///   - bytes: of receive buffer to ask for.
    ///   - isStarved: whether nothing is read before the end.
    init(_ link: Link, receiveBuffer bytes: Int = 128 << 20, isStarved: Bool = false) throws {
        let isReady = Mailbox<Void>()
        let (namespace, name) = (link.namespace, link.name)
        try Thread.start { [isDone, expected, tape] in
            tape.put(
                Result {
                    try namespace.enter { () throws(SystemError) in
                        let socket = try Self.open(name, bytes: bytes)
                        isReady.put(())
                        return try Self.record(socket, isStarved, isDone, expected)
                    }
                })
            isReady.put(())
        }
        isReady.take()
    }

    private static func open(_ name: String, bytes: Int) throws(SystemError) -> PacketSocket {
        let socket = try PacketSocket(interface: name)
        _ = try socket.setReceiveBuffer(bytes)
        try socket.setReceiveTimeout(milliseconds: 20)
        try socket.ignoreOutgoing()
        try socket.bind()
        return socket
    }

    private static func record(
        _ socket: borrowing PacketSocket, _ isStarved: Bool, _ isDone: SharedFlag,
        _ expected: Mailbox<Int>
    ) throws(SystemError) -> Tape {
        var tape = Tape()
        while !isDone.isRaised {
            if isStarved {
                Poll.sleep(until: MonotonicClock.now() + 1_000_000)
            } else {
                read(socket, into: &tape)
            }
        }
        let wanted = expected.take()
        let deadline = MonotonicClock.now() + 5_000_000_000
        // Once more when all have come: what comes after the last one expected is seen too.
        var isComplete = false
        repeat {
            isComplete = tape.packets >= wanted
            while read(socket, into: &tape) {}
            let statistics = try socket.readStatistics()
            tape.packets += Int(statistics.packets)
            tape.drops += Int(statistics.drops)
        } while !isComplete && MonotonicClock.now() < deadline
        return tape
    }

    /// Takes one frame; false if none came in time.
    @discardableResult
    private static func read(_ socket: borrowing PacketSocket, into tape: inout Tape) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 2048, alignment: 8) { buffer in
            let length = socket.receive(into: buffer, waiting: true)
            guard length >= 0, let start = buffer.baseAddress else { return false }
            let offset = stamp_find(start, UInt64(min(length, buffer.count)))
            let found = stamp_read_at(start + Int(offset))
            let isOurs =
                offset > 0 && found.magic == STAMP_MAGIC && found.run_id == TestPath.runID
                && stamp_is_intact(found) != 0 && Int(found.length) == length
            tape.frames.append(TapedFrame(stamp: isOurs ? found : nil, length: length))
            return true
        }
    }

    /// What came, once so many frames have, or 5 s have passed.
    func stop(expecting frames: Int) throws -> Tape {
        expected.put(frames)
        isDone.raise()
        return try tape.take().get()
    }
}
