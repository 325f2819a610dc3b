import Capture
package import Experiment
import Frames
import Kernel
import Results
import Roles
import Sampling
import Settings
import Testbed
import Traffic

/// One attempt at one trial, from making the testbed to its end.
///
/// Reads everything, judges nothing.
final class TrialAttempt {
    /// What an attempt needs to know of the sweep.
    struct TrialContext {
        /// Path of this program, as other processes know it.
        let executable: String
        /// Path of another bench that is to capture; `nil` if this one does.
        var capturer: String?
        let placement: Placement
        /// Whether the interfaces that the user named were set up for this sweep.
        var isConfigured = false
        /// Interfaces that the user named twice: they may be flooded although they are in use.
        var floods: [String] = []
        /// Measures the softirqs; `nil` where that cannot be had.
        var softirqClock: SoftirqClock?
        /// How long the roles may take to begin (ns), rings aside.
        var readyWithin: Int64 = 10_000_000_000
        /// Whether programs of others keep all of root's privileges.
        var privilegedTools = false
        /// Bytes a frame of this traffic is charged to a socket, as measured; `nil` if unknown.
        let truesize: Double?
        /// Where to put the roles' standard error; `nil` to let it through.
        let rawDirectory: String?
        /// The hosts that it runs on; `nil` for this machine.
        var hosts: HostPair?
        /// What tests do to the testbed before there is traffic.
        var afterSetUp: ((any Testbed) throws -> Void)?
    }

    /// Times of the protocol (ns).
    enum Limit {
        /// More time for each GiB of ring, whose pages have to be found and cleared.
        static let perGiB: Int64 = 10_000_000_000
        static let final: Int64 = 5_000_000_000
        /// Beyond what a program of others may take to begin or to end.
        static let beyond: Int64 = 2_000_000_000
        static let drain: Int64 = 5_000_000_000
    }

    let point: SweepPoint
    let setting: TrialContext
    let stage: Stage
    let watcher: any TrialWatcher
    let duration: Int64
    /// Frames to send; more than any engine sends if there is no pace.
    let frames: Int
    /// Frames for which the capturer has memory present before the traffic.
    ///
    /// Without a pace not for all that the bound allows: 2^28 frames are 32 MiB, and more than a
    /// minute of the fastest engine. Later ones cost a page fault each 32,768.
    var preparedFrames: Int {
        point.traffic.load.load == .unpaced ? min(frames, 1 << 28) : frames
    }

    /// What a program of others may take.
    var patience: ToolPatience { ToolPatience(point.settings) }
    /// How long a block ring or libpcap may keep frames (ns); tests may end the wait for them.
    var heldBack: Int64

    private(set) var ground: (any TrialGround)?
    /// What was made for it on this machine.
    var bed: (any Testbed)? { (ground as? LocalGround)?.bed }
    private(set) var capturer: RoleProcess?
    private(set) var generator: RoleProcess?
    /// Roles that have said so.
    private var ready: Set<ObjectIdentifier> = []
    /// The sequence number of the next byte of TCP; `nil` where frames carry stamps.
    var nextSequence: UInt32?
    var measured: Measurement
    /// What the testbed read back; empty if it was never made.
    private(set) var readBack: [String: String] = [:]
    /// What a reader should know of the testbed.
    private(set) var remarks: [String] = []

    init(
        _ point: SweepPoint, _ setting: TrialContext, _ stage: Stage, _ watcher: any TrialWatcher
    ) throws(TrialFailure) {
        self.point = point
        self.setting = setting
        self.stage = stage
        self.watcher = watcher
        let traffic = point.traffic
        guard let topology = Topology(rawValue: traffic.topology) else {
            throw TrialFailure(.interface, "unknown topology \(traffic.topology)")
        }
        duration = traffic.timing.durationNanoseconds
        let sizes = traffic.sizes.sizes()
        let (load, gaps) = (traffic.load.load, traffic.sizes.gaps)
        frames = min(
            Pacer.frames(within: duration, load: load, sizes: sizes, gaps: gaps),
            traffic.format.replay?.mostFrames ?? .max)
        heldBack = Backend.named(point.backend)?.holdsBack(point.settings) ?? 0
        measured = Measurement(
            placement: setting.placement, topology: topology, schedule: traffic.timing.schedule,
            intendedRate: Pacer.rate(of: frames, load: load, sizes: sizes, gaps: gaps),
            durationNanoseconds: duration)
        measured.heldBack = heldBack
        let workers = CaptureSettings.workerCount(point.settings)
        if workers > 1 { measured.workerCPUs = setting.placement.cpus(ofWorkers: workers) }
        measured.spread = CaptureSettings.spread(
            point.settings, flows: traffic.format.streams)
        measured.hasCapturer = point.backend != Vocabulary.noBackend
        measured.feedsItself = point.feedsItself
        measured.isTool = point.isTool
        measured.isStamped =
            !point.isUnseen
            && (point.feedsItself || Engine.named(traffic.engine)?.isStamped != false)
        measured.isByContent = measured.isStamped && isByContent
        if let speed = load.speed { measured.longestPause = (gaps.max() ?? 0) / speed }
    }

    /// Whether frames are told by their content.
    private var isByContent: Bool { point.traffic.format.replay != nil && !point.feedsItself }

    /// Runs the attempt.
    ///
    /// Whatever happens, no process and no interface is left when it returns.
    /// - Throws: ``TrialFailure``, ``Interrupted``.
    func run() throws {
        defer { tearDown() }
        do {
            try setUp()
            try warmUp()
            try measure()
            try finish()
        } catch let error as TestbedError {
            throw TrialFailure(.interface, error.description)
        } catch let error as SystemError {
            throw TrialFailure(.interface, error.description)
        } catch let error as SamplingError {
            throw TrialFailure(.interface, error.description)
        }
    }
}

extension SweepPoint {
    /// The capturer makes its own frames, so nothing is sent.
    package var feedsItself: Bool { Backend.named(backend)?.makesItsFrames == true }

    /// A program of others captures: a process below the capturer's.
    package var isTool: Bool { backend == Build.commandBackend }

    /// Nobody sees its frames: neither a program of ours nor the file that it writes.
    package var isUnseen: Bool { isTool && !Backend.writesFile(settings) }
}

extension TrialAttempt {
    private func setUp() throws {
        let ground = try makeGround()
        self.ground = ground
        let view = ground.view
        readBack = view.readBack
        remarks = view.remarks
        measured.refusals = view.refusals
        measured.mismatches = view.mismatches
        measured.napiThreadIsPinned = view.napiThreadIsPinned
        if !measured.feedsItself {
            generator = try ground.start(
                .generator, program: nil, words: generatorWords(view))
            stage.roles = [generator].compactMap { $0 }
            // The beginning of a connection is over before anybody captures.
            if point.traffic.format.isConnection { try awaitReady() }
        }
        if measured.hasCapturer {
            capturer = try ground.start(
                .capturer, program: setting.capturer, words: capturerWords(ground))
            stage.roles = [capturer, generator].compactMap { $0 }
        }
        measured.ownPIDs = ground.ownPIDs
        measured.capturerPID = capturer?.pid
        try awaitReady()
        try ground.watch(isTool: point.isTool)
        if let bed { try setting.afterSetUp?(bed) }
        try checkSilence(ground)
    }

    private func makeGround() throws -> any TrialGround {
        if let hosts = setting.hosts {
            return try hosts.ground(for: point, rawDirectory: setting.rawDirectory)
        }
        return try LocalGround(measured.topology, point, setting)
    }

    private func capturerWords(_ ground: any TrialGround) -> [String] {
        var words = [
            "capture", "--json", "-i", ground.view.tap, "--backend", point.backend,
            "--control-cpu", "\(ground.controlCPU)",
            "--frame-format", point.traffic.format.name,
        ]
        words += replayWords(sizes: "--sizes")
        if measured.topology == .vethOutgoing { words.append("--outgoing") }
        if !measured.isStamped {
            words += ["--touch", Counting.count.rawValue]
        } else if measured.isByContent {
            words += ["--touch", Counting.content.rawValue]
        } else if point.traffic.format.isConnection && !point.feedsItself {
            words += ["--touch", Counting.sequence.rawValue]
        }
        if CaptureSettings.needsLoad(point.settings) {
            words += ["--load", point.traffic.load.load.text]
        }
        // Builds of before there were workers do not know this.
        words += measured.workerCPUs.flatMap { ["--worker-cpu", "\($0)"] }
        if setting.privilegedTools { words.append("--privileged-tools") }
        if let truesize = setting.truesize { words += ["--truesize", "\(truesize)"] }
        words += point.settings.words.flatMap { ["-o", $0] }
        return words
    }

    /// The sizes of the traffic, or the recording, which has its own.
    private func replayWords(sizes option: String) -> [String] {
        guard let replay = point.traffic.format.replay else {
            return [option, point.traffic.sizes.text]
        }
        return ["--recording", replay.recording.text]
            + (replay.shiftsAddresses ? ["--shift-addresses"] : [])
    }

    private func generatorWords(_ view: GroundView) -> [String] {
        let traffic = point.traffic
        var words = [
            "generate", "--json", "-i", view.generator, "--engine", traffic.engine,
            "--rate", traffic.load.load.text,
            "--frame-format", traffic.format.name, "--streams", "\(traffic.format.streams)",
        ]
        words += replayWords(sizes: "--frame-size")
        words += traffic.engineSettings.words.flatMap { ["-o", $0] }
        if traffic.format.isConnection, let peer = view.peer {
            words += ["--peer-namespace", peer]
        }
        // A connection has addresses; the interface is ours all the same.
        if setting.floods.contains(view.generator) || traffic.format.isConnection {
            words += ["--i-know-this-floods", view.generator]
        }
        return words
    }

    /// Bytes of the ring that is asked for; 0 if there is none.
    private var ringBytes: Int {
        guard let backend = Backend.named(point.backend) else { return 0 }
        let traffic = point.traffic
        let sizing = RingSizing(
            sizes: traffic.sizes, rate: traffic.load.load.framesPerSecond(sizes: traffic.sizes))
        let settings = try? sizing.resolved(point.settings, of: backend.component)
        return backend.ringBytes(settings ?? point.settings)
            * CaptureSettings.workerCount(point.settings)
    }

    /// How long the roles may take to begin.
    private var readyLimit: Int64 {
        let usual = setting.readyWithin + Int64(ringBytes) * Limit.perGiB >> 30
        return point.isTool ? max(usual, patience.start + Limit.beyond) : usual
    }

    private func awaitReady() throws {
        let limit = readyLimit
        let deadline = MonotonicClock.now() + limit
        for role in stage.roles where !ready.contains(ObjectIdentifier(role)) {
            var opening: RoleMessage.Opening?
            let isReady = try stage.wait(until: deadline) {
                opening = role.take(\.opening)
                return opening != nil
            }
            guard isReady, let granted = opening?.granted else {
                throw TrialFailure(
                    role.kind.hung,
                    "\(role.name) was not ready within \(limit / 1_000_000_000) s (ready_within"
                        + (ringBytes > 0 ? ", and more for its ring of \(ringBytes) bytes)" : ")"))
            }
            ready.insert(ObjectIdentifier(role))
            if role === capturer {
                measured.granted.merge(granted) { _, new in new }
            } else {
                for (name, text) in granted { measured.granted["generator.\(name)"] = text }
                nextSequence = granted[TrafficGrant.nextSequence].flatMap { UInt32($0) }
            }
        }
    }

    /// Nothing may have moved before we send.
    ///
    /// A link that is not ours alone may have had frames before; those that come during the trial
    /// are strays.
    private func checkSilence(_ ground: any TrialGround) throws {
        // A connection has begun by then.
        guard ground.view.isSilent, !point.traffic.format.isConnection else { return }
        let received = try ground.links().capture.receivedFrames
        guard received == 0 else {
            throw TrialFailure(.stray, "\(received) frames arrived before any was sent")
        }
    }

    /// Ends whatever still runs.
    ///
    /// Children first: their zombies would keep the namespace alive.
    private func tearDown() {
        measured.captureEndOfProcess = capturer?.end() ?? measured.captureEndOfProcess
        _ = generator?.end()
        stage.roles = []
        ground?.end()
    }

    /// Lets go of the testbed: its interfaces vanish.
    func release() {
        ground = nil
    }
}
