import Kernel
import Results
import Roles

/// A role of a trial: a process inside the testbed that speaks the protocol.
final class RoleProcess {
    /// What it does.
    enum Role: String, Sendable {
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
    private let child: ChildProcess
    private var reader: LineReader
    /// Every line said, for the raw files.
    ///
    /// Kept in memory: nothing is written during traffic.
    private(set) var transcript: [String] = []
    /// Bytes of that.
    private var said = 0
    private static let mostSaid = 64 << 20
    /// Where its standard error goes; `nil` if it is ours.
    private let errorFile: String?
    private var inbox: [RoleMessage] = []
    private var nextTag = 0

    /// Starts this program as a role.
    ///
    /// - Parameters:
    ///   - namespace: path of the network namespace it lives in.
    ///   - cpu: where its main thread runs.
    ///   - executable: path of this program, which enters the namespace.
    ///   - program: path of another bench that plays the role; `nil` if this one does.
    ///   - words: the subcommand and its arguments.
    init(
        _ kind: Role, in namespace: String, cpu: Int, executable: String, program: String? = nil,
        words: [String], errorFile: String?
    ) throws(SystemError) {
        self.kind = kind
        self.errorFile = errorFile
        child = try ChildProcess(
            executable,
            ["__enter", "net=\(namespace)", "cpu=\(cpu)", ChildProcess.diesWithUs, "--"]
                + [program ?? executable] + words,
            streams: .init(
                input: .pipe, output: .pipe, error: errorFile.map { .file($0) } ?? .inherit))
        reader = LineReader(child.outputNumber)
    }

    /// For ``Poll``; below 0 when nothing more will come.
    var number: CInt { reader.hasEnded ? -1 : child.outputNumber }
    var pid: CInt { child.pid }
    var hasEnded: Bool { reader.hasEnded }

    func send(_ message: RunnerMessage) throws(TrialFailure) {
        if case .stop = message { mayEnd = true }
        do throws(SystemError) {
            try child.send(message.line)
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
        for line in reader.read() {
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
        guard let errorFile, FileIdentity(errorFile)?.size ?? 0 > Self.mostSaid else { return }
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
        child.kill()
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
    func end() -> ProcessEnd? {
        child.closeInput()
        child.kill()
        return try? child.wait()
    }

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
            if let end = (try? child.poll()) ?? nil { return end }
            guard MonotonicClock.now() < deadline else { return nil }
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
    }
}
