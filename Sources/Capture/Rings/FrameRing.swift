import CLinux
import Frames
import Kernel

/// Memory shared with the kernel, from which frames are taken in order.
///
/// Owns the memory; a frame is visible only during the consumer's call.
protocol FrameRing: ~Copyable {
    /// Gives the frames that the kernel handed over to the consumer, and their room back.
    ///
    /// Stops at the first frame that is not ours yet, or at `limit` (a block is never split).
    /// - Returns: frames taken.
    mutating func drain<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, limit: Int
    ) -> Int

    /// Frames of this traffic, cut to `snaplen`, that fit while nothing is given back.
    func depthFrames(sizes: SizeDistribution, snaplen: Int) -> Int
}

/// What a ring waits at.
protocol RingTap: AnyObject {
    var settings: CaptureSettings { get }
    /// An error to be told once the frames before it have been taken.
    var pending: PendingError { get set }

    /// Waits for frames, at most so many milliseconds.
    func wait(milliseconds: Int32) throws(CaptureError) -> SocketWait

    /// Takes note of an error, where nothing waits that would.
    func look() throws(CaptureError)
}

extension FrameRing where Self: ~Copyable {
    /// Frames after which a receive ends although there are more.
    private static var perReceive: Int { 1024 }

    /// Takes the frames that are there, waiting for the first of them.
    ///
    /// Looks before it waits and after: poll(2) sees only the newest slot.
    @inline(__always)
    mutating func take<Consumer: FrameConsumer & ~Copyable>(
        from tap: some RingTap, into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        var taken = drain(into: &consumer, limit: Self.perReceive)
        if taken > 0 { return taken }
        if tap.settings.isBusy { return try spin(on: tap, into: &consumer, milliseconds) }
        let outcome = try tap.wait(milliseconds: milliseconds)
        taken = drain(into: &consumer, limit: Self.perReceive)
        if taken == 0, case .timedOut = outcome { try tap.pending.throwIfAny() }
        return taken
    }

    @inline(__always)
    private mutating func spin<Consumer: FrameConsumer & ~Copyable>(
        on tap: some RingTap, into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        let deadline = MonotonicClock.now() + Int64(milliseconds) * 1_000_000
        repeat {
            for _ in 0..<256 {
                let taken = drain(into: &consumer, limit: Self.perReceive)
                if taken > 0 { return taken }
                clinux_pause()
            }
        } while MonotonicClock.now() < deadline
        try tap.pending.throwIfAny()
        try tap.look()
        return 0
    }
}
