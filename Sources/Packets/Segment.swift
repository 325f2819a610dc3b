/// One end of a conversation: an address and a port.
package struct Endpoint: Hashable, Sendable {
    package let address: IPAddress
    package let port: UInt16

    /// `192.168.0.1:80`, `[fe80::1]:80`.
    package var text: String {
        switch address.version {
        case 4: "\(address.text):\(port)"
        default: "[\(address.text)]:\(port)"
        }
    }
}

/// One direction of a TCP conversation.
package struct FlowKey: Hashable, Sendable {
    package let source: Endpoint
    package let destination: Endpoint

    package var reversed: FlowKey {
        FlowKey(source: destination, destination: source)
    }

    /// `192.168.0.1:4000 > 192.168.0.2:80`.
    package var text: String { "\(source.text) > \(destination.text)" }
}

/// A TCP segment, as its headers tell of it.
///
/// Lengths are those that the packet had, however much of it was captured.
package struct Segment: Sendable {
    package let flow: FlowKey
    package let sequence: UInt32
    package let acknowledgement: UInt32
    package let flags: Flags
    /// Bytes of payload.
    package let length: Int
    /// IPv4's identification; `nil` for IPv6, and where it is always 0.
    package let identification: UInt16?
    /// Of the sender, from the option; `nil` without one.
    package let timestamp: UInt32?
    /// A mix of everything in the headers that a second sending changes.
    package let fingerprint: UInt64
    /// What the packet was wrapped in.
    package var wrapping = Wrapping()

    /// The control bits, RFC 9293 section 3.1.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let fin = Flags(rawValue: 0x01)
        package static let syn = Flags(rawValue: 0x02)
        package static let rst = Flags(rawValue: 0x04)
        package static let ack = Flags(rawValue: 0x10)
    }

    /// Places in sequence space: SYN and FIN take one each.
    package var span: Int {
        length + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
    }

    /// Whether a second sending of the same bytes looks different: only then can a packet that was
    /// captured twice be told from one that was sent twice.
    package var isDated: Bool { identification != nil || timestamp != nil }
}

extension Segment {
    /// The same segment with another length of payload.
    package func with(length: Int) -> Segment {
        Segment(
            flow: flow, sequence: sequence, acknowledgement: acknowledgement, flags: flags,
            length: length, identification: identification, timestamp: timestamp,
            fingerprint: fingerprint, wrapping: wrapping)
    }
}

/// Why a packet is no segment that can be judged.
package enum Skip: String, Sendable, CaseIterable {
    /// Neither IPv4 nor IPv6.
    case notIP = "not-ip"
    /// IP, but not TCP.
    case notTCP = "not-tcp"
    /// A fragment of an IP packet that was not put together: sequence numbers are in the first
    /// one only, and others are missing.
    case fragment
    /// Of an interface whose link type is not known.
    case link
    /// Captured with too few bytes for the headers.
    case short
    /// Lengths that contradict each other: a header longer than its packet, an option that is
    /// longer than the header.
    case malformed
    /// Of a conversation beyond the number that is kept.
    case surplus
}
