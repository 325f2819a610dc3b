import ArgumentParser
import Capture
import Frames
import Kernel
import Roles
import Settings

/// `bench capture`: a tracestats for any backend, and the capturing role of a trial.
struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Capture on an interface and count: frames, bytes, drops, CPU.",
        discussion: """
            Captures until Ctrl-C, --count or --duration, then prints what was delivered, what the \
            kernel dropped, and what it cost. Frames that the host itself sends through the \
            interface are ignored unless --direction says otherwise. Example:

              bench capture -i eth1 --backend tpacket-v3 -o block_count=128 --duration 10s

            “bench list” shows the backends and their options.
            """
    )

    @Option(
        name: [.short, .customLong("interface")], help: "The interface to capture on.",
        completion: .interfaces)
    var interface: String

    @Option(help: "How to capture; “bench list” names the backends.", completion: .backends)
    var backend = "tpacket-v3"

    @Option(name: .customShort("o"), help: "A backend option, name=value; may be repeated.")
    var options: [String] = []

    @Option(parsing: .unconditional, help: "Stop after at least this many frames.")
    var count: Int?

    @Option(help: "Stop after this long, such as “10s”.")
    var duration: String?

    @Option(
        help: "Frames that count: received (in, the default), sent by the host (out), or both.",
        completion: .list(["in", "out", "both"]))
    var direction: String?

    @Flag(help: "Check the stamps of bench's own frames instead of only counting.")
    var stamps = false

    @Option(help: "With --stamps: the run id of the frames that count (generate --run-id).")
    var runID: UInt32 = 1

    @Flag(help: "Exchange JSON lines with a runner (the role protocol) instead of printing text.")
    var json = false

    // The name of before there was the setting `touch`: other builds know this one.
    @Option(name: .customLong("touch"), help: .hidden) var counting: String?
    @Option(help: .hidden) var truesize: Double?
    @Option(help: .hidden) var sizes: String?
    @Option(help: .hidden) var load: String?
    @Option(help: .hidden) var frameFormat = "bare"
    @Option(help: .hidden) var recording: String?
    @Flag(help: .hidden) var shiftAddresses = false
    @Option(help: .hidden) var controlCPU: Int?
    @Option(name: .customLong("worker-cpu"), help: .hidden) var workerCPUs: [Int] = []
    @Flag(help: .hidden) var outgoing = false
    @Flag(help: .hidden) var privilegedTools = false

    func run() throws {
        if let count, count < 1 { throw fail("--count: at least 1", ExitStatus.usage) }
        if let truesize, !(1...1e9 ~= truesize) {
            throw fail("--truesize: from 1 to 10^9 bytes", ExitStatus.usage)
        }
        let format = try format()
        let sizes: SizeDistribution? =
            if let replay = format.replay {
                .recorded(replay.recording)
            } else {
                try self.sizes.map { try distribution($0, format) }
            }
        let load = try load.map(intendedLoad)
        var (backend, request) = try resolve(sizes, load, format)
        request.isPrivileged = privilegedTools
        if json {
            let role = CapturerRole.CaptureOptions(
                backend: backend, request: request, sizes: sizes, load: load,
                controlCPU: controlCPU, workerCPUs: workerCPUs)
            throw ExitCode(CapturerRole.run(role))
        }
        let limits = HandCapture.Limits(
            count: count, nanoseconds: try nanoseconds(), runID: runID, checksStamps: stamps)
        do {
            try HandCapture.run(backend, request, limits)
        } catch let error as CaptureError {
            throw fail("\(error)", error.exitStatus)
        }
    }

    /// What the frames of the trial are.
    private func format() throws -> FrameFormat {
        guard let recording else { return FrameFormat(name: frameFormat, streams: 1) ?? .bare }
        do {
            return .recorded(
                Replay(
                    try RecordingFile.read(planned: recording), shiftsAddresses: shiftAddresses))
        } catch {
            if json { RoleOutput.send(.fatal(.usage, "--recording: \(error)")) }
            throw fail("--recording: \(error)", ExitStatus.usage)
        }
    }

    private func distribution(
        _ text: String, _ format: FrameFormat
    ) throws -> SizeDistribution {
        do {
            return try SizeDistribution.read(text, trace: TraceFile.read).fitted(to: format)
        } catch {
            if json { RoleOutput.send(.fatal(.usage, "--sizes: \(error)")) }
            throw fail("--sizes: \(error)", ExitStatus.usage)
        }
    }

    private func intendedLoad(_ text: String) throws -> Load {
        do {
            return try Quantity.load(text)
        } catch {
            throw fail("--load: \(error)", ExitStatus.usage)
        }
    }

    private func resolve(
        _ sizes: SizeDistribution?, _ load: Load?, _ format: FrameFormat
    ) throws -> (Backend, CaptureRequest) {
        guard let found = Backend.named(backend) else {
            let names = Backend.all.map(\.name).joined(separator: ", ")
            throw fail("no backend “\(backend)”; there are: \(names)", ExitStatus.usage)
        }
        do {
            var settings = try Settings(
                words: json ? options : found.wholeFrames + options, for: "backend \(backend)",
                specs: found.component.settings)
            let sizes = sizes ?? .fixed(FrameSize(1518))
            if !json, settings.asksForTrial { throw settings.trialError }
            settings = try RingSizing(
                sizes: sizes, rate: load?.framesPerSecond(sizes: sizes),
                longest: try? Interface.longestFrame(of: interface)
            ).resolved(settings, of: found.component)
            if let problem = found.component.problem(settings, sizes) { throw problem }
            return (
                found,
                CaptureRequest(
                    interface: interface, settings: settings,
                    counting: try counted(settings), truesize: truesize,
                    format: format,
                    direction: try seen(by: found))
            )
        } catch let error as SettingError {
            if json { RoleOutput.send(.fatal(.usage, "\(error)")) }
            throw fail("\(error)", ExitStatus.usage)
        }
    }

    /// The runner says `--touch count` where frames carry no stamp.
    private func counted(_ settings: Settings) throws -> Counting {
        guard let counting else {
            if !json { return .account }
            return CaptureSettings.measuresLatency(settings) ? .latency : .stamp
        }
        guard let found = Counting(rawValue: counting) else {
            let names = Counting.allCases.map(\.rawValue).joined(separator: ", ")
            throw fail("--touch: “\(counting)” is none of: \(names)", ExitStatus.usage)
        }
        return found
    }

    private func seen(by backend: Backend) throws -> CaptureRequest.Direction {
        guard let direction else { return outgoing ? .both : .incoming }
        guard let found = CaptureRequest.Direction(rawValue: direction) else {
            let names = CaptureRequest.Direction.allCases.map(\.rawValue).joined(separator: ", ")
            throw fail("--direction: “\(direction)” is none of: \(names)", ExitStatus.usage)
        }
        guard backend.requirements.contains(.netRaw), !backend.isTool else {
            throw fail("--direction: not for backend \(backend.name)", ExitStatus.usage)
        }
        return found
    }

    private func nanoseconds() throws -> Int64? {
        guard let duration else { return nil }
        do {
            return try Quantity.nanoseconds(duration)
        } catch {
            throw fail("--duration: \(error)", ExitStatus.usage)
        }
    }
}

extension Backend {
    /// By hand no frame is cut unless that is asked for; a trial's frames are known.
    var wholeFrames: [String] {
        component.settings.contains { $0.name == "snaplen" }
            ? ["snaplen=\(CaptureRequest.wholeFrames)"] : []
    }
}

extension Settings {
    /// Only a trial tells when frames were sent, and when traffic begins.
    fileprivate var asksForTrial: Bool {
        CaptureSettings.measuresLatency(self) || CaptureSettings.pauses(self) != nil
            || CaptureSettings.sharesFrames(self)
    }

    fileprivate var trialError: SettingError {
        let name =
            CaptureSettings.sharesFrames(self)
            ? "workers, fanout" : CaptureSettings.measuresLatency(self) ? "latency" : "stall"
        return SettingError(
            name: name, problem: "is for a series of an experiment file: “bench sweep FILE”")
    }
}

extension CaptureError {
    /// Privilege, interface and kernel are the environment's; the rest is a failure.
    var exitStatus: ExitCode {
        switch self {
        case .notPermitted, .noSuchInterface, .interfaceDown, .interfaceVanished, .unsupported:
            ExitStatus.unfit
        case .notGranted, .hung, .system: ExitStatus.failure
        }
    }
}
