package import Frames
package import Kernel
package import Settings

/// What a capture counts its frames with: one consumer, chosen by ``Counting``.
///
/// Lives on the capture thread; hand it to ``CaptureSession/receive(into:timeoutMilliseconds:)``.
package struct FrameTally: ~Copyable {
    package let counting: Counting
    var counter = FrameCounter()
    var accountant: FrameAccountant
    var checker: StampChecker
    var timer: LatencyChecker
    var sequencer: SequenceChecker
    var content: ContentChecker
    /// What is done with each frame besides.
    var room = TouchRoom()

    /// - Parameters:
    ///   - segment: bytes of payload of each TCP segment, for ``Counting/sequence``.
    ///   - checksStamps: whether ``Counting/account`` reads stamps as well.
    ///   - replay: the frames, for ``Counting/content``.
    /// - Throws: `SystemError` if the bitmap's addresses cannot be reserved.
    package init(
        counting: Counting, segment: Int = 1, checksStamps: Bool = false, replay: Replay? = nil
    ) throws(SystemError) {
        self.counting = counting
        let room = { (wanted: Counting) in counting == wanted ? SeenFrames.defaultCapacity : 1 }
        let checker = try StampChecker(capacity: room(.stamp))
        let accountant = try FrameAccountant(
            checksStamps: checksStamps,
            capacity: counting == .account && checksStamps ? SeenFrames.defaultCapacity : 1)
        let sequencer = try SequenceChecker(segment: segment, capacity: room(.sequence))
        let timer = try LatencyChecker(capacity: room(.latency))
        let content = try ContentChecker(replay, capacity: room(.content))
        self.checker = checker
        self.accountant = accountant
        self.sequencer = sequencer
        self.timer = timer
        self.content = content
    }

    /// Makes room for `frames` sequence numbers and has their memory present before traffic flows.
    ///
    /// Not needed for correctness: untouched parts of the bitmap become memory as frames arrive,
    /// at the price of a page fault every 32,768 frames. Forgets what was counted as seen.
    ///
    /// - Parameter present: for so many numbers at most the memory is present at once.
    package mutating func prepare(frames: Int, present: Int = .max) throws(SystemError) {
        switch counting {
        case .count, .account: return
        case .stamp: try checker.prepare(frames: frames, present: present)
        case .latency: try timer.stamps.prepare(frames: frames, present: present)
        case .sequence: try sequencer.prepare(frames: frames, present: present)
        case .content: try content.prepare(frames: frames, present: present)
        }
    }

    /// The numbers that were seen, to be joined with those of other workers; `nil` if none are read.
    ///
    /// - Parameter frames: those of the run, if that is known.
    package func seen(of frames: Int?) -> SeenMarks? {
        switch counting {
        case .stamp: SeenMarks(words: checker.marks)
        case .latency: SeenMarks(words: timer.stamps.marks)
        case .sequence: SeenMarks(words: sequencer.marks, tellsLosses: false)
        case .content:
            SeenMarks(
                words: content.marks,
                tellsLosses: frames.map { content.tellsLosses(of: $0) } ?? false)
        case .count, .account: nil
        }
    }

    /// Gets ready for what is done with each frame besides, as these settings say.
    package mutating func prepare(for settings: Settings) throws(CaptureError) {
        try room.become(CaptureSettings.touching(settings))
        guard counting == .content else { return }
        try keepContent(CaptureSettings.bytesKept(settings))
    }

    /// Says how many bytes of each frame there are to tell it by.
    mutating func keepContent(_ snaplen: Int) throws(CaptureError) {
        do throws(SystemError) {
            try content.keep(snaplen: snaplen)
        } catch {
            throw .system(error)
        }
    }

    /// Zeroes every count, and accepts the frames of this run only.
    ///
    /// Before the first call no run is accepted and every stamped frame is stray. A run of TCP
    /// segments has as its id the sequence number of its first byte.
    package mutating func accept(runID: UInt32) {
        switch counting {
        case .count: counter = FrameCounter()
        case .account: accountant.accept(runID: runID)
        case .stamp: checker.accept(runID: runID)
        case .latency: timer.accept(runID: runID)
        case .sequence: sequencer.accept(first: runID)
        case .content: content.accept()
        }
    }

    package var counts: FrameCounts {
        switch counting {
        case .count:
            FrameCounts(frames: counter.frames, bytes: counter.bytes)
        case .account: accountant.counts
        case .stamp:
            FrameCounts(frames: checker.frames, bytes: checker.bytes, stamps: checker.stamps)
        case .latency: timer.counts
        case .sequence:
            FrameCounts(
                frames: sequencer.frames, bytes: sequencer.bytes, stamps: sequencer.counts)
        case .content: content.counts
        }
    }

    /// When the first frame of the last receive was sent (ns, `CLOCK_MONOTONIC`); 0 if no stamp of the
    /// run was read in it.
    package var oldestSend: Int64 {
        let oldest = counting == .latency ? timer.stamps.oldest : checker.oldest
        return Int64(truncatingIfNeeded: oldest)
    }

    /// Whether the stamp of each frame is read, and with it when the frame was sent.
    package var readsStamps: Bool { counting == .stamp || counting == .latency }

    /// Which frames of a run of so many have not arrived; `nil` unless their stamps were read.
    ///
    /// Walks the whole bitmap, so not for while there is traffic. Segments of TCP that were lost
    /// are sent again: there is no saying when they were.
    package func losses(of frames: Int) -> SequenceLosses? {
        switch counting {
        case .stamp: checker.losses(of: frames)
        case .latency: timer.stamps.losses(of: frames)
        case .content: content.losses(of: frames)
        case .count, .account, .sequence: nil
        }
    }

    /// Says how many frames the run had, once all have been taken: what frames without numbers need for
    /// telling the last of them from duplicates.
    package mutating func settle(frames: Int) {
        if counting == .content { content.settle(frames: frames) }
    }

    /// How long frames took to get here; `nil` unless ``Counting/latency`` measured it.
    package var latencies: Latencies? { counting == .latency ? timer.latencies : nil }

    /// Tells when each frame of the run is due, for the latency from that time on.
    package mutating func expect(_ schedule: SendSchedule) {
        if counting == .latency { timer.expect(schedule) }
    }

    /// Takes one frame that no backend of ours gave: a record of a file.
    mutating func take(
        _ frame: UnsafeRawBufferPointer, length: Int, snaplen: Int
    ) throws(CaptureError) {
        switch counting {
        case .count: counter.take(frame, length: length)
        case .account:
            accountant.snaplen = snaplen
            accountant.take(frame, length: length)
        case .stamp:
            checker.snaplen = snaplen
            checker.take(frame, length: length)
        case .latency:
            timer.stamps.snaplen = snaplen
            timer.take(frame, length: length)
        case .sequence:
            sequencer.snaplen = snaplen
            sequencer.take(frame, length: length)
        case .content:
            try keepContent(snaplen)
            content.take(frame, length: length)
        }
    }
}
