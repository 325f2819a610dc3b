import Capture
import Experiment
import Frames
import Kernel
import Results
import Settings
import Testbed
import Traffic

extension HostPair {
    /// Refuses what cannot be measured on two hosts, before anything is done.
    static func check(_ experiment: Experiment, _ hosts: Hosts) throws(SweepError) {
        guard experiment.topologies == [NamedInterfaces.topology] else {
            throw SweepError(
                .usage, "[hosts] is for an experiment whose only topology is “nic”")
        }
        guard experiment.builds.isEmpty else {
            throw SweepError(
                .usage, "two builds are compared on one machine: leave out [hosts]")
        }
        for point in experiment.points() {
            if point.traffic.format.isConnection {
                throw SweepError(
                    .usage,
                    "frame_format “tcp4” needs both ends of the connection on one machine: "
                        + "leave out [hosts]")
            }
            if point.traffic.format.replay != nil {
                throw SweepError(
                    .usage,
                    "frame_format “recorded” reads its recording on the machine that sends and on the "
                        + "one that captures, and only this one has it: leave out [hosts]")
            }
            if CaptureSettings.measuresLatency(point.settings), !hosts.areOne {
                throw SweepError(
                    .usage,
                    "series “\(point.label)”: latency is the time of arrival less that of sending, "
                        + "and two hosts have two clocks: leave out latency, or measure on one "
                        + "machine")
            }
        }
    }

    /// The experiment with an engine that works on the host that sends.
    ///
    /// - Parameter configures: whether the interfaces are set up before the first trial.
    func resolve(
        _ experiment: Experiment, configures: Bool
    ) throws -> EngineChoice.ResolvedEngines {
        let tasks = experiment.traffics().map { task($0, isSetUp: configures) }
        guard experiment.hasAutoEngine else {
            for name in Set(experiment.engines.map(\.name)).sorted() {
                _ = try ask(.engine(name: name, tasks), of: .generator)
            }
            return EngineChoice.ResolvedEngines(
                experiment: experiment, reason: nil, engine: nil, topology: nil,
                topologyReason: nil)
        }
        guard
            case .engine(let name, let reason) = try ask(
                .engine(name: nil, tasks), of: .generator), let engine = Engine.named(name)
        else { throw SweepError(.unfit, "no traffic engine works on host \(host(.generator))") }
        do {
            return EngineChoice.ResolvedEngines(
                experiment: try experiment.resolvingAuto(to: engine.component), reason: reason,
                engine: name, topology: nil, topologyReason: nil)
        } catch {
            throw SweepError(.usage, "\(error)")
        }
    }

    private func task(_ traffic: TrafficPoint, isSetUp: Bool) -> WrittenTask {
        WrittenTask(
            load: traffic.load.load.text, sizes: traffic.sizes.text,
            format: WrittenFormat(traffic.format), interface: interfaces.generator,
            isSetUp: isSetUp)
    }

    /// Makes sure that the plan can be run, and sets up what is to be set up.
    ///
    /// - Throws: ``SweepError`` with what is in the way; nothing has begun then.
    func prepare(_ plan: Plan, floods: [String], configures: Bool) throws {
        let mtu = plan.points.map(\.traffic.neededMTU).max() ?? 0
        try checkBackends(plan)
        for (connection, sides) in parts() {
            _ = try ask(
                .check(sides.map(\.name), mtu: mtu, floods: floods, configures: configures),
                connection)
        }
        if configures { try configure(mtu: mtu) }
        try checkLink(mtu)
        try checkObjections(plan)
        if let traffic = plan.points.first(where: { !$0.feedsItself })?.traffic {
            try checkFrames(traffic)
        }
    }

    private func checkBackends(_ plan: Plan) throws {
        let programs = plan.points.filter(\.isTool).compactMap { point in
            Backend.namedTool(point.settings).map { ($0, point.label) }
        }
        let answer = try ask(
            .obstacles(
                backends: Set(plan.points.map(\.backend)).sorted(), engines: [],
                programs: Set(programs.map(\.0)).sorted()), of: .capture)
        if case .obstacles(let found) = answer { obstacles = found }
        for (program, label) in programs {
            guard let problem = obstacles["program \(program)"] else { continue }
            throw SweepError(
                .unfit, "host \(host(.capture)): series “\(label)”: \(problem)")
        }
        try checkObjections(plan)
    }

    private func checkObjections(_ plan: Plan) throws(SweepError) {
        let objections = plan.points.map(objection)
        if let first = objections.first, let reason = first, !objections.contains(nil) {
            throw SweepError(.unfit, reason)
        }
    }

    /// Why a point cannot be measured on the host that captures; `nil` if it can.
    func objection(to point: SweepPoint) -> String? {
        let problem =
            obstacles["backend \(point.backend)"]
            ?? receiveQueues.flatMap { point.queueProblem($0, of: interfaces.capture) }
        return problem.map { "host \(host(.capture)): backend \(point.backend): \($0)" }
    }

    /// Compares the two ends of the link.
    private func checkLink(_ mtu: Int) throws {
        var found: [NamedEnd.Side: String] = [:]
        for (connection, sides) in parts() {
            let answer = try ask(
                .open(sides, mtu: mtu, isConfigured: isConfigured, isUnclocked: true), connection)
            _ = try ask(.close, connection)
            guard case .ends(let ends) = answer else { continue }
            for end in ends {
                found[end.side] = end.readBack["\(end.side.rawValue).mtu"]
                guard end.side == .capture else { continue }
                receiveQueues = end.readBack["capture.rx_queues"].flatMap { Int($0) }
            }
        }
        guard found[.generator] == found[.capture] else {
            throw SweepError(
                .unfit,
                "\(interfaces.generator) of host \(host(.generator)) has an MTU of "
                    + "\(found[.generator] ?? "?"), \(interfaces.capture) of host "
                    + "\(host(.capture)) one of \(found[.capture] ?? "?"): set both to the same")
        }
    }

    /// How long the first frames may take (ns): a switch looks at a new port for a while.
    private static let patience: Int64 = 3_000_000_000

    /// Sends a few frames, and makes sure that they arrive.
    private func checkFrames(_ traffic: TrafficPoint) throws {
        let deadline = MonotonicClock.now() + Self.patience
        while try charged(for: [traffic.sizes.largest], of: traffic) == nil {
            guard MonotonicClock.now() < deadline else {
                throw SweepError(
                    .unfit,
                    "no test frame arrived: sent on \(interfaces.generator) of host "
                        + "\(host(.generator)), expected on \(interfaces.capture) of host "
                        + "\(host(.capture)). Is this the link between them? Is there a firewall, "
                        + "a VLAN or port security between?")
            }
        }
    }

    /// Bytes that a socket is charged for a frame, on average over these sizes; `nil` if one did
    /// not arrive.
    func charged(for sizes: [FrameSize], of traffic: TrafficPoint) throws -> Double? {
        let format = WrittenFormat(traffic.format)
        _ = try ask(.openProbe(interface: interfaces.capture, format), of: .capture)
        defer { _ = try? ask(.closeProbe, of: .capture) }
        var total = 0.0
        for size in sizes {
            let task = WrittenTask(
                load: Load.frameRate(50_000).text, sizes: SizeDistribution.fixed(size).text,
                format: format, interface: interfaces.generator)
            _ = try ask(
                .sendProbe(
                    interface: interfaces.generator, task, engine: traffic.engine,
                    words: traffic.engineSettings.words, frames: TruesizeProbe.frames),
                of: .generator)
            guard
                case .charged(let bytes?) = try ask(
                    .charged(frames: TruesizeProbe.frames), of: .capture)
            else { return nil }
            total += Double(bytes) / Double(TruesizeProbe.frames)
        }
        return sizes.isEmpty ? nil : total / Double(sizes.count)
    }

    /// Waits until nothing else runs on the hosts, at most for `patience` (ns).
    ///
    /// - Returns: what still ran then; `nil` if they became quiet.
    func awaitQuiet(patience: Int64) throws -> String? {
        guard patience > 0 else { return nil }
        let deadline = MonotonicClock.now() + patience
        var isFirst = true
        while true {
            var noise: String?
            for (connection, _) in parts() {
                guard case .load(let words?) = try ask(.foreignLoad, connection) else { continue }
                noise = "host \(connection.name): \(words)"
            }
            guard let noise, MonotonicClock.now() < deadline else { return noise }
            if isFirst { say("waiting for quiet hosts: \(noise)") }
            isFirst = false
        }
    }

    func facts(_ side: NamedEnd.Side) throws -> HostFacts {
        if let known = knownFacts[side] { return known }
        guard case .facts(let facts) = try ask(.facts, of: side) else {
            throw SweepError(.failure, "host \(host(side)) does not say what it is")
        }
        knownFacts[side] = facts
        return facts
    }

    /// What `bench doctor` finds on each of the hosts.
    package func examine() throws -> [(host: String, checks: [DoctorCheck])] {
        try parts().map { connection, sides in
            guard
                case .checks(var checks) = try ask(
                    .examine, connection, within: 60_000_000_000)
            else { return (connection.name, []) }
            for side in sides { checks.append(check(side, connection)) }
            return (connection.name, checks)
        }
    }

    /// How the interface of a side stands.
    private func check(_ side: NamedSide, _ connection: HostConnection) -> DoctorCheck {
        let subject = "\(side.side.rawValue) interface"
        let request = HostRequest.check([side.name], mtu: 0, floods: [], configures: false)
        do {
            _ = try ask(request, connection)
            let engine = side.side == .generator ? engineRemark(side, connection) : nil
            return DoctorCheck(subject, .ok, side.name + (engine.map { ": \($0)" } ?? ""))
        } catch {
            return DoctorCheck(subject, .unfit, "\(error)")
        }
    }

    /// Why `auto` is not the fastest engine on an interface; `nil` if it is.
    private func engineRemark(_ side: NamedSide, _ connection: HostConnection) -> String? {
        let task = WrittenTask(
            load: Load.frameRate(1000).text, sizes: SizeDistribution.fixed(FrameSize(64)).text,
            format: WrittenFormat(.bare), interface: side.name)
        let answer = try? ask(.engine(name: nil, [task]), connection)
        guard case .engine(_, let reason) = answer else { return nil }
        return reason
    }
}
