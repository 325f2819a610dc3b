package import Frames
import Glibc
import Kernel
package import Settings

/// What to capture, and how.
package struct CaptureRequest: Sendable {
    /// The interface's name in the calling thread's network namespace.
    package var interface: String
    /// The backend's settings, defaults filled in.
    package var settings: Settings
    package var counting: Counting
    /// Bytes the kernel charges to a socket's queue for one frame of the traffic, as measured.
    ///
    /// Needed to give a socket queue a depth in frames; `nil` if it was not measured.
    package var truesize: Double?
    /// What the frames are that the trial is about.
    package var format: FrameFormat
    package var direction: Direction
    /// Which of the workers of the capture it is for.
    package var worker = WorkerSeat.only
    /// Whether a program of others keeps all privileges that this process has.
    package var isPrivileged = false

    package init(
        interface: String, settings: Settings, counting: Counting = .stamp, truesize: Double? = nil,
        format: FrameFormat = .bare, direction: Direction = .incoming
    ) {
        self.interface = interface
        self.settings = settings
        self.counting = counting
        self.truesize = truesize
        self.format = format
        self.direction = direction
    }

    /// The longest `snaplen`, which cuts no frame.
    package static let wholeFrames = CaptureSettings.wholeFrames

    /// Which frames of the interface count.
    package enum Direction: String, Sendable, CaseIterable {
        /// Those that it receives.
        case incoming = "in"
        /// Those that the host sends through it.
        case outgoing = "out"
        case both
    }

    /// Joins the group of the capture's workers.
    ///
    /// - Returns: the group's number.
    func join(_ fanout: Fanout, _ socket: CInt) throws(CaptureError) -> UInt16 {
        do throws(SystemError) {
            return try PacketSocket.join(
                socket, fanout, group: worker.group?.fanoutNumber,
                ignoresOutgoing: direction == .incoming,
                on: interface)
        } catch {
            guard error.code == EINVAL, worker.isFirst, direction == .incoming else {
                throw CaptureError(error, interface: interface)
            }
            throw .unsupported(
                "workers, fanout: the kernel refused the group (\(error)); sharing only what is "
                    + "received needs Linux 5.17")
        }
    }

    /// The filter to run, given the one that was asked for: TCP has frames in both directions, of
    /// which only those with payload are the traffic.
    func filter(_ expression: String?) -> String? {
        let outgoing = direction == .outgoing ? "outbound" : nil
        return Self.both(outgoing, contentFilter(expression))
    }

    /// The same without the direction.
    func contentFilter(_ expression: String?) -> String? {
        Self.both(counting == .sequence ? format.filter : nil, expression)
    }

    private static func both(_ first: String?, _ second: String?) -> String? {
        let parts = [first, second].compactMap { $0 }
        return parts.count > 1 ? parts.map { "(\($0))" }.joined(separator: " and ") : parts.first
    }
}
