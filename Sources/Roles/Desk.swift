import Capture
import Kernel

/// What lies between the capture thread and the control thread.
final class Desk: Sendable {
    /// Raised while a request may be waiting: the one word the capture thread looks at before each receive.
    let hasRequest = SharedFlag()
    private let requests = Mailbox<Request>()
    let answers = Mailbox<Answer>()
    /// Raised when the last answer has been written.
    let farewell = Latch()

    enum Request: Sendable {
        case arm(runID: UInt32, frames: Int, tag: Int?)
        case snapshot(tag: Int?)
        case hold
        case release
        /// The traffic begins at this instant (`CLOCK_MONOTONIC`, ns) and lasts so long.
        case begin(at: Int64, duration: Int64)
        /// With the number of frames of the run, if it is known.
        case stop(frames: Int?)
    }

    enum Answer: Sendable {
        case ready(RoleMessage.Opening)
        case snapshot(CapturerState, tag: Int?)
        case final(CapturerState)
        case failed(RoleFailure)
        case done
    }

    func ask(_ request: Request, _ captureThread: ThreadHandle) {
        requests.put(request)
        hasRequest.raise()
        Wake.interrupt(captureThread)
    }

    func nextRequest() -> Request? {
        hasRequest.lower()
        return requests.takeIfThere()
    }
}

/// A capturer's counters at an instant.
struct CapturerState: Sendable {
    var counts: FrameCounts
    var kernel: CaptureCounters
    var wakeUps: UInt64
    var time: Int64
    /// A program of others captures: what was counted here says nothing.
    var isTool = false
    /// What came of that program; `nil` before its end.
    var report: ToolReport?
    /// The frames that have not arrived; `nil` before the end.
    var losses: SequenceLosses?
    /// When no frame was taken; `nil` before the end, and where that cannot be told.
    var pauses: [PauseRecorder.Pause]?
    /// How long frames took; `nil` before the end, or if it was not measured.
    var latencies: Latencies?
    /// The pauses that were made; `nil` before the end, or if none were asked for.
    var stalls: StallCounters?

    func reading(tag: Int? = nil) -> RoleMessage.Reading {
        let counters =
            isTool
            ? report.map { ToolCounters.dictionary($0, seen: counts) } ?? [:]
            : CapturerCounters.dictionary(counts: counts, kernel: kernel, wakeUps: wakeUps)
        var reading = RoleMessage.Reading(time: time, counters: counters, tag: tag)
        if let losses {
            reading.counters.merge(LossCounters.dictionary(losses)) { _, new in new }
            reading.lossBins = losses.bins
        }
        reading.pauses = pauses
        if let stalls { reading.counters.merge(stalls.dictionary) { _, new in new } }
        reading.latencies = latencies
        return reading
    }
}

/// A flag that can be waited for.
final class Latch: Sendable {
    private let mailbox = Mailbox<Void>()

    func raise() { mailbox.put(()) }
    func waitUntilRaised() { mailbox.take() }
}

/// Writes messages to standard output.
package enum RoleOutput {
    package static func send(_ message: RoleMessage) {
        // A runner that has gone is no reader; the end of its pipe will be seen on our input.
        try? StandardStream.writeOutput(message.line)
    }
}
