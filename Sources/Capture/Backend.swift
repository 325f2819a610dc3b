package import Settings

/// A way to capture: its description, what it needs, and how to open it.
package struct Backend: Sendable {
    /// Name, summary, settings and the rules among them.
    package let component: Component
    /// What the machine must offer; asked by `bench doctor` before anything is opened.
    package let requirements: [Requirement]
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

        package var description: String {
            switch self {
            case .netRaw: "CAP_NET_RAW"
            case .kernel(let major, let minor): "Linux \(major).\(minor) or later"
            }
        }
    }
}

extension Backend {
    /// Bytes of the ring that these settings ask for, as far as they say; 0 if they ask for none.
    package static func ringBytes(_ settings: Settings) -> Int {
        let blocks = (settings.bytes("block_size") ?? 0) * (settings.integer("block_count") ?? 0)
        // A slot is a page at least.
        let slots = (settings.integer("ring_frames") ?? 0) * 4096
        return max(blocks, slots, settings.bytes("buffer_size") ?? 0)
    }
}
