package import Kernel

/// What a capture counts its frames with: one consumer, chosen by ``Touch``.
///
/// Lives on the capture thread; hand it to ``CaptureSession/receive(into:timeoutMilliseconds:)``.
package struct FrameTally: ~Copyable {
    package let touch: Touch
    var counter = FrameCounter()
    var accountant: FrameAccountant
    var checker: StampChecker
    var sequencer: SequenceChecker

    /// - Parameters:
    ///   - segment: bytes of payload of each TCP segment, for ``Touch/sequence``.
    ///   - checksStamps: whether ``Touch/account`` reads stamps as well.
    /// - Throws: `SystemError` if the bitmap's addresses cannot be reserved.
    package init(
        touch: Touch, segment: Int = 1, checksStamps: Bool = false
    ) throws(SystemError) {
        self.touch = touch
        let room = { (wanted: Touch) in touch == wanted ? SeenFrames.defaultCapacity : 1 }
        let checker = try StampChecker(capacity: room(.stamp))
        let accountant = try FrameAccountant(
            checksStamps: checksStamps,
            capacity: touch == .account && checksStamps ? SeenFrames.defaultCapacity : 1)
        let sequencer = try SequenceChecker(segment: segment, capacity: room(.sequence))
        self.checker = checker
        self.accountant = accountant
        self.sequencer = sequencer
    }

    /// Makes room for `frames` sequence numbers and has their memory present before traffic flows.
    ///
    /// Not needed for correctness: untouched parts of the bitmap become memory as frames arrive,
    /// at the price of a page fault every 32,768 frames. Forgets what was counted as seen.
    package mutating func prepare(frames: Int) throws(SystemError) {
        switch touch {
        case .count, .account: return
        case .stamp: try checker.prepare(frames: frames)
        case .sequence: try sequencer.prepare(frames: frames)
        }
    }

    /// Zeroes every count, and accepts the frames of this run only.
    ///
    /// Before the first call no run is accepted and every stamped frame is stray. A run of TCP
    /// segments has as its id the sequence number of its first byte.
    package mutating func accept(runID: UInt32) {
        switch touch {
        case .count: counter = FrameCounter()
        case .account: accountant.accept(runID: runID)
        case .stamp: checker.accept(runID: runID)
        case .sequence: sequencer.accept(first: runID)
        }
    }

    package var counts: FrameCounts {
        switch touch {
        case .count:
            FrameCounts(frames: counter.frames, bytes: counter.bytes)
        case .account: accountant.counts
        case .stamp:
            FrameCounts(frames: checker.frames, bytes: checker.bytes, stamps: checker.stamps)
        case .sequence:
            FrameCounts(
                frames: sequencer.frames, bytes: sequencer.bytes, stamps: sequencer.counts)
        }
    }

    /// When the first frame of the last batch was sent (ns, `CLOCK_MONOTONIC`); 0 if no stamp of the
    /// run was read in it.
    package var oldestSend: Int64 { Int64(truncatingIfNeeded: checker.oldest) }

    /// Which frames of a run of so many have not arrived; `nil` unless their stamps were read.
    ///
    /// Walks the whole bitmap, so not for while there is traffic. Segments of TCP that were lost
    /// are sent again: there is no saying when they were.
    package func losses(of frames: Int) -> SequenceLosses? {
        touch == .stamp ? checker.losses(of: frames) : nil
    }

    /// Takes one frame that no backend of ours gave: a record of a file.
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int, snaplen: Int) {
        switch touch {
        case .count: counter.take(frame, length: length)
        case .account:
            accountant.snaplen = snaplen
            accountant.take(frame, length: length)
        case .stamp:
            checker.snaplen = snaplen
            checker.take(frame, length: length)
        case .sequence:
            sequencer.snaplen = snaplen
            sequencer.take(frame, length: length)
        }
    }
}
