import Experiment
import Kernel
import Roles
import Sampling
import Testbed

/// Where an attempt takes place: this machine, or two hosts.
///
/// All that is done on a machine goes through it; the attempt itself only says what happens when.
protocol TrialGround: AnyObject {
    /// What the testbed turned out to be.
    var view: GroundView { get }
    /// The CPU of the machine that captures on which everything else of it runs.
    var controlCPU: Int { get }
    /// The NAPI kernel thread whose place has to be looked at, as it could not be pinned.
    var wanderingThread: CInt? { get }
    /// Processes of the machine that captures that are no foreign load.
    var ownPIDs: Set<Int32> { get }

    /// Starts this program as a role.
    ///
    /// - Parameters:
    ///   - program: path of another bench that plays the role; `nil` if this one does.
    ///   - words: the subcommand and its arguments.
    func start(_ role: RoleProcess.Role, program: String?, words: [String]) throws -> RoleProcess
    /// Begins to watch the capturer, which is ready.
    func watch(isTool: Bool) throws
    func sample() throws -> ClockReading
    func counters() throws -> Counters
    /// The counters of the two interfaces.
    func links() throws -> (generator: LinkCounters, capture: LinkCounters)
    /// Ends all processes of the attempt; the roles have been waited for.
    func end()
}

/// What is known of a testbed once it is made: see ``Testbed``.
struct GroundView {
    var readBack: [String: String]
    var mismatches: [String]
    var remarks: [String]
    var refusals: Refusals
    var isSilent: Bool
    var napiThreadIsPinned: Bool
    /// Interfaces to capture and to send on.
    var tap: String
    var generator: String
    /// Path of the namespace of the other end of a connection; `nil` where there can be none.
    var peer: String?
}

/// This machine: a testbed made for the attempt, or interfaces that the user named.
final class LocalGround: TrialGround {
    let bed: any Testbed
    let view: GroundView
    private let setting: TrialAttempt.TrialContext
    private let processes: ProcessNamespace
    private let sampler: CaptureSampler
    private var roles: [RoleProcess] = []

    init(_ topology: Topology, _ point: SweepPoint, _ setting: TrialAttempt.TrialContext) throws {
        let maker = TestbedMaker(placement: setting.placement, isConfigured: setting.isConfigured)
        let bed = try maker.make(
            topology, for: point.traffic, queues: point.vethQueues(on: topology))
        self.bed = bed
        self.setting = setting
        view = GroundView(
            readBack: bed.readBack, mismatches: bed.mismatches, remarks: bed.remarks,
            refusals: bed.refusals, isSilent: bed.isSilent,
            napiThreadIsPinned: bed.napiThreads.isEmpty || bed.napiThreadIsPinned,
            tap: bed.tap.name, generator: bed.generator.name, peer: bed.capture.namespace.path)
        processes = try ProcessNamespace(executable: setting.executable)
        sampler = CaptureSampler(
            captureCPU: setting.placement.capture, softirqClock: setting.softirqClock,
            napiThreads: bed.napiThreads)
    }

    var controlCPU: Int { setting.placement.generator }

    var wanderingThread: CInt? { view.napiThreadIsPinned ? nil : bed.napiThreads.first }

    var ownPIDs: Set<Int32> {
        Set(
            [ProcessInfo.pid] + bed.napiThreads + bed.pollThreads + roles.map(\.pid))
    }

    func start(
        _ role: RoleProcess.Role, program: String?, words: [String]
    ) throws -> RoleProcess {
        let (link, cpu) =
            role == .capturer
            ? (bed.tap, setting.placement.capture) : (bed.generator, setting.placement.generator)
        let process = try processes.start { [setting] () throws(SystemError) in
            RoleProcess(
                role,
                try ChildChannel(
                    in: link.namespace.path, cpu: cpu, executable: setting.executable,
                    program: program, words: words,
                    errorFile: setting.rawDirectory.map { "\($0)/\(role.rawValue).stderr" }))
        }
        roles.append(process)
        return process
    }

    func watch(isTool: Bool) throws {
        try sampler.watch(
            capturer: roles.first { $0.kind == .capturer }?.pid, isTool: isTool)
    }

    func sample() throws -> ClockReading { try sampler.sample() }

    func counters() throws -> Counters {
        let state = try sampler.state(of: bed.capture)
        return Counters(state, generator: try bed.generator.counters())
    }

    func links() throws -> (generator: LinkCounters, capture: LinkCounters) {
        (try bed.generator.counters(), try bed.capture.counters())
    }

    func end() { processes.end() }
}

extension Counters {
    init(_ state: CaptureState, generator: LinkCounters) {
        self.init(
            generator: generator, capture: state.capture, softnet: state.softnet,
            ksoftirqd: state.ksoftirqd, tasks: state.tasks, quotas: state.quotas,
            sample: state.sample, runner: state.runner)
    }
}
