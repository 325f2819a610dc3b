import Capture
import Kernel
import Results
import Sampling
import Testbed
import Traffic

/// What an agent finds out about its host before a sweep begins.
enum HostInquiry {
    static func facts() -> HostFacts {
        HostFacts(
            facts: EnvironmentFacts.read().merging(Machine.factsHere()) { _, new in new },
            conditions: Conditions.here(),
            toolVersions: ToolVersions.read(), quotas: CPUQuota.read().map(\.words))
    }

    /// Why these cannot work here, by “backend NAME”, “engine NAME”, “program NAME”.
    static func obstacles(
        _ backends: [String], _ engines: [String], _ programs: [String]
    ) -> [String: String] {
        var found: [String: String] = [:]
        for name in backends {
            found["backend \(name)"] = Backend.named(name).flatMap(Availability.obstacle)
        }
        for name in engines { found["engine \(name)"] = Engine.named(name)?.obstacle() }
        for name in programs where !Backend.isExecutable(name) {
            found["program \(name)"] = "there is no program “\(name)” to be executed"
        }
        return found
    }

    /// What `auto` stands for; or whether the engine of this name can send any of these here.
    static func engine(_ name: String?, _ tasks: [WrittenTask]) throws(HostFailure) -> HostAnswer {
        let tasks = try tasks.map { task throws(HostFailure) in try task.task() }
        guard let name else {
            guard let choice = Engine.preferred(for: tasks) else {
                throw HostFailure(kind: .unfit, message: "no traffic engine works there")
            }
            return .engine(name: choice.engine.name, reason: choice.reason)
        }
        guard let engine = Engine.named(name) else {
            throw HostFailure(kind: .unfit, message: "there is no engine \(name)")
        }
        let objections = tasks.map(engine.objection)
        if let reason = engine.obstacle()
            ?? (objections.contains(nil) ? nil : objections.first ?? nil)
        {
            throw HostFailure(kind: .unfit, message: "engine \(name) cannot be used: \(reason)")
        }
        return .engine(name: name, reason: nil)
    }

    /// What others take, in words, if it is more than a trial may have beside it.
    static func foreignLoad() throws -> String? {
        QuietMachine.words(try QuietMachine.look(excluding: Set(Ancestry.ofConnection())))
    }

    /// Whether interfaces may be flooded and can be used.
    static func check(
        _ names: [String], mtu: Int, floods: [String], configures: Bool
    ) throws(HostFailure) {
        for name in names {
            if let problem = Fitness.problem(
                with: name, mtu: mtu, floods: floods, configures: configures)
            {
                throw HostFailure(kind: .unfit, message: problem)
            }
        }
    }
}

/// Which processes belong to the connection that an agent serves.
enum Ancestry {
    /// This process and those above it up to the one of its connection: ssh's, or the runner.
    ///
    /// Not the daemon above, which has other people's sessions below it.
    static func ofConnection() -> [Int32] {
        let own = ProcessInfo.pid
        guard let processes = try? TaskSnapshot.read().processes else { return [own] }
        var found = [own]
        var hasSession = false
        var next = processes[own]?.parent
        while let pid = next, pid > 1, let process = processes[pid], found.count < 16 {
            let isSession = process.name.hasPrefix("sshd")
            // The session of an ordinary user has two processes; then comes the daemon.
            if hasSession && !isSession { break }
            let isDaemon = processes[process.parent].map { !$0.name.hasPrefix("sshd") } ?? true
            if isSession && isDaemon { break }
            found.append(pid)
            if process.name == "bench" { break }
            hasSession = hasSession || isSession
            next = process.parent
        }
        return found
    }
}
