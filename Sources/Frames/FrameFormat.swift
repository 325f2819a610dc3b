/// What a test frame looks like around its stamp.
package enum FrameFormat: Sendable, Hashable {
    /// Ethernet with EtherType 0x88B5, which no protocol handles, and the stamp: fits 64 bytes.
    case bare
    /// UDP over IPv4 over Ethernet, the stamp in the datagram; as many flows as `streams`.
    ///
    /// Flows differ in source address and source port, so that RSS and fanout by hash tell them
    /// apart. Addresses are those of RFC 2544 appendix C (198.18.0.0/15), which nobody routes.
    case udp4(streams: Int)
    /// A segment of one TCP connection over IPv4, without a stamp: its sequence number says which
    /// it is.
    case tcp4
    /// Frames of a recording, as they are: they are told apart by their content.
    case recorded(Replay)

    /// The most flows there can be: a source address and port are made from each number.
    package static let mostStreams = 4096
}

extension FrameFormat {
    /// The spelling in experiment files and columns.
    package var name: String {
        switch self {
        case .bare: "bare"
        case .udp4: "udp4"
        case .tcp4: "tcp4"
        case .recorded: Self.recordedName
        }
    }

    package static let recordedName = "recorded"
    package static let names = ["bare", "udp4", "tcp4", recordedName]

    /// The format of this name; `nil` if there is none, or none with so many streams, or if it needs a
    /// recording.
    package init?(name: String, streams: Int) {
        switch name {
        case "bare" where streams == 1: self = .bare
        case "udp4" where (1...Self.mostStreams).contains(streams): self = .udp4(streams: streams)
        case "tcp4" where streams == 1: self = .tcp4
        default: return nil
        }
    }

    /// Flows that the frames belong to in turn: frame `i` to flow `i % streams`.
    package var streams: Int {
        switch self {
        case .bare, .tcp4, .recorded: 1
        case .udp4(let streams): streams
        }
    }

    /// Bytes before the stamp or the payload: the Ethernet header, and those of IP and transport.
    package var headerBytes: Int {
        switch self {
        case .bare, .recorded: 14
        case .udp4: 14 + 20 + 8
        case .tcp4: 14 + 20 + 20
        }
    }

    /// The smallest frame that has room for the stamp.
    package var smallest: FrameSize {
        switch self {
        case .bare, .tcp4, .recorded: .minimum
        case .udp4: FrameSize(78)
        }
    }

    /// Why a frame smaller than ``smallest`` cannot be: one clause.
    package var whySmallest: String {
        switch self {
        case .bare, .tcp4, .recorded: "the shortest Ethernet frame has \(smallest.bytes)"
        case .udp4:
            "with headers of IPv4 and UDP the stamp needs \(smallest.bytes)"
        }
    }

    /// Whether the frames are those of a connection, which has addresses, a beginning and answers.
    package var isConnection: Bool { self == .tcp4 }

    /// What is replayed; `nil` for frames that bench makes.
    package var replay: Replay? {
        if case .recorded(let replay) = self { replay } else { nil }
    }

    /// A pcap-filter(7) expression for frames of this format that are sent, not for answers.
    package var filter: String {
        switch self {
        case .bare: "ether proto 0x88b5"
        case .udp4: "ip and udp"
        case .tcp4: "tcp src port \(Self.tcpSourcePort)"
        // Of every frame.
        case .recorded: "greater 0"
        }
    }

    /// Ports of the connection of ``tcp4``: one of the dynamic ones, and discard (RFC 863).
    package static let tcpSourcePort: UInt16 = 57_758
    package static let tcpTargetPort: UInt16 = 9
}
