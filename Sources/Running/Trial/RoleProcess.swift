import Kernel
import Results
import Roles

/// A role of a trial: a process inside the testbed that speaks the protocol.
final class RoleProcess {
    let name: String
    private let child: ChildProcess
    private var reader: LineReader
    /// Every line said, for the raw files. Kept in memory: nothing is written during traffic.
    private(set) var transcript: [String] = []
    private var inbox: [RoleMessage] = []
    private var nextTag = 0

    /// Starts this program as a role.
    ///
    /// - Parameters:
    ///   - namespace: path of the network namespace it lives in.
    ///   - cpu: where its main thread runs.
    ///   - words: the subcommand and its arguments.
    init(
        _ name: String, in namespace: String, cpu: Int, executable: String, words: [String],
        errorFile: String?
    ) throws(SystemError) {
        self.name = name
        child = try ChildProcess(
            executable,
            ["__enter", "net=\(namespace)", "cpu=\(cpu)", "deathsig", "--", executable] + words,
            streams: .init(
                input: .pipe, output: .pipe, error: errorFile.map { .file($0) } ?? .inherit))
        reader = LineReader(child.outputNumber)
    }

    /// For ``Poll``; below 0 when nothing more will come.
    var number: CInt { reader.hasEnded ? -1 : child.outputNumber }
    var pid: CInt { child.pid }
    var hasEnded: Bool { reader.hasEnded }

    func send(_ message: RunnerMessage) throws(TrialFailure) {
        do throws(SystemError) {
            try child.send(message.line)
        } catch {
            throw TrialFailure(.capturerDied, "\(name) does not listen: \(error)")
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
        var message = RunnerMessage.arm(runID: runID, frames: frames)
        message.tag = nextTag
        try send(message)
        return nextTag
    }

    /// Reads what has been said.
    func pump() throws(TrialFailure) {
        for line in reader.read() {
            transcript.append(line)
            do throws(ProtocolError) {
                inbox.append(try RoleMessage(line: line))
            } catch {
                throw TrialFailure(.capturerDied, "\(name): \(error)")
            }
        }
        if let error = inbox.first(where: { $0.type == .error && $0.fatal == true }) {
            throw failure(error)
        }
    }

    private func failure(_ error: RoleMessage) -> TrialFailure {
        let reason: InvalidReason =
            switch RoleMessage.ErrorCode(rawValue: error.code ?? "") {
            case .interface: .interface
            case .geometry: .geometry
            default: .capturerDied
            }
        return TrialFailure(reason, "\(name): \(error.message ?? "no reason given")")
    }

    /// Takes the first message that `matches`.
    func take(_ matches: (RoleMessage) -> Bool) -> RoleMessage? {
        guard let index = inbox.firstIndex(where: matches) else { return nil }
        return inbox.remove(at: index)
    }

    func answer(to tag: Int) -> RoleMessage? {
        take { $0.type == .snapshot && $0.tag == tag }
    }

    /// Ends the role if it has not ended, and waits for it.
    func end() -> ProcessEnd? {
        child.closeInput()
        child.kill()
        return try? child.wait()
    }

    /// The end if it has come by itself.
    func endIfThere() -> ProcessEnd? {
        (try? child.poll()) ?? nil
    }
}
