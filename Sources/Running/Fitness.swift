import Capture
package import Experiment
import Frames
package import Kernel
import Testbed
import Traffic

/// Whether this user, on this machine, can run all trials of a plan.
package enum Fitness {
    /// What some of the points need is left to them; each then says so.
    ///
    /// - Throws: what all of them need and is not there, by name, before anything starts.
    static func check(
        _ plan: Plan, isRootless: Bool = Privilege.isRootless
    ) throws(SweepError) {
        for (tool, package) in [("ip", "iproute2"), ("ethtool", "ethtool")] {
            do throws(SystemError) {
                _ = try Command.collect([tool, "--version"], within: ToolVersions.seconds)
            } catch {
                throw SweepError(
                    .unfit,
                    error.isMissing
                        ? "\(tool) is missing: apt-get install \(package)"
                        : "\(tool) --version: \(error)")
            }
        }
        try checkEngines(plan)
        let missing = missingTools(plan)
        guard missing.isEmpty else {
            throw SweepError(.unfit, missing.joined(separator: "; "))
        }
        let objections = plan.points.map { objection(to: $0, isRootless: isRootless) }
        if let first = objections.first, let reason = first, !objections.contains(nil) {
            throw SweepError(.unfit, reason)
        }
    }

    /// The programs of others that the plan needs and that are not here: each with its series.
    package static func missingTools(_ plan: Plan) -> [String] {
        var seen: Set<String> = []
        return plan.points.filter(\.isTool).compactMap { point in
            guard let program = Backend.missingTool(point.settings),
                seen.insert(program).inserted
            else { return nil }
            return "series “\(point.label)”: there is no program “\(program)” to be executed"
        }
    }

    /// Why this user cannot measure a point; `nil` if he can.
    static func objection(
        to point: SweepPoint, isRootless: Bool = Privilege.isRootless
    ) -> String? {
        if let objection = memoryObjection(to: point) { return objection }
        if let objection = backendObjection(to: point) { return objection }
        guard let topology = Topology(rawValue: point.traffic.topology) else { return nil }
        guard isRootless else {
            return Availability.steeringObstacle(to: topology).map {
                "topology \(topology.rawValue): \($0)"
            }
        }
        if topology.needsRoot {
            return "topology \(topology.rawValue) needs root; run it with sudo, or use auto or "
                + "veth-napi"
        }
        if topology == .vethNAPI && point.traffic.napiPolicy == NAPIPolicy.fifo.rawValue {
            return "napi_policy = \"fifo\" needs root; run it with sudo, or use \"other\""
        }
        return nil
    }

    /// Why the backend of a point cannot capture its traffic here; `nil` if it can.
    private static func backendObjection(to point: SweepPoint) -> String? {
        guard let backend = Backend.named(point.backend) else { return nil }
        if let obstacle = Availability.obstacle(to: backend) {
            return "backend \(backend.name): \(obstacle)"
        }
        if let interfaces = point.traffic.interfaces, interfaces.hosts == nil,
            let queues = try? Interface.receiveQueues(of: interfaces.capture),
            let problem = point.queueProblem(queues, of: interfaces.capture)
        {
            return "backend \(backend.name): \(problem)"
        }
        if point.traffic.interfaces == nil, let problem = backend.vethProblem(point.settings) {
            return "backend \(backend.name): \(problem)"
        }
        if let objection = recordingObjection(to: point) { return objection }
        guard backend.takesFramesAway else { return nil }
        if point.traffic.topology == Topology.vethOutgoing.rawValue {
            return "backend \(backend.name) never sees frames that the host sends, which topology "
                + "veth-outgoing captures"
        }
        return point.traffic.format.isConnection
            ? "backend \(backend.name) takes frames away from the host, so a TCP connection would "
                + "get no segment" : nil
    }

    /// Why equal frames of a recording could not be told apart; `nil` if they can.
    private static func recordingObjection(to point: SweepPoint) -> String? {
        guard point.traffic.format.replay != nil,
            !CaptureSettings.keepsEqualFramesTogether(point.settings)
        else { return nil }
        return "recorded frames are told by their content, so equal ones must come to one worker: "
            + "with several workers use fanout = \"hash\", without fanout_flags"
    }

    /// Why what a program of others writes to `{file}` does not fit into memory; `nil` if it may.
    ///
    /// Without a pace nobody knows how much that is: then it is only watched.
    static func memoryObjection(
        to point: SweepPoint, available: Int? = MemoryInfo.availableBytes()
    ) -> String? {
        let traffic = point.traffic
        guard point.isTool, Backend.writesFile(point.settings), let available,
            let rate = traffic.load.load.framesPerSecond(sizes: traffic.sizes)
        else { return nil }
        let frames = rate * Double(traffic.timing.durationNanoseconds) / 1e9
        let wanted = frames * (traffic.sizes.meanBytes + Self.recordBytes)
        guard wanted > Double(available) * Backend.fileShare else { return nil }
        return "{file} would take \(Int(wanted) >> 20) MiB of memory, of which "
            + "\(available >> 20) MiB are available; send less, or for a shorter time"
    }

    /// What a pcap file has for a frame beside its bytes, less the FCS, which is not captured.
    private static let recordBytes = 12.0

    /// Each engine that the plan names must be of some use here.
    private static func checkEngines(_ plan: Plan) throws(SweepError) {
        let points = plan.points.filter { !$0.feedsItself }
        for name in Set(points.map(\.traffic.engine)).sorted() {
            guard let engine = Engine.named(name) else { continue }
            let own = points.filter { $0.traffic.engine == name }
            if let reason = EngineChoice.uselessness(of: engine, for: own) {
                throw SweepError(.unfit, "engine \(name) cannot be used here: \(reason)")
            }
        }
    }
}

/// Who we are.
package enum Privilege {
    private static let mark = "BENCH_ROOTLESS"

    /// Whether this is root of a user namespace of our own making.
    ///
    /// The mark is believed only of a process that really is in one, and goes no further: programs
    /// that are started later do not get it. To be asked once at the start.
    package static let isRootless: Bool = {
        let isMarked = ProcessInfo.environment(mark) != nil
        ProcessInfo.unsetEnvironment(mark)
        return isMarked && UserNamespace.isNested
    }()

    /// Enters a user namespace in which we are root, by starting over; returns only on failure.
    ///
    /// Must happen before any thread exists, so the program executes itself (user_namespaces(7)).
    package static func becomeRootless(arguments: [String]) -> SystemError {
        ProcessInfo.setEnvironment(mark, "1")
        let executable = ProcessInfo.executablePath()
        return ProcessInfo.execute([executable, "__enter", "user", "--", executable] + arguments)
    }

    /// Why a user cannot have a user namespace.
    package struct RootlessObstacle: CustomStringConvertible {
        package let description: String
        /// The kernel refused one; otherwise it could not even be tried.
        let isRefusal: Bool

        package var words: String {
            isRefusal
                ? "this user may not make a user namespace (\(description))"
                : "a user namespace could not be tried: \(description)"
        }
    }

    /// Why this user cannot have a user namespace; `nil` if he can.
    package static func obstacleToRootless() -> RootlessObstacle? {
        let executable = ProcessInfo.executablePath()
        do {
            let output = try Command.collect([executable, "__enter", "user", "--", "true"])
            return output.end.isSuccess
                ? nil
                : RootlessObstacle(
                    description: String(output.errors.prefix { !$0.isNewline }), isRefusal: true)
        } catch {
            return RootlessObstacle(description: "\(error)", isRefusal: false)
        }
    }
}
