import Kernel
import Results
import Roles
import Testbed

/// The runner's end of one agent.
final class HostConnection {
    /// The longest line of an agent: the tasks of a machine with ten thousands of processes.
    static let longestLine = 64 << 20
    /// How often at least the agent hears something (ns).
    static let pingEvery: Int64 = 2_000_000_000

    /// For people: `user@cap`, or `local`.
    let name: String
    let greeting: HostGreeting
    private let child: ChildProcess
    private var reader: LineReader
    private var nextID = 0
    private var answers: [Int: Result<HostAnswer, HostFailure>] = [:]
    private var lines: [RoleProcess.Role: [String]] = [:]
    private var ends: [RoleProcess.Role: ProcessEnd?] = [:]
    private var lastSaid = MonotonicClock.now()
    private(set) var isLost = false
    /// What it and ssh say on standard error.
    private let errorFile: MemoryFile

    /// Starts an agent and waits for its first word.
    ///
    /// - Parameter words: the program and its arguments.
    init(_ name: String, _ words: [String], _ stage: Stage) throws {
        self.name = name
        errorFile = try MemoryFile()
        child = try ChildProcess(
            words[0], Array(words.dropFirst()),
            streams: .init(
                input: .pipe, output: .pipe, error: .descriptor(errorFile.number)))
        reader = LineReader(child.outputNumber, longest: Self.longestLine)
        greeting = try Self.awaitGreeting(&reader, child, stage, errorFile, name)
    }

    private static func awaitGreeting(
        _ reader: inout LineReader, _ child: ChildProcess, _ stage: Stage, _ errors: MemoryFile,
        _ name: String
    ) throws -> HostGreeting {
        let deadline = MonotonicClock.now() + 30_000_000_000
        while !reader.hasEnded, MonotonicClock.now() < deadline {
            try stage.checkSignals()
            _ = Poll.readable([child.outputNumber, stage.signalNumber], within: 200_000_000)
            for line in reader.read() {
                let message: AgentLine = try MessageLine.decode(line)
                if case .hello(let greeting) = message.message { return greeting }
            }
        }
        child.kill()
        let said = (try? errors.tail(4096)) ?? ""
        throw HostError(name, .unreachable("its agent did not begin: \(SSH.reason(said))"))
    }

    /// For ``Poll``; below 0 when nothing more will come.
    var number: CInt { isLost ? -1 : child.outputNumber }

    /// Reads what has come, and says that the runner is there, if it is time to.
    ///
    /// - Throws: `host-lost`.
    func pump() throws(TrialFailure) {
        guard !isLost else { throw lost }
        for line in reader.read() { try hear(line) }
        if reader.hasEnded { throw lose() }
        if MonotonicClock.now() - lastSaid > Self.pingEvery { try tell(.ping) }
    }

    private func hear(_ line: String) throws(TrialFailure) {
        do throws(ProtocolError) {
            let message: AgentLine = try MessageLine.decode(line)
            switch message.message {
            case .hello: break
            case .answer(let id, let answer): answers[id] = .success(answer)
            case .failed(let id, let failure): answers[id] = .failure(failure)
            case .said(let role, let line): lines[role, default: []].append(line)
            case .ended(let role, let end): ends[role] = .some(end)
            }
        } catch {
            throw TrialFailure(.hostLost, "host \(name): \(error)")
        }
    }

    /// Says something that has no answer.
    func tell(_ request: HostRequest) throws(TrialFailure) {
        _ = try post(request)
    }

    /// Sends a request; ``answer(to:_:within:)`` finds what comes of it.
    func post(_ request: HostRequest) throws(TrialFailure) -> Int {
        guard !isLost else { throw lost }
        nextID += 1
        lastSaid = MonotonicClock.now()
        do throws(SystemError) {
            try child.send(MessageLine.encode(HostCall(id: nextID, request: request)))
        } catch {
            throw lose()
        }
        return nextID
    }

    /// Waits for the answer to a request.
    ///
    /// - Parameters:
    ///   - stage: of which signals end the wait; `nil` where nothing may.
    ///   - limit: nanoseconds after which the host counts as lost.
    /// - Throws: ``HostFailure``, ``TrialFailure`` (`host-lost`), ``Interrupted``.
    func answer(to id: Int, _ stage: Stage?, within limit: Int64 = 15_000_000_000) throws
        -> HostAnswer
    {
        let deadline = MonotonicClock.now() + limit
        while true {
            try pump()
            if let answer = answers.removeValue(forKey: id) { return try answer.get() }
            try stage?.checkSignals()
            let left = deadline - MonotonicClock.now()
            guard left > 0 else { throw lose("no answer within \(limit / 1_000_000_000) s") }
            _ = Poll.readable([number, stage?.signalNumber ?? -1], within: min(left, 500_000_000))
        }
    }

    func ask(
        _ request: HostRequest, _ stage: Stage?, within limit: Int64 = 15_000_000_000
    ) throws -> HostAnswer {
        try answer(to: try post(request), stage, within: limit)
    }

    /// The lines that a role has said since.
    func takeLines(of role: RoleProcess.Role) -> [String] {
        defer { lines[role] = nil }
        return lines[role] ?? []
    }

    /// How a role ended; `nil` if its output is still open, `.some(nil)` if nobody knows.
    func end(of role: RoleProcess.Role) -> ProcessEnd?? { ends[role] }

    /// Forgets what roles of an earlier attempt have said.
    func forget() {
        (lines, ends, answers) = ([:], [:], [:])
    }

    /// Lets the agent put everything back and end; waits for that.
    func close() {
        child.closeInput()
        let deadline = MonotonicClock.now() + (isLost ? 0 : 25_000_000_000)
        while ((try? child.poll()) ?? nil) == nil {
            guard MonotonicClock.now() < deadline else {
                child.kill()
                _ = try? child.wait()
                return
            }
            if !reader.hasEnded {
                _ = Poll.readable([child.outputNumber], within: 50_000_000)
                _ = reader.read()
            } else {
                Poll.sleep(until: MonotonicClock.now() + 5_000_000)
            }
        }
    }

    /// Notes that nothing more will come.
    @discardableResult
    private func lose(_ reason: String? = nil) -> TrialFailure {
        isLost = true
        child.closeInput()
        child.kill()
        self.reason = reason ?? SSH.reason((try? errorFile.tail(4096)) ?? "")
        return lost
    }

    private var reason: String?

    private var lost: TrialFailure {
        TrialFailure(.hostLost, "the connection to host \(name) was lost: \(reason ?? "closed")")
    }
}

/// A role on a host, reached through its agent.
final class HostChannel: RoleChannel {
    let pid: CInt
    private let role: RoleProcess.Role
    private let connection: HostConnection
    private let errorPath: String?
    private var last: ProcessEnd??

    /// - Parameter errorPath: where the last of its standard error is to be written; `nil` for
    ///   nowhere.
    init(
        _ role: RoleProcess.Role, pid: CInt, of connection: HostConnection, errorPath: String?
    ) {
        self.role = role
        self.pid = pid
        self.connection = connection
        self.errorPath = errorPath
    }

    var number: CInt { hasEnded ? -1 : connection.number }
    var hasEnded: Bool { connection.isLost || connection.end(of: role) != nil }
    let errorBytes = 0

    func read() throws(TrialFailure) -> [String] {
        try connection.pump()
        return connection.takeLines(of: role)
    }

    func send(_ message: RunnerMessage) throws {
        try connection.tell(.say(role, RunnerMessage.Relative(message)))
    }

    func kill() { try? connection.tell(.kill(role)) }

    func poll() -> ProcessEnd? {
        try? connection.pump()
        return connection.end(of: role) ?? nil
    }

    func end() -> ProcessEnd? {
        if let last { return last }
        guard !connection.isLost,
            case .roleEnd(let end, let errors)? = try? connection.ask(
                .end(role), nil, within: 10_000_000_000)
        else { return nil }
        if let errorPath, !errors.isEmpty {
            Invoker.files { try? TextFile.write(errors, to: errorPath) }
        }
        let known = connection.end(of: role) ?? nil
        last = .some(end ?? known)
        return end ?? known
    }
}
