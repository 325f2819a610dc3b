/// What a test frame looks like around its stamp.
package enum FrameFormat: Sendable, Hashable {
    /// Ethernet with EtherType 0x88B5, which no protocol handles, and the stamp: fits 64 bytes.
    case bare
    /// UDP over IPv4 over Ethernet, the stamp in the datagram; as many flows as `streams`.
    ///
    /// Flows differ in source address and source port, so that RSS and fanout by hash tell them
    /// apart. Addresses are those of RFC 2544 appendix C (198.18.0.0/15), which nobody routes.
    case udp4(streams: Int)

    /// The most flows there can be: a source address and port are made from each number.
    package static let mostStreams = 4096
}

extension FrameFormat {
    /// The spelling in experiment files and columns.
    package var name: String {
        switch self {
        case .bare: "bare"
        case .udp4: "udp4"
        }
    }

    package static let names = ["bare", "udp4"]

    /// The format of this name; `nil` if there is none, or none with so many streams.
    package init?(name: String, streams: Int) {
        switch name {
        case "bare" where streams == 1: self = .bare
        case "udp4" where (1...Self.mostStreams).contains(streams): self = .udp4(streams: streams)
        default: return nil
        }
    }

    /// Flows that the frames belong to in turn: frame `i` to flow `i % streams`.
    package var streams: Int {
        switch self {
        case .bare: 1
        case .udp4(let streams): streams
        }
    }

    /// Bytes before the stamp: the Ethernet header, and those of IPv4 and UDP.
    package var headerBytes: Int {
        switch self {
        case .bare: 14
        case .udp4: 14 + 20 + 8
        }
    }

    /// The smallest frame that has room for the stamp.
    package var smallest: FrameSize {
        switch self {
        case .bare: .minimum
        case .udp4: FrameSize(78)
        }
    }

    /// Why a frame smaller than ``smallest`` cannot be: one clause.
    package var whySmallest: String {
        switch self {
        case .bare: "the shortest Ethernet frame has \(smallest.bytes)"
        case .udp4:
            "with headers of IPv4 and UDP the stamp needs \(smallest.bytes)"
        }
    }
}
