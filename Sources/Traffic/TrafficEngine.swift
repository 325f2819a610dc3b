package import Frames
package import Kernel
package import Settings

/// Where and what an engine sends.
package struct TrafficRequest: Sendable {
    /// The interface's name in the calling thread's network namespace.
    package var interface: String
    package var settings: Settings
    package var sizes: SizeDistribution
    package var load: Load
    package var format: FrameFormat
    /// Path of the network namespace at the far end; `nil` if it is not known.
    package var peer: String?

    package init(
        interface: String, settings: Settings, sizes: SizeDistribution, load: Load,
        format: FrameFormat = .bare, peer: String? = nil
    ) {
        self.interface = interface
        self.settings = settings
        self.sizes = sizes
        self.load = load
        self.format = format
        self.peer = peer
    }
}

/// What frames meet at the far end of the sending interface, as far as engines care.
package enum TrafficPath: Sendable {
    /// A veth peer that polls its ring (NAPI): a full ring refuses frames.
    case napi
    /// A veth peer without NAPI, whose frames go to the backlog of the capture CPU.
    case steered
    /// A veth peer without NAPI, whose frames are received inside the sender's system call.
    case inline
    /// An interface that the user named, and whatever it is connected to.
    case device
}

/// What an experiment asks of an engine.
package struct TrafficTask: Sendable {
    package var load: Load
    package var sizes: SizeDistribution
    package var format: FrameFormat
    package var path: TrafficPath
    /// The interface in the caller's namespace; `nil` if it is not there yet.
    package var interface: String?
    /// Whether bench sets the interface and its peer up first, and so turns GRO off.
    package var isSetUp = false
    /// Whether workers take a queue of a veth pair each, so that flows must go by different ones.
    package var usesQueues = false

    package init(
        load: Load, sizes: SizeDistribution, format: FrameFormat, path: TrafficPath,
        interface: String? = nil
    ) {
        self.load = load
        self.sizes = sizes
        self.format = format
        self.path = path
        self.interface = interface
    }
}

/// One run of an engine: so many frames from an instant on.
package struct TrafficRun: Sendable {
    /// Marks the frames of this run: in every stamp.
    package var runID: UInt32
    /// `CLOCK_MONOTONIC` at which the first frame is due.
    package var start: Int64
    /// Frames to send: the run ends with the last of them.
    package var frames: Int
    /// The run ends also when so many nanoseconds, and the debt an engine may carry, have passed.
    package var duration: Int64

    package init(runID: UInt32, start: Int64, frames: Int, duration: Int64) {
        self.runID = runID
        self.start = start
        self.frames = frames
        self.duration = duration
    }
}

/// Why an engine could not be opened or could not go on.
package enum TrafficError: Error, Hashable, CustomStringConvertible {
    /// The interface is down, went down, or vanished.
    case interfaceDown(String)
    /// This kernel or interface cannot do it; one clause that says why.
    case unsupported(String)
    case system(SystemError)

    package var description: String {
        switch self {
        case .interfaceDown(let name): "interface \(name) is down"
        case .unsupported(let reason): reason
        case .system(let error): error.description
        }
    }
}

/// An open engine.
///
/// It may send by itself, drive a program in the kernel, or run an external tool: ``run(_:until:)``
/// is the only thing asked of it.
///
/// Created on the generator thread and used on it only.
package protocol TrafficSession: AnyObject {
    /// Sends one run and returns when it is over, or soon after `stop` is raised.
    func run(_ run: TrafficRun, until stop: SharedFlag) throws(TrafficError) -> TrafficReport

    /// What the kernel granted: name and text pairs for the record.
    var granted: [String: String] { get }
}

/// Names in ``TrafficSession/granted`` that others look for.
package enum TrafficGrant {
    /// The number of the first byte that a TCP connection will send.
    package static let nextSequence = "next_sequence"
}

/// A way to send: its description and how to open it.
package struct Engine: Sendable {
    /// Name, summary, settings and the rules among them.
    package let component: Component
    /// Engines are preferred by `auto` in descending order of this; `nil` if it never chooses it.
    package let preference: Int?
    /// Whether each frame carries a stamp: without one frames are only counted.
    package let isStamped: Bool
    /// Names of the frame formats that it can send.
    package let formats: [String]
    /// Why it cannot work on this machine for this user, or `nil`.
    package let obstacle: @Sendable () -> String?
    /// Why it cannot do this, wherever it runs, or `nil`: one clause that says what it can.
    package let objection: @Sendable (TrafficTask) -> String?
    /// Opens the engine on the calling thread, which is then its only user.
    package let open: @Sendable (TrafficRequest) throws(TrafficError) -> any TrafficSession

    package init(
        component: Component, preference: Int?, isStamped: Bool = true,
        formats: [String] = ["bare", "udp4"],
        obstacle: @escaping @Sendable () -> String? = { nil },
        objection: @escaping @Sendable (TrafficTask) -> String? = { _ in nil },
        open: @escaping @Sendable (TrafficRequest) throws(TrafficError) -> any TrafficSession
    ) {
        self.component = component
        self.preference = preference
        self.isStamped = isStamped
        self.obstacle = obstacle
        self.formats = formats
        self.objection = { task in
            guard formats.contains(task.format.name) else {
                return "sends frame_format \(formats.joined(separator: " or ")) only"
            }
            return objection(task)
        }
        self.open = open
    }

    /// The spelling in experiment files, columns and plots.
    package var name: String { component.name }
}
