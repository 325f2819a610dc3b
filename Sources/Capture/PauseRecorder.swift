/// Notes when a capture took no frame for a while although one had been sent.
///
/// The clock is read once a receive, and memory is fixed. A frame waits while nobody takes it: because
/// the process does not run, or the receive work does not. What a ring holds back on purpose, and what
/// frames take to be worked on, is in here too; who reads this subtracts it.
package struct PauseRecorder: ~Copyable {
    /// A time in which no frame was taken (ns, `CLOCK_MONOTONIC`).
    package struct Pause: Sendable, Hashable {
        /// When the receive before ended, or the first frame of the next one was sent, whichever is
        /// later.
        package var from: Int64
        /// When the frames of the receive that ended it had been taken.
        package var to: Int64
        /// Frames of that receive.
        package var frames: Int

        package init(from: Int64, to: Int64, frames: Int) {
            (self.from, self.to, self.frames) = (from, to, frames)
        }

        package var length: Int64 { to &- from }
    }

    /// Pauses that are kept, the longest ones.
    package static let most = 64
    /// The shortest pause (ns).
    package static let shortest: Int64 = 1_000_000

    private var pauses: [Pause] = []
    private var last: Int64 = 0

    package init() { pauses.reserveCapacity(Self.most) }

    /// Forgets what there was; the run begins now.
    package mutating func begin(at now: Int64) {
        pauses.removeAll(keepingCapacity: true)
        last = now
    }

    /// Notes the end of a receive that had frames.
    ///
    /// - Parameter oldest: when its first frame was sent; 0 if nobody knows.
    @inline(__always)
    package mutating func note(_ frames: Int, at now: Int64, oldest: Int64) {
        if now &- last >= Self.shortest, oldest > 0 { keep(frames, now, oldest) }
        last = now
    }

    @inline(never)
    private mutating func keep(_ frames: Int, _ now: Int64, _ oldest: Int64) {
        let pause = Pause(from: max(last, oldest), to: now, frames: frames)
        guard pause.length >= Self.shortest else { return }
        if pauses.count < Self.most { return pauses.append(pause) }
        guard let least = pauses.indices.min(by: { pauses[$0].length < pauses[$1].length }),
            pauses[least].length < pause.length
        else { return }
        pauses[least] = pause
    }

    /// The longest ones, in the order of time.
    package var longest: [Pause] { pauses.sorted { $0.from < $1.from } }
}
