package import Experiment
import FoundationEssentials
import Kernel
import Results
import Testbed

/// The two hosts of a sweep: their agents, and what is asked of both.
///
/// A host that is the machine that bench was started on has an agent too, as a child process. One
/// agent does both parts where both are on one host.
package final class HostPair {
    let interfaces: NamedInterfaces
    let stage: Stage
    private let pushes: Bool
    /// Whether softirqs are left unmeasured.
    private let isUnclocked: Bool
    var say: (String) -> Void = { StandardStream.writeError("bench: \($0)\n") }
    private let folder: SSHFolder
    private var sessions: [String: SSH] = [:]
    private(set) var connections: [String: HostConnection] = [:]
    /// What is set up for the sweep; `nil` if nothing is.
    private var configuredMTU: Int?
    /// Why something cannot work there: see ``HostInquiry/obstacles(_:_:_:)``.
    var obstacles: [String: String] = [:]
    /// Receive queues of the interface that captures; `nil` before it was looked at.
    var receiveQueues: Int?
    /// What the hosts said of themselves at the beginning.
    var knownFacts: [NamedEnd.Side: HostFacts] = [:]
    private var isClosed = false

    /// Connects to the hosts and becomes the only sweep there.
    ///
    /// - Parameters:
    ///   - pushes: whether this program may be copied to a host that lacks it.
    ///   - locks: whether this is a sweep, and not only a look.
    /// - Throws: ``SweepError``, ``Interrupted``.
    package init(
        _ interfaces: NamedInterfaces, _ stage: Stage, pushes: Bool, isUnclocked: Bool = false,
        locks: Bool = true
    ) throws {
        self.interfaces = interfaces
        self.stage = stage
        self.pushes = pushes
        self.isUnclocked = isUnclocked
        do throws(SystemError) {
            folder = try SSHFolder()
        } catch {
            throw SweepError(.failure, error.description)
        }
        do {
            try connect()
            if locks { try lock(within: 0) }
        } catch {
            close()
            throw told(error)
        }
    }

    deinit { close() }

    private func told(_ error: any Error) -> any Error {
        switch error {
        case let error as HostError:
            if case .interrupted = error.reason {
                do { try stage.checkSignals() } catch { return error }
                return Interrupted(signal: 2)
            }
            return SweepError(.unfit, error.description)
        case let failure as TrialFailure: return SweepError(.unfit, failure.message)
        case is SweepError, is Interrupted: return error
        default: return SweepError(.failure, "\(error)")
        }
    }

    /// Asks, and tells a failure with the host's name.
    ///
    /// - Throws: ``SweepError``, ``Interrupted``.
    func ask(
        _ request: HostRequest, of side: NamedEnd.Side, within limit: Int64 = 30_000_000_000
    ) throws -> HostAnswer {
        let connection = try connection(side)
        return try ask(request, connection, within: limit)
    }

    func ask(
        _ request: HostRequest, _ connection: HostConnection,
        within limit: Int64 = 30_000_000_000
    ) throws -> HostAnswer {
        do {
            return try connection.ask(request, stage, within: limit)
        } catch let failure as HostFailure {
            throw SweepError(.unfit, "host \(connection.name): \(failure.message)")
        } catch {
            throw told(error)
        }
    }

    /// Does what needs hosts, and tells a failure as one of the sweep's.
    func telling<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw told(error) }
    }

    // MARK: - Connections

    private var hosts: Hosts { interfaces.hosts ?? Hosts(generator: nil, capture: nil) }

    func host(_ side: NamedEnd.Side) -> String {
        Hosts.words(side == .generator ? hosts.generator : hosts.capture)
    }

    func interface(_ side: NamedEnd.Side) -> String {
        side == .generator ? interfaces.generator : interfaces.capture
    }

    /// Whether sender and receiver have two clocks, which are never compared.
    var hasTwoClocks: Bool { !hosts.areOne }

    func connection(_ side: NamedEnd.Side) throws(SweepError) -> HostConnection {
        guard let connection = connections[host(side)] else {
            throw SweepError(.failure, "host \(host(side)) is not connected")
        }
        return connection
    }

    /// The agents, each with the interfaces of its host.
    func parts() -> [(connection: HostConnection, sides: [NamedSide])] {
        connections.sorted { $0.key < $1.key }.map { name, connection in
            let sides = [NamedEnd.Side.generator, .capture].filter { host($0) == name }
            return (connection, sides.map { NamedSide(side: $0, name: interface($0)) })
        }
    }

    private func connect() throws {
        for name in Set([host(.generator), host(.capture)]).sorted() where connections[name] == nil
        {
            connections[name] = try connect(to: name)
            stage.hosts = Array(connections.values)
        }
    }

    private func connect(to name: String) throws -> HostConnection {
        guard name != Hosts.local else { return try connectHere() }
        let ssh = sessions[name] ?? SSH(name, folder: folder.path)
        sessions[name] = ssh
        guard let hash = BuildProbe.sha256(of: "/proc/\(ProcessInfo.pid)/exe") else {
            throw HostError(name, .unfit("this program cannot be read"))
        }
        let program = RemoteProgram(ssh: ssh, hash: hash)
        let isRoot = try program.prepare(pushes: pushes, sayingSo: say)
        let words = ssh.words(program.agentScript(isRoot: isRoot))
        let connection = try HostConnection(name, words, stage)
        guard connection.greeting.isRoot else {
            connection.close()
            throw HostError(name, .unfit("its agent is not root of the machine"))
        }
        return connection
    }

    private func connectHere() throws -> HostConnection {
        guard ProcessInfo.isRoot, !Privilege.isRootless else {
            throw SweepError(
                .unfit,
                "topology nic needs root on this machine too, which is one of [hosts]: run "
                    + "it with sudo")
        }
        return try HostConnection(
            Hosts.local, [ProcessInfo.executable, "host-agent"], stage)
    }

    /// Takes the lock of each machine, waiting as long as the agent of a lost connection may live.
    private func lock(within limit: Int64) throws {
        var locked: Set<String> = []
        for (_, connection) in connections.sorted(by: { $0.key < $1.key }) {
            // Two hosts may be one machine: containers, or two names.
            let request = HostRequest.lock(
                machine: locked.insert(connection.greeting.boot).inserted)
            let deadline = MonotonicClock.now() + limit
            while true {
                do {
                    guard case .lines(let lines) = try ask(request, connection) else { break }
                    for line in lines { say("host \(connection.name): \(line)") }
                    break
                } catch let error as SweepError where error.kind == .unfit {
                    guard MonotonicClock.now() < deadline else { throw error }
                    try stage.sleep(until: MonotonicClock.now() + 500_000_000)
                }
            }
        }
    }

    /// Connects again to hosts whose connection was lost.
    ///
    /// - Throws: ``SweepError`` (failure) if that cannot be done.
    func mend() throws {
        let lost = connections.filter { $0.value.isLost }
        guard !lost.isEmpty else { return }
        for (name, connection) in lost {
            connection.close()
            sessions[name]?.close()
            connections[name] = nil
        }
        stage.hosts = Array(connections.values)
        say("connecting again to \(lost.keys.sorted().joined(separator: ", "))")
        do {
            try reconnect(within: 60_000_000_000)
            // The agent of the lost connection ends after a while, and lets go of the lock.
            try lock(within: HostAgent.longestSilence + 30_000_000_000)
            if let configuredMTU { try configure(mtu: configuredMTU) }
        } catch let error as SweepError {
            throw SweepError(.failure, error.description)
        }
    }

    private func reconnect(within limit: Int64) throws {
        let deadline = MonotonicClock.now() + limit
        while true {
            do {
                return try connect()
            } catch {
                let told = told(error)
                guard told is SweepError, MonotonicClock.now() < deadline else { throw told }
                try stage.sleep(until: MonotonicClock.now() + 2_000_000_000)
            }
        }
    }

    /// Sets the interfaces up, and waits for the link.
    func configure(mtu: Int) throws {
        configuredMTU = mtu
        for (connection, sides) in parts() {
            _ = try ask(.configure(sides, mtu: mtu), connection)
        }
        for (connection, sides) in parts() {
            _ = try ask(.awaitCarrier(sides.map(\.name)), connection)
        }
    }

    var isConfigured: Bool { configuredMTU != nil }

    /// The place of an attempt.
    ///
    /// - Parameter rawDirectory: where the roles' standard error goes; `nil` for nowhere.
    func ground(for point: SweepPoint, rawDirectory: String?) throws -> any TrialGround {
        for (_, connection) in connections { connection.forget() }
        var ends: [NamedEnd] = []
        for (connection, sides) in parts() {
            let request = HostRequest.open(
                sides, mtu: point.traffic.neededMTU, isConfigured: isConfigured,
                isUnclocked: isUnclocked)
            let answer = try HostGround.translating(connection.name) {
                try connection.ask(request, stage)
            }
            if case .ends(let found) = answer { ends += found }
        }
        guard let generator = ends.first(where: { $0.side == .generator }),
            let capture = ends.first(where: { $0.side == .capture })
        else { throw TrialFailure(.interface, "a host did not tell of its interface") }
        return HostGround(
            self, generator, capture, try connection(.generator), try connection(.capture),
            rawDirectory: rawDirectory)
    }

    /// Which CPU does what on the two.
    var placement: Placement? {
        guard let generator = try? connection(.generator).greeting.generatorCPU,
            let capture = try? connection(.capture).greeting
        else { return nil }
        var placement = Placement(
            generator: generator, capture: capture.captureCPU ?? 0,
            spare: Array(capture.workerCPUs.dropFirst()))
        // One CPU of the capture host for everything is told as on one machine.
        placement.spansHosts = hasTwoClocks && capture.generatorCPU != capture.captureCPU
        return placement
    }

    /// Has everything put back, and ends the agents and the connections.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        stage.hosts = []
        for (_, connection) in connections { connection.close() }
        for (_, ssh) in sessions { ssh.close() }
        folder.remove()
    }
}

/// The directory of the sockets of ssh's shared connections: short, for a socket's path has 107
/// bytes, and this user's alone.
final class SSHFolder {
    let path: String
    private static let prefix = "bench-ssh."

    init() throws(SystemError) {
        Self.removeLeftovers()
        path =
            "/tmp/\(Self.prefix)\(ProcessInfo.pid).\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try Directory.makePrivate(path)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Those of runs that were killed, once ssh has removed its sockets.
    private static func removeLeftovers() {
        for name in (try? ProcDirectory.names("/tmp")) ?? [] where name.hasPrefix(prefix) {
            let pid = name.dropFirst(prefix.count).prefix { $0.isNumber }
            if !ProcFile.exists("/proc/\(pid)") { Directory.removeEmpty("/tmp/\(name)") }
        }
    }
}
