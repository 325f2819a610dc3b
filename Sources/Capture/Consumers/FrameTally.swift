package import Kernel

/// What a capture counts its frames with: one consumer, chosen by ``Touch``.
///
/// Lives on the capture thread; hand it to ``CaptureSession/receive(into:timeoutMilliseconds:)``.
package struct FrameTally: ~Copyable {
    package let touch: Touch
    var counter = FrameCounter()
    var checker: StampChecker

    /// - Throws: `SystemError` if the bitmap's addresses cannot be reserved.
    package init(touch: Touch) throws(SystemError) {
        self.touch = touch
        checker = try StampChecker(capacity: touch == .stamp ? StampChecker.defaultCapacity : 1)
    }

    /// Makes room for `frames` sequence numbers and has their memory present before traffic flows.
    ///
    /// Not needed for correctness: untouched parts of the bitmap become memory as frames arrive,
    /// at the price of a page fault every 32,768 frames. Forgets what was counted as seen.
    package mutating func prepare(frames: Int) throws(SystemError) {
        guard touch == .stamp else { return }
        try checker.prepare(frames: frames)
    }

    /// Zeroes every count, and accepts the frames of this run only.
    ///
    /// Before the first call no run is accepted and every stamped frame is stray.
    package mutating func accept(runID: UInt32) {
        counter = FrameCounter()
        checker.accept(runID: runID)
    }

    package var counts: FrameCounts {
        switch touch {
        case .count:
            FrameCounts(frames: counter.frames, bytes: counter.bytes)
        case .stamp:
            FrameCounts(frames: checker.frames, bytes: checker.bytes, stamps: checker.stamps)
        }
    }
}
