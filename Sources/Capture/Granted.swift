import Frames
import Kernel

/// What the kernel granted, read back from it where it can be asked: goes into the record beside
/// what was requested.
package struct Granted: Sendable, Hashable {
    /// What a backend may be granted; the names in records and in messages.
    package enum Name: String, Sendable, CaseIterable {
        /// Slots of a V1 or V2 ring.
        case ringFrames = "ring_frames"
        /// Bytes of the mapped ring.
        case ringBytes = "ring_bytes"
        case blockSize = "block_size"
        case blockCount = "block_count"
        case frameSize = "frame_size"
        case retireTimeout = "retire_timeout"
        case snaplen
        /// Bytes of `truesize` the socket's queue may hold, as `SO_RCVBUF` reads: twice what was set.
        case receiveBufferBytes = "receive_buffer_bytes"
        /// Who told the ring's geometry: the kernel (`packet_diag`), or only the call that set it.
        case geometrySource = "geometry_source"
        case linkType = "link_type"
        /// Where an XDP program runs: in the driver (`native`), or behind it (`generic`).
        case xdpAttach = "xdp_attach"
        /// How frames get into an AF_XDP socket's memory: `copy` or `zero-copy`.
        case xdpMode = "xdp_mode"
        case tpacketVersion = "tpacket_version"
        /// The number of the group in which workers share the frames.
        case fanoutGroup = "fanout_group"
        /// Packet sockets of an external program.
        case sockets
        /// Frames that the queue holds for a consumer that has stopped.
        case depthFrames = "depth_frames"
        /// Captured bytes of that many frames of the traffic, on average.
        case depthBytes = "depth_bytes"
    }

    private var texts: [Name: String] = [:]

    package init() {}

    /// A ring.
    init(ring: RingGeometry, snaplen: Int) {
        self[.ringBytes] = ring.byteCount
        self[.blockSize] = ring.blockSize
        self[.blockCount] = ring.blockCount
        self[.snaplen] = snaplen
    }

    /// One property as text; `nil` if it does not apply.
    package subscript(name: Name) -> String? {
        get { texts[name] }
        set { texts[name] = newValue }
    }

    /// The same as a number.
    package subscript(name: Name) -> Int? {
        get { texts[name].flatMap { Int($0) } }
        set { texts[name] = newValue.map { "\($0)" } }
    }

    /// All of it, in the order of the names.
    package var entries: [(name: Name, text: String)] {
        Name.allCases.compactMap { name in texts[name].map { (name, $0) } }
    }

    /// One property of those that a message has, as a number.
    package static func number(_ name: Name, in message: [String: String]) -> Int? {
        message[name.rawValue].flatMap { Int($0) }.flatMap { 0...CountLimit.most ~= $0 ? $0 : nil }
    }

    /// All of it, for messages.
    package var named: [String: String] {
        Dictionary(uniqueKeysWithValues: texts.map { ($0.key.rawValue, $0.value) })
    }
}
