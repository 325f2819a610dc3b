import Capture
import Kernel

/// What lies between the capture threads and the control threads.
final class Desk: Sendable {
    /// One for each capture thread.
    let inboxes: [Inbox]
    /// What they answer, with the number of the worker.
    let answers = Mailbox<(worker: Int, answer: RoleReply)>()
    /// Raised when the last answer has been written.
    let farewell = Latch()
    /// Raised when a worker has failed, which ends the process.
    let hasFailed = SharedFlag()

    init(workers: Int) { inboxes = (0..<workers).map { _ in Inbox() } }

    enum RoleRequest: Sendable {
        case arm(runID: UInt32, frames: Int, tag: Int?)
        case snapshot(tag: Int?)
        case hold
        case release
        /// The traffic begins at this instant (`CLOCK_MONOTONIC`, ns) and lasts so long.
        case begin(at: Int64, duration: Int64)
        /// With the number of frames of the run, if it is known.
        case stop(frames: Int?)
    }

    enum RoleReply: Sendable {
        case ready(RoleMessage.Opening)
        case snapshot(CapturerState, tag: Int?)
        /// With the number of frames of the run, if it was said.
        case final(CapturerState, frames: Int?)
        case failed(RoleFailure)
        case done
    }

    /// Asks every worker.
    func ask(_ request: RoleRequest) {
        for inbox in inboxes { inbox.ask(request) }
    }

    func put(_ answer: RoleReply, of worker: Int = 0) { answers.put((worker, answer)) }
}

/// What one capture thread is asked.
final class Inbox: Sendable {
    /// Raised while a request may be waiting: the one word the capture thread looks at before each receive.
    let hasRequest = SharedFlag()
    /// The capture thread itself, from its beginning to its end.
    let thread = WakeableThread()
    private let requests = Mailbox<Desk.RoleRequest>()

    func ask(_ request: Desk.RoleRequest) {
        requests.put(request)
        hasRequest.raise()
        thread.interrupt()
    }

    func next() -> Desk.RoleRequest? {
        hasRequest.lower()
        return requests.takeIfThere()
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
