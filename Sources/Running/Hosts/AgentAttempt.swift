import Kernel
import Roles
import Sampling
import Testbed

/// One attempt at a trial, as far as it takes place on the agent's host.
final class AgentAttempt {
    let ends: [NamedEnd]
    private let placement: Placement
    private var links: [NamedEnd.Side: Link] = [:]
    private let processes: ProcessNamespace
    private let sampler: CaptureSampler
    private var roles: [AgentRole] = []

    /// Looks at the interfaces, and makes the namespace of the roles.
    init(
        _ sides: [NamedSide], mtu: Int, isConfigured: Bool, placement: Placement,
        clock: SoftirqClock?
    ) throws {
        self.placement = placement
        ends = try sides.map { side throws(TestbedError) in
            try NamedEnd.look(
                at: side.name, as: side.side, mtu: mtu, cpu: placement.capture,
                isConfigured: isConfigured)
        }
        for side in sides { links[side.side] = try Link(named: side.name) }
        processes = try ProcessNamespace(executable: ProcessInfo.executable)
        sampler = CaptureSampler(captureCPU: placement.capture, softirqClock: clock)
    }

    /// Descriptors on which roles may speak.
    var numbers: [CInt] { roles.map(\.channel.number) }

    /// Passes on what the roles have said since.
    func passOn() {
        for role in roles { role.passOn() }
    }

    func answer(to request: HostRequest) throws -> HostAnswer {
        switch request {
        case .start(let kind, let words): return .started(pid: try start(kind, words))
        case .watch(let isTool):
            try sampler.watch(capturer: role(.capturer)?.channel.pid, isTool: isTool)
            return .done
        case .sample: return .sample(try sampler.sample())
        case .state: return .state(try sampler.state(of: try link(.capture)))
        case .links(let side): return .links(try link(side).counters())
        case .end(let kind):
            guard let role = role(kind) else { return .roleEnd(nil, errors: "") }
            let end = role.channel.end()
            role.passOn()
            roles.removeAll { $0 === role }
            return .roleEnd(end, errors: role.errors)
        default: throw HostFailure(kind: .interface, message: "not a request of an attempt")
        }
    }

    func send(_ message: RunnerMessage.Relative, to kind: RoleProcess.Role) throws {
        try role(kind)?.channel.send(try message.absolute())
    }

    func kill(_ kind: RoleProcess.Role) { role(kind)?.channel.kill() }

    /// Ends all its processes.
    func end() {
        for role in roles { _ = role.channel.end() }
        roles = []
        processes.end()
    }

    private func role(_ kind: RoleProcess.Role) -> AgentRole? { roles.first { $0.kind == kind } }

    private func link(_ side: NamedEnd.Side) throws(HostFailure) -> Link {
        guard let link = links[side] else {
            throw HostFailure(kind: .interface, message: "no interface is the \(side.rawValue)'s")
        }
        return link
    }

    private func start(_ kind: RoleProcess.Role, _ words: [String]) throws -> Int32 {
        let link = try link(kind.side)
        let cpu = kind == .capturer ? placement.capture : placement.generator
        let role = try processes.start { () throws(SystemError) in
            try AgentRole(kind, in: link.namespace.path, cpu: cpu, words: words)
        }
        roles.append(role)
        return role.channel.pid
    }
}

/// A role that the agent has started.
final class AgentRole {
    let kind: RoleProcess.Role
    let channel: ChildChannel
    private let errorFile: MemoryFile
    private var hasToldEnd = false
    /// Of its standard error so much is kept, and it may write so much at most.
    private static let keptErrors = 64 << 10
    private static let mostErrors = 64 << 20

    init(
        _ kind: RoleProcess.Role, in namespace: String, cpu: Int, words: [String]
    ) throws(SystemError) {
        self.kind = kind
        errorFile = try MemoryFile()
        channel = try ChildChannel(
            in: namespace, cpu: cpu, executable: ProcessInfo.executable, program: nil,
            words: words, errors: .descriptor(errorFile.number))
    }

    /// The last of its standard error.
    var errors: String { (try? errorFile.tail(Self.keptErrors)) ?? "" }

    /// Passes on the lines that have come, and the end.
    func passOn() {
        guard !hasToldEnd else { return }
        for line in (try? channel.read()) ?? [] { HostAgent.say(.said(kind, line: line)) }
        if (try? errorFile.size()) ?? 0 > Self.mostErrors { channel.kill() }
        guard channel.hasEnded else { return }
        hasToldEnd = true
        // Its output closes a moment before it can be waited for.
        let deadline = MonotonicClock.now() + 200_000_000
        var end = channel.poll()
        while end == nil, MonotonicClock.now() < deadline {
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
            end = channel.poll()
        }
        HostAgent.say(.ended(kind, end))
    }
}
