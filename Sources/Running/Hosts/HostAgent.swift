import Capture
import FoundationEssentials
import Frames
import Kernel
import Roles
import Sampling
import Settings
import Testbed
import Traffic

/// The part of a sweep that is on another host: it does there what the runner does on its own.
///
/// `bench host-agent`, started by the runner through ssh. It reads requests, starts the roles of its
/// host, reads its clocks and counters, and passes on what the roles say. When its input ends, or when
/// nothing has come for ``longestSilence``, it ends the roles, puts the interfaces back and exits.
package final class HostAgent {
    /// How long the runner may say nothing (ns): it says at least ``HostConnection/pingEvery``.
    static let longestSilence: Int64 = 15_000_000_000
    /// Nanoseconds that putting everything back may take.
    private static let longestEnd: Int64 = 20_000_000_000

    private let placement: Placement?
    private var networkLock: FileLock?
    private var lock: SweepLock?
    private var configuration: InterfaceConfiguration?
    private var attempt: AgentAttempt?
    private var probe: TruesizeProbe.Queue?
    /// `nil` until it is wanted, and where it cannot be had.
    private lazy var clock = try? SoftirqClock()
    private var lastHeard = MonotonicClock.now()
    /// Found before this process is bound to a CPU.
    private lazy var facts = HostInquiry.facts()

    private init() {
        placement = (try? Scheduling.allowedCPUs()).flatMap { Placement(allowed: $0) }
    }

    /// Serves the runner until its end.
    ///
    /// - Parameter version: of this program.
    /// - Returns: the exit status.
    package static func run(version: String) -> Int32 {
        Wake.prepare()
        let signals = try? EndSignals()
        let agent = HostAgent()
        say(.hello(agent.greeting(version)))
        agent.serve(signals)
        return agent.end()
    }

    /// Writes a message; a runner that has gone is noticed by the end of the input.
    static func say(_ message: AgentMessage) {
        try? StandardStream.writeOutput(MessageLine.encode(AgentLine(message: message)))
    }

    private func greeting(_ version: String) -> HostGreeting {
        HostGreeting(
            version: version,
            hostName: (try? ProcFile.text("/proc/sys/kernel/hostname")) ?? "unknown",
            boot: (try? ProcFile.text("/proc/sys/kernel/random/boot_id")) ?? "unknown",
            isRoot: ProcessInfo.isRoot && !Privilege.isRootless,
            generatorCPU: placement?.generator, captureCPU: placement?.capture,
            workerCPUs: placement?.workers ?? [],
            pids: Ancestry.ofConnection())
    }

    private func serve(_ signals: EndSignals?) {
        var input = LineReader(0, longest: HostConnection.longestLine)
        while !input.hasEnded {
            let roles = attempt?.numbers ?? []
            let found = Poll.readable(
                [0, signals?.number ?? -1] + roles, within: 1_000_000_000)
            if found.contains(0) {
                for line in input.read() { hear(line) }
            }
            if signals?.next() != nil { return }
            attempt?.passOn()
            guard MonotonicClock.now() - lastHeard < Self.longestSilence else { return }
        }
    }

    private func hear(_ line: String) {
        lastHeard = MonotonicClock.now()
        let call: HostCall
        do throws(ProtocolError) {
            call = try MessageLine.decode(line)
        } catch {
            return StandardStream.writeError("bench host-agent: \(error)\n")
        }
        do {
            guard let answer = try answer(to: call.request) else { return }
            Self.say(.answer(id: call.id, answer))
        } catch let failure as HostFailure {
            Self.say(.failed(id: call.id, failure))
        } catch {
            Self.say(.failed(id: call.id, HostFailure(kind: .interface, message: "\(error)")))
        }
    }

    /// Leaves nothing behind, within ``longestEnd``.
    private func end() -> Int32 {
        let isDone = SharedFlag()
        try? Thread.start {
            Poll.sleep(until: MonotonicClock.now() + Self.longestEnd, orRaised: isDone)
            if !isDone.isRaised { ProcessInfo.exitNow(1) }
        }
        attempt?.end()
        attempt = nil
        probe = nil
        for line in configuration?.putBack() ?? [] {
            StandardStream.writeError("bench host-agent: \(line)\n")
        }
        withExtendedLifetime((lock, networkLock)) {}
        isDone.raise()
        return 0
    }
}

extension HostAgent {
    /// Does what is asked; `nil` where nobody waits for an answer.
    private func answer(to request: HostRequest) throws -> HostAnswer? {
        switch request {
        case .ping: return nil
        case .say(let role, let message):
            try? attempt?.send(message, to: role)
            return nil
        case .kill(let role):
            attempt?.kill(role)
            return nil
        case .lock(let machine): return .lines(try takeLock(machine))
        case .facts: return .facts(facts)
        case .examine: return .checks(Doctor.examineForInterfaces())
        case .obstacles(let backends, let engines, let programs):
            return .obstacles(HostInquiry.obstacles(backends, engines, programs))
        case .engine(let name, let tasks): return try HostInquiry.engine(name, tasks)
        case .foreignLoad: return .load(try HostInquiry.foreignLoad())
        case .check(let names, let mtu, let floods, let configures):
            try HostInquiry.check(names, mtu: mtu, floods: floods, configures: configures)
            return .done
        case .configure(let sides, let mtu):
            let cpu = try placed().capture
            configuration = try InterfaceConfiguration.apply(
                sides.map { ($0.name, $0.side == .capture ? cpu : nil) }, mtu: mtu)
            return .done
        case .awaitCarrier(let names):
            InterfaceConfiguration.awaitCarrier(names)
            return .done
        case .putBack:
            defer { configuration = nil }
            return .lines(configuration?.putBack() ?? [])
        case .openProbe, .charged, .closeProbe, .sendProbe: return try probing(request)
        default: return try attempting(request)
        }
    }

    private func placed() throws(HostFailure) -> Placement {
        guard let placement else {
            throw HostFailure(kind: .unfit, message: "no CPU may be used")
        }
        return placement
    }

    private func takeLock(_ machine: Bool) throws -> [String] {
        guard networkLock == nil else { return [] }
        // Two hosts may be one machine. An agent whose connection was lost may still be there, and
        // puts back what the next one has set up.
        networkLock = try FileLock(path: "/proc/self/ns/net")
        guard networkLock != nil else {
            throw HostFailure(
                kind: .unfit,
                message: "another sweep is running there; if both hosts are one, give them one name"
            )
        }
        guard machine else { return Leftovers.putBack() }
        guard let lock = try SweepLock() else {
            networkLock = nil
            throw HostFailure(
                kind: .unfit,
                message: "another sweep is running on this machine"
                    + (SweepLock.holder.map { " (\($0))" } ?? ""))
        }
        self.lock = lock
        return Recovery.run(lock)
    }

    /// What an attempt needs.
    private func attempting(_ request: HostRequest) throws -> HostAnswer? {
        if case .open(let sides, let mtu, let isConfigured, let isUnclocked) = request {
            attempt?.end()
            attempt = nil
            _ = facts
            // Out of the capturer's way.
            try? Scheduling.pin(to: try placed().generator)
            let attempt = try AgentAttempt(
                sides, mtu: mtu, isConfigured: isConfigured, placement: try placed(),
                clock: isUnclocked ? nil : clock)
            self.attempt = attempt
            return .ends(attempt.ends)
        }
        guard let attempt else {
            guard case .end = request else {
                if case .close = request { return .done }
                throw HostFailure(kind: .interface, message: "no attempt is under way")
            }
            return .roleEnd(nil, errors: "")
        }
        if case .close = request {
            attempt.end()
            self.attempt = nil
            return .done
        }
        return try attempt.answer(to: request)
    }

    /// What measuring the truesize needs: see ``TruesizeProbe``.
    private func probing(_ request: HostRequest) throws -> HostAnswer {
        switch request {
        case .openProbe(let interface, let format):
            probe = try TruesizeProbe.Queue(try Link(named: interface), format.format)
            try probe?.empty()
        case .charged(let frames): return .charged(try probe?.charged(for: frames))
        case .sendProbe(let interface, let task, let engine, let words, let frames):
            guard let engine = Engine.named(engine) else {
                throw HostFailure(kind: .unfit, message: "there is no engine \(engine)")
            }
            let task = try task.task()
            let settings = try engine.settings(words)
            let session = try engine.open(
                TrafficRequest(
                    interface: interface, settings: settings, sizes: task.sizes,
                    load: task.load, format: task.format, peer: nil))
            let run = TrafficRun(
                runID: 0, start: MonotonicClock.now(), frames: frames, duration: 1_000_000_000)
            _ = try session.run(run, until: SharedFlag())
        default: probe = nil
        }
        return .done
    }
}

extension Engine {
    fileprivate func settings(_ words: [String]) throws -> Settings {
        try Settings(words: words, for: "engine \(name)", specs: component.settings)
    }
}
