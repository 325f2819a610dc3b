import CStamp
package import Frames
import Histogram
import Kernel

/// Checks stamps, and measures how long ago each frame was sent.
///
/// Reads the clock once a frame, before anything is done with it: a frame is here when the consumer
/// gets it, and those behind it in a receive are later. That is for frames of senders on this host, whose
/// clock is the same. Only what arrives has a latency: lost frames are not among them.
struct LatencyChecker: ~Copyable, FrameConsumer {
    static var kind: Counting? { .latency }
    var stamps: StampChecker
    private var fromSend = LatencyRecorder()
    private var fromDue = LatencyRecorder()
    private var schedule: SendSchedule?

    init(capacity: Int) throws(SystemError) {
        stamps = try StampChecker(capacity: capacity)
    }

    var runID: UInt32 { stamps.runID }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        let now = MonotonicClock.now()
        guard let stamp = stamps.check(frame, length: length) else { return }
        fromSend.record(now &- Int64(truncatingIfNeeded: stamp.time_ns))
        guard let schedule else { return }
        fromDue.record(now &- schedule.due(stamp.sequence))
    }

    /// Zeroes every count; from now on only frames of this run are its own.
    mutating func accept(runID: UInt32) {
        stamps.accept(runID: runID)
        (fromSend, fromDue, schedule) = (LatencyRecorder(), LatencyRecorder(), nil)
    }

    mutating func expect(_ schedule: SendSchedule) { self.schedule = schedule }

    var counts: FrameCounts {
        FrameCounts(frames: stamps.frames, bytes: stamps.bytes, stamps: stamps.stamps)
    }

    var latencies: Latencies {
        Latencies(
            sent: fromSend.bins, sentMost: fromSend.most, due: fromDue.bins, dueMost: fromDue.most)
    }
}

/// When each frame of a run is to be sent, if the sender is never late.
package struct SendSchedule: Sendable {
    /// `CLOCK_MONOTONIC` of the first frame (ns).
    private let start: Int64
    /// Nanoseconds from the first frame of a round to each, and to the first of the next round.
    private let offsets: [Double]
    private let round: Double

    /// - Parameter offsets: at least one.
    package init(start: Int64, offsets: [Double], round: Double) {
        (self.start, self.offsets, self.round) = (start, offsets, round)
    }

    /// When the frame of this number is due (ns).
    @inline(__always)
    func due(_ sequence: UInt64) -> Int64 {
        guard offsets.count > 1 else { return start &+ Int64(Double(sequence) * round) }
        let (rounds, rest) = sequence.quotientAndRemainder(dividingBy: UInt64(offsets.count))
        return start &+ Int64(Double(rounds) * round + offsets[Int(rest)])
    }
}

/// The times that the frames of a run took, as histograms without their empty bins, ascending (ns).
package struct Latencies: Sendable, Hashable {
    /// From the time that the stamp has, and the longest.
    package var sent: [TimeBin]
    package var sentMost: Int64
    /// From the time that the frame was due; empty if nothing was intended.
    package var due: [TimeBin]
    package var dueMost: Int64

    package init(sent: [TimeBin], sentMost: Int64, due: [TimeBin], dueMost: Int64) {
        (self.sent, self.sentMost, self.due, self.dueMost) = (sent, sentMost, due, dueMost)
    }
}

/// An HdrHistogram of times, to 2 significant digits.
struct LatencyRecorder {
    /// Longer times count as this long (ns): 100 s.
    private static let longestTold: Int64 = 100_000_000_000
    private var times = Histogram<UInt64>(
        highestTrackableValue: UInt64(longestTold), numberOfSignificantValueDigits: .two)
    private(set) var most: Int64 = 0

    @inline(__always)
    mutating func record(_ nanoseconds: Int64) {
        most = max(most, nanoseconds)
        times.record(UInt64(min(max(nanoseconds, 0), Self.longestTold)))
    }

    var bins: [TimeBin] { TimeBin.all(of: times) }
}
