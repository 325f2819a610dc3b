package import Settings

/// A way to capture: its description, what it needs, and how to open it.
package struct Backend: Sendable {
    /// Name, summary, settings and the rules among them.
    package let component: Component
    /// What the machine must offer; asked by `bench list`, and before a sweep.
    package let requirements: [Requirement]
    /// Whether it captures from no interface: its frames are its own.
    package var makesItsFrames = false
    /// Bytes of the ring that settings ask for; 0 without one.
    package var ringBytes: @Sendable (Settings) -> Int = { _ in 0 }
    /// Whether frames that are captured go no further: no connection gets its segments, and what the
    /// host sends is not seen.
    package var takesFramesAway = false
    /// Why these settings cannot work on a veth pair; `nil` if they can.
    package var vethProblem: @Sendable (Settings) -> String? = { _ in nil }
    /// The receive queues that several workers take, one each, instead of sharing all frames; `nil` if
    /// they do that, or if there is one worker.
    package var workerQueues: @Sendable (Settings) -> WorkerQueues? = { _ in nil }
    /// How long a frame may wait in the kernel before it is handed over, with these settings (ns).
    package var holdsBack: @Sendable (Settings) -> Int64 = { _ in 0 }
    /// Opens a session on the calling thread, which is then its only user.
    package let open: @Sendable (CaptureRequest) throws(CaptureError) -> any CaptureSession

    /// The spelling in experiment files, columns and plots: `tpacket-v3`.
    package var name: String { component.name }

    /// Something a backend needs of the machine.
    package enum Requirement: Sendable, Hashable, CustomStringConvertible {
        /// The capability to open packet sockets, capabilities(7).
        case netRaw
        /// This kernel or a later one.
        case kernel(major: Int, minor: Int)
        /// io_uring(7), with what the backend uses of it.
        case ioUring
        /// Sockets of `AF_XDP`, and the right to load XDP programs.
        case xdp

        package var description: String {
            switch self {
            case .netRaw: "CAP_NET_RAW"
            case .kernel(let major, let minor): "Linux \(major).\(minor) or later"
            case .ioUring: "io_uring"
            case .xdp: "AF_XDP"
            }
        }

        /// What every packet socket of ours needs: `PACKET_IGNORE_OUTGOING` came with 4.20.
        static let packetSocket: [Requirement] = [.netRaw, .kernel(major: 4, minor: 20)]
    }
}
