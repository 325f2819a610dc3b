import FoundationEssentials
import Frames
import Kernel
import Roles
import Sampling
import Testbed
import Traffic

/// What the runner asks of the agent on a host: one JSON object a line on its standard input.
///
/// The end of the input, or silence for ``HostAgent/longestSilence``, means: put everything back and
/// exit. Times are durations: the clocks of two hosts have nothing to do with each other.
enum HostRequest: Codable {
    /// Become the only sweep of this network namespace, and if asked of this machine, and put back
    /// what an earlier one left.
    case lock(machine: Bool)
    /// What the manifest says of a machine.
    case facts
    /// Everything that `bench doctor` looks at.
    case examine
    /// Why these cannot work here; answered by name.
    case obstacles(backends: [String], engines: [String], programs: [String])
    /// Which engine `auto` stands for, or whether this one can be used.
    case engine(name: String?, [WrittenTask])
    /// What other tasks take during half a second.
    case foreignLoad
    /// Whether interfaces may be flooded; and unless they are to be configured, used as they are.
    case check([String], mtu: Int, floods: [String], configures: Bool)
    /// Set interfaces up, those that capture with their receive work on the capture CPU.
    case configure([NamedSide], mtu: Int)
    /// Wait until interfaces have a carrier.
    case awaitCarrier([String])
    /// Put interfaces back as they were.
    case putBack
    /// Look at an interface, and get ready for an attempt.
    case open([NamedSide], mtu: Int, isConfigured: Bool, isUnclocked: Bool)
    case start(RoleProcess.Role, words: [String])
    /// A line for a role; there is no answer.
    case say(RoleProcess.Role, RunnerMessage.Relative)
    case kill(RoleProcess.Role)
    case watch(isTool: Bool)
    case sample
    /// Everything of the machine that captures.
    case state
    /// The counters of an interface.
    case links(NamedEnd.Side)
    /// End a role and wait for it.
    case end(RoleProcess.Role)
    /// End all processes of the attempt.
    case close
    /// Open a socket that nobody reads, or close it, to see what frames are charged.
    case openProbe(interface: String, WrittenFormat)
    case charged(frames: Int)
    case closeProbe
    case sendProbe(interface: String, WrittenTask, engine: String, words: [String], frames: Int)
    /// The runner is there; there is no answer.
    case ping
}

/// One line to an agent.
struct HostCall: Codable {
    var v = MessageLine.version
    let id: Int
    let request: HostRequest
}

/// What an agent says.
enum AgentMessage: Codable {
    /// The first thing.
    case hello(HostGreeting)
    case answer(id: Int, HostAnswer)
    /// A request came to nothing.
    case failed(id: Int, HostFailure)
    /// A role said this.
    case said(RoleProcess.Role, line: String)
    /// A role's output has closed; how its process ended, if that is known.
    case ended(RoleProcess.Role, ProcessEnd?)
}

struct AgentLine: Codable {
    var v = MessageLine.version
    let message: AgentMessage
}

/// Who an agent is.
struct HostGreeting: Codable {
    /// Of the program.
    let version: String
    let hostName: String
    /// `/proc/sys/kernel/random/boot_id`: which machine.
    let boot: String
    let isRoot: Bool
    /// Which CPU does what there; `nil` if none may be used.
    let generatorCPU: Int?
    let captureCPU: Int?
    /// CPUs that several workers of the capturer take in turn.
    let workerCPUs: [Int]
    /// Its own process and those of its connection.
    let pids: [Int32]
}

enum HostAnswer: Codable {
    case done
    case lines([String])
    case facts(HostFacts)
    case checks([DoctorCheck])
    case obstacles([String: String])
    case engine(name: String, reason: String?)
    /// In words; `nil` if there is none to speak of.
    case load(String?)
    case ends([NamedEnd])
    case started(pid: Int32)
    case sample(ClockReading)
    case state(CaptureState)
    case links(LinkCounters)
    /// How a role ended, and the last of its standard error.
    case roleEnd(ProcessEnd?, errors: String)
    /// Bytes that a socket was charged; `nil` if the frames did not arrive.
    case charged(Int?)
}

/// Why a request came to nothing.
struct HostFailure: Codable, Error {
    enum FailureKind: String, Codable {
        /// The machine is not fit, or somebody else measures there.
        case unfit
        /// An interface or a clock failed: the attempt is invalid.
        case interface
    }

    let kind: FailureKind
    let message: String
}

struct HostFacts: Codable {
    var facts: [String: String]
    /// What must be the same for all rows of a run.
    var conditions: [String: String]
    var toolVersions: [String: String]
    /// CPU quotas, in words.
    var quotas: [String]
}

/// An interface of a host, and what it is for.
struct NamedSide: Codable {
    let side: NamedEnd.Side
    let name: String
}

/// A frame format as text.
struct WrittenFormat: Codable {
    let name: String
    let streams: Int

    init(_ format: FrameFormat) { (name, streams) = (format.name, format.streams) }

    var format: FrameFormat { FrameFormat(name: name, streams: streams) ?? .bare }
}

/// A traffic as text.
struct WrittenTask: Codable {
    let load: String
    let sizes: String
    let format: WrittenFormat
    let interface: String
    /// See ``TrafficTask/isSetUp``.
    var isSetUp = false

    /// - Throws: if this is another program's spelling.
    func task() throws(HostFailure) -> TrafficTask {
        guard let load = try? Quantity.load(load), let sizes = SizeDistribution(text: sizes) else {
            throw HostFailure(kind: .unfit, message: "no traffic: \(load), \(sizes)")
        }
        var task = TrafficTask(
            load: load, sizes: sizes, format: format.format, path: .device, interface: interface)
        task.isSetUp = isSetUp
        return task
    }
}

extension RunnerMessage {
    /// A message whose instants count from its arrival on the host of the role.
    struct Relative: Codable {
        let line: String
        /// How long after that a run begins (ns); `nil` for all else.
        let delay: Int64?

        init(_ message: RunnerMessage) {
            if case .start(_, let start, _, _) = message {
                delay = max(0, start - MonotonicClock.now())
            } else {
                delay = nil
            }
            line = message.line
        }

        /// The message for a role, by the clock of this machine.
        func absolute() throws(ProtocolError) -> RunnerMessage {
            let message = try RunnerMessage(line: line)
            guard let delay, case .start(let runID, _, let frames, let duration) = message else {
                return message
            }
            return .start(
                runID: runID, at: MonotonicClock.now() + delay, frames: frames, duration: duration)
        }
    }
}

extension RoleProcess.Role {
    /// What its interface is for.
    var side: NamedEnd.Side { self == .capturer ? .capture : .generator }
}
