import Frames

/// Memory shared with the kernel, from which frames are taken in order.
///
/// Owns the memory; a frame is visible only during the consumer's call.
protocol FrameRing: ~Copyable {
    /// Whether the kernel counts how often this ring was full.
    static var countsFreezes: Bool { get }

    /// Gives the frames that the kernel handed over to the consumer, and their room back.
    ///
    /// Stops at the first frame that is not ours yet, or at `limit` (a block is never split).
    /// - Returns: frames taken.
    mutating func drain<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, limit: Int
    ) -> Int

    /// Gives the frames to the consumer that the kernel has yet to hand over; once, at the end, when
    /// none comes in any more.
    ///
    /// - Returns: frames taken.
    mutating func takeOpen<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer
    ) -> Int

    /// Frames of this traffic, cut to `snaplen`, that fit while nothing is given back.
    func depthFrames(sizes: SizeDistribution, snaplen: Int) -> Int
}
