import ArgumentParser
import Capture
import Frames
import Kernel
import Roles
import Settings
import Traffic

/// `bench generate`: a paced, stamped generator by hand, and the sending role of a trial.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Send stamped frames at an exact rate on an interface.",
        discussion: GenerateHelp.text
    )

    @Option(
        name: [.short, .customLong("interface")], help: "The interface to send on.",
        completion: .interfaces)
    var interface: String

    @Option(
        parsing: .unconditional,
        help: "How fast: “153940 pps”, “1Gbit/s”, “64 frames every 1ms” or “max”.")
    var rate: String

    @Option(
        help: "Bytes with FCS, or a mix: uniform:…, weighted:…, imix or pcap:FILE; 64 if not given."
    )
    var frameSize: String?

    @Option(
        help:
            "What is around the stamp: bare (only Ethernet) or udp4 (UDP over IPv4); or recorded.",
        completion: .formats)
    var frameFormat = "bare"

    @Option(
        parsing: .unconditional,
        help: "Flows the frames belong to in turn, 1 to 4096; more than 1 needs udp4.")
    var streams = 1

    @Option(
        help: "With --frame-format recorded: the frames to send, a pcap or pcapng file.",
        completion: .file())
    var recording: String?

    @Option(
        name: .customLong("repeat"), parsing: .unconditional,
        help: "With a recording: how often it is sent, and no longer than the duration.")
    var rounds: Int?

    @Flag(help: "With a recording: each round has IP addresses of its own.")
    var shiftAddresses = false

    @Option(help: "How to send; “auto” is the fastest that can do this here.", completion: .engines)
    var engine = "auto"

    @Option(name: .customShort("o"), help: "An engine option, name=value; may be repeated.")
    var options: [String] = []

    @Option(help: "How long to send, such as “10s”.")
    var duration = "10s"

    @Option(parsing: .unconditional, help: "Send this many frames instead of for a duration.")
    var count: Int?

    @Option(help: "The run id in the stamps.")
    var runID: UInt32 = 1

    @Option(
        name: .customLong("i-know-this-floods"),
        help: "Name the interface again to send although it is in use.",
        completion: .interfaces)
    var floods: String?

    @Flag(help: "Exchange JSON lines with a runner (the role protocol) instead of printing text.")
    var json = false

    @Option(help: .hidden) var peerNamespace: String?

    func run() throws {
        do {
            if let count, count < 1 { throw Refusal("--count: at least 1") }
            let traffic = try traffic()
            let engine = try chosenEngine(for: traffic)
            let request = try request(traffic, engine)
            try checkInterface(traffic)
            try refuseInterfaceInUse()
            if json { throw ExitCode(GeneratorRole.run(engine, request)) }
            try HandGenerate.run(engine, request, try plan(request))
        } catch let error as Refusal {
            // A runner reads what went wrong where it reads everything else.
            if json { RoleOutput.send(.fatal(error.code, error.message)) }
            throw fail(error.message, error.status)
        } catch let error as SystemError {
            if json { RoleOutput.send(.fatal(.system, "\(error)")) }
            throw fail("\(error)", ExitStatus.failure)
        } catch let error as TrafficError {
            throw fail("\(error)", error.exitStatus)
        }
    }

    /// Why nothing is sent.
    private struct Refusal: Error {
        let message: String
        let code: RoleFailure.ErrorCode
        let status: ExitCode

        /// Words that cannot be.
        init(_ message: String) {
            (self.message, code, status) = (message, .usage, ExitStatus.usage)
        }

        /// An interface, or a machine, that cannot be used.
        init(unfit message: String, _ code: RoleFailure.ErrorCode) {
            (self.message, self.code, status) = (message, code, ExitStatus.unfit)
        }
    }
}

extension GenerateCommand {
    /// What is to be sent, whoever does.
    private func traffic() throws -> TrafficTask {
        let format = try format()
        let load: Load
        let sizes: SizeDistribution
        do throws(QuantityError) {
            load = try Quantity.load(rate)
        } catch {
            throw Refusal("--rate: \(error)")
        }
        do throws(SizeError) {
            let text = frameSize ?? "64"
            sizes =
                if let replay = format.replay {
                    .recorded(replay.recording)
                } else {
                    try SizeDistribution.read(text, trace: TraceFile.read).fitted(to: format)
                }
        } catch {
            throw Refusal("--frame-size: \(error)")
        }
        // The runner, or the number of frames, decides when it ends.
        let lasting = json || count != nil ? Int64.max / 4 : try nanoseconds()
        if load.speed != nil, sizes.gaps.isEmpty {
            throw Refusal(
                "--rate: "
                    + (format.replay?.recording.timesProblem ?? "“recorded” needs --recording"))
        }
        if let problem = load.problem(sizes: sizes, duration: lasting) {
            throw Refusal("--rate: \(load.text) \(problem)")
        }
        return TrafficTask(
            load: load, sizes: sizes, format: format, path: .device, interface: interface)
    }

    private func format() throws -> FrameFormat {
        guard FrameFormat.names.contains(frameFormat) else {
            let names = FrameFormat.names.joined(separator: ", ")
            throw Refusal("--frame-format: there is no “\(frameFormat)” (allowed: \(names))")
        }
        if frameFormat == FrameFormat.recordedName { return .recorded(try replay()) }
        guard recording == nil, rounds == nil, !shiftAddresses else {
            throw Refusal("--recording, --repeat, --shift-addresses: for --frame-format recorded")
        }
        guard (1...FrameFormat.mostStreams).contains(streams) else {
            throw Refusal("--streams: \(streams) is not from 1 to \(FrameFormat.mostStreams)")
        }
        guard let format = FrameFormat(name: frameFormat, streams: streams) else {
            throw Refusal("--streams: \(streams) streams need --frame-format udp4")
        }
        return format
    }

    private func replay() throws -> Replay {
        guard frameSize == nil, streams == 1 else {
            throw Refusal("--frame-size, --streams: a recording has its own sizes and flows")
        }
        guard let recording else {
            throw Refusal("--frame-format recorded: needs --recording FILE")
        }
        if let rounds, !(1...Replay.mostRounds).contains(rounds) {
            throw Refusal("--repeat: \(rounds) is not from 1 to \(Replay.mostRounds)")
        }
        do throws(SizeError) {
            return Replay(
                try RecordingFile.read(planned: recording), rounds: rounds,
                shiftsAddresses: shiftAddresses)
        } catch {
            throw Refusal("--recording: \(error)")
        }
    }

    private func nanoseconds() throws -> Int64 {
        do throws(QuantityError) {
            return try Quantity.nanoseconds(duration)
        } catch {
            throw Refusal("--duration: \(error)")
        }
    }

    private func chosenEngine(for task: TrafficTask) throws -> Engine {
        if engine == "auto" {
            if let choice = Engine.preferred(for: [task]) { return choice.engine }
            let reasons = Engine.all.map { engine in
                "\(engine.name): \(engine.obstacle() ?? engine.objection(task) ?? "only by name")"
            }
            throw Refusal(
                unfit: "no engine can send this here: \(reasons.joined(separator: "; "))",
                .unsupported)
        }
        guard let found = Engine.named(engine) else {
            let names = Engine.all.map(\.name).joined(separator: ", ")
            throw Refusal("no engine “\(engine)”; there are: auto, \(names)")
        }
        // In a trial, where the far end is known, the runner has asked already.
        if !json, let objection = found.objection(task) {
            var elsewhere = task
            elsewhere.interface = nil
            let message = "engine \(engine): \(objection)"
            throw found.objection(elsewhere) == nil
                ? Refusal(unfit: message, .unsupported) : Refusal(message)
        }
        return found
    }

    private func request(_ task: TrafficTask, _ engine: Engine) throws -> TrafficRequest {
        do {
            let settings = try Settings(
                words: options, for: "engine \(engine.name)", specs: engine.component.settings)
            if let problem = engine.component.problem(settings, task.sizes) { throw problem }
            return TrafficRequest(
                interface: interface, settings: settings, sizes: task.sizes, load: task.load,
                format: task.format, peer: peerNamespace)
        } catch let error as SettingError {
            throw Refusal("\(error)")
        }
    }

    private func checkInterface(_ task: TrafficTask) throws {
        guard Interface.index(of: interface) != nil else {
            throw Refusal(unfit: "no interface named \(interface)", .interface)
        }
        let mtu = try Interface.mtu(of: interface)
        let (sizes, largest) = (task.sizes, FrameSize.maximum(mtu: mtu))
        if let recording = task.format.replay?.recording {
            guard let problem = recording.problem(mtu: mtu) else { return }
            throw Refusal("--recording: \(problem)")
        }
        if case .trace(let trace) = sizes,
            let index = trace.recorded.firstIndex(where: { $0 > largest })
        {
            throw Refusal(
                "--frame-size: \(trace.path): frame \(index + 1) has"
                    + " \(trace.recorded[index].bytes) bytes, more than the \(largest.bytes) of"
                    + " \(interface) with an MTU of \(mtu)")
        }
        guard sizes.smallest >= task.format.smallest && sizes.largest <= largest else {
            throw Refusal(
                "--frame-size: \(sizes.text) is not within \(task.format.smallest.bytes) and "
                    + "\(largest.bytes) bytes: \(task.format.whySmallest), and \(interface) has an"
                    + " MTU of \(mtu)")
        }
    }

    private func refuseInterfaceInUse() throws {
        let refusal = try Interface.refusal(
            toFlood: interface, unlessIn: floods.map { [$0] } ?? [])
        if let refusal { throw Refusal(unfit: refusal, .interface) }
    }

    private func plan(_ request: TrafficRequest) throws -> TrafficRun {
        let nanoseconds = try nanoseconds()
        let fitting = Pacer.frames(
            within: nanoseconds, load: request.load, sizes: request.sizes.sizes(),
            gaps: request.sizes.gaps)
        return TrafficRun(
            runID: runID, start: MonotonicClock.now() + 20_000_000,
            frames: min(count ?? fitting, request.format.replay?.mostFrames ?? .max),
            duration: count == nil ? nanoseconds : Int64.max / 4)
    }
}

extension TrafficError {
    /// The interface and the kernel are the environment's; the rest is a failure.
    var exitStatus: ExitCode {
        switch self {
        case .interfaceDown, .unsupported: ExitStatus.unfit
        case .system(let error): error.code == 1 ? ExitStatus.unfit : ExitStatus.failure
        }
    }
}
