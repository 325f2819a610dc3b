import Kernel
import Results
import Roles

/// A role of a trial: a process inside the testbed that speaks the protocol.
final class RoleProcess {
    /// What it does.
    enum Role: String, Sendable, Codable {
        case capturer
        case generator

        /// What an attempt is invalid for when the role ends unasked: a generator that has gone
        /// offers nothing.
        var died: InvalidReason { self == .capturer ? .capturerDied : .load }
        /// What it is invalid for when the role does not answer.
        var hung: InvalidReason { self == .capturer ? .capturerHung : .load }
    }

    let kind: Role
    var name: String { kind.rawValue }
    /// It was told to stop, so that its end is no surprise.
    private(set) var mayEnd = false
    /// Whether its failure is kept in ``failure`` instead of ending the attempt: what it has done
    /// by then can be accounted for without it.
    var isExpendable = false
    /// Why it failed, if it is expendable and did.
    private(set) var failure: TrialFailure?
    private let channel: any RoleChannel
    /// Every line said, for the raw files.
    ///
    /// Kept in memory: nothing is written during traffic.
    private(set) var transcript: [String] = []
    /// Bytes of that.
    private var said = 0
    private static let mostSaid = 64 << 20
    private var inbox: [RoleMessage] = []
    private var nextTag = 0

    init(_ kind: Role, _ channel: any RoleChannel) {
        self.kind = kind
        self.channel = channel
    }

    /// For ``Poll``; below 0 when nothing more will come.
    var number: CInt { channel.number }
    var pid: CInt { channel.pid }
    var hasEnded: Bool { channel.hasEnded }

    func send(_ message: RunnerMessage) throws(TrialFailure) {
        if case .stop = message { mayEnd = true }
        do {
            try channel.send(message)
        } catch let failure as TrialFailure {
            throw failure
        } catch {
            throw death()
        }
    }

    /// Asks for counters; ``answer(to:)`` finds them.
    func requestSnapshot() throws(TrialFailure) -> Int {
        nextTag += 1
        try send(.snapshot(tag: nextTag))
        return nextTag
    }

    func arm(runID: UInt32, frames: Int) throws(TrialFailure) -> Int {
        nextTag += 1
        try send(.arm(runID: runID, frames: frames, tag: nextTag))
        return nextTag
    }

    /// Reads what has been said.
    func pump() throws(TrialFailure) {
        for line in try channel.read() {
            said += line.utf8.count
            guard said <= Self.mostSaid else {
                throw TrialFailure(
                    kind.died, "\(name) said more than \(Self.mostSaid >> 20) MiB; it was ended")
            }
            transcript.append(line)
            do throws(ProtocolError) {
                inbox.append(try RoleMessage(line: line))
            } catch {
                throw TrialFailure(kind.died, "\(name): \(error)")
            }
        }
        if let failure = take(\.failure) { try fail(meaning(failure)) }
    }

    /// Looks whether its standard error fills the disk.
    func watchErrors() throws(TrialFailure) {
        guard channel.errorBytes > Self.mostSaid else { return }
        throw TrialFailure(
            kind.died,
            "\(name) wrote more than \(Self.mostSaid >> 20) MiB to its standard error; it was ended"
        )
    }

    /// Throws the failure, or keeps the first one if the role is expendable.
    private func fail(_ failure: TrialFailure) throws(TrialFailure) {
        guard isExpendable else { throw failure }
        self.failure = self.failure ?? failure
        mayEnd = true
    }

    /// Ends a role that hangs, as if it had said why.
    func giveUp(_ failure: TrialFailure) throws(TrialFailure) {
        channel.kill()
        try fail(failure)
    }

    /// Its output has closed: a failure, unless it was told to stop or has failed already.
    func noteEnd() throws(TrialFailure) {
        guard hasEnded && !mayEnd else { return }
        try fail(death())
    }

    /// What a failure that it reports means for the attempt.
    func meaning(_ failure: RoleFailure) -> TrialFailure {
        let reason: InvalidReason =
            switch failure.code {
            case .interface: .interface
            case .geometry: .geometry
            case .hung: kind.hung
            default: kind.died
            }
        return TrialFailure(reason, "\(name): \(failure.message)")
    }

    /// Takes the first message that has this payload.
    func take<Payload>(_ payload: (RoleMessage) -> Payload?) -> Payload? {
        for (index, message) in inbox.enumerated() {
            guard let found = payload(message) else { continue }
            inbox.remove(at: index)
            return found
        }
        return nil
    }

    /// What answers the request with this tag.
    func answer(to tag: Int) -> RoleMessage.Reading? {
        take { message in message.snapshot.flatMap { $0.tag == tag ? $0 : nil } }
    }

    /// Ends the role if it has not ended, and waits for it.
    func end() -> ProcessEnd? { channel.end() }

    /// What to say of a role that has ended unasked: how it ended.
    func death() -> TrialFailure {
        // Its output closes a moment before it can be waited for.
        let end = exit(by: MonotonicClock.now() + 100_000_000)
        return TrialFailure(
            kind.died, "\(name) ended by itself: \(end?.words ?? "its output closed")")
    }

    /// Waits for the process to end by itself; `nil` if it has not by then.
    func exit(by deadline: Int64) -> ProcessEnd? {
        while true {
            if let end = channel.poll() { return end }
            guard MonotonicClock.now() < deadline else { return nil }
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
    }
}
