/// A frame where the kernel put it: in memory that it shares with us.
///
/// Valid until its room is given back: never stored.
package struct FramePlace {
    /// The captured bytes, in the mapping.
    package let bytes: UnsafeRawBufferPointer
    /// Bytes that it had on the wire, without FCS.
    package let length: Int
    /// Start of the slot or block in which it lies.
    package let area: UnsafeRawPointer
    /// Bytes that it occupies there, headers and padding included.
    package let size: Int
    /// Its first byte, counted from the start of the mapping.
    package let offset: Int
    /// Number of the slot or block in its ring, from 0.
    package let entry: Int
    /// The CPU on which the kernel took it.
    package let cpu: Int
    /// When the kernel took it: seconds since 1970, and nanoseconds.
    package let seconds: UInt32
    package let nanoseconds: UInt32
    /// The VLAN tag that the kernel took out of it; `nil` if it took none.
    package let tag: VLANTag?
    package let direction: PacketType
    /// It came with the bytes that are left in room that was given back: nobody wrote it, or not
    /// yet.
    package let isPoisoned: Bool

    package struct VLANTag: Sendable, Hashable {
        /// Priority, drop eligibility, and in the low 12 bits the VLAN.
        package let control: UInt16
        /// 0x8100, or 0x88a8 for a service tag.
        package let protocolID: UInt16

        package init(control: UInt16, protocolID: UInt16) {
            (self.control, self.protocolID) = (control, protocolID)
        }

        package var vlan: UInt16 { control & 0x0fff }
    }

    /// Whose it is, packet(7): `sll_pkttype`.
    package enum PacketType: UInt8, Sendable {
        case host = 0
        case broadcast = 1
        case multicast = 2
        case otherHost = 3
        case outgoing = 4
    }

    package init(
        bytes: UnsafeRawBufferPointer, length: Int, area: UnsafeRawPointer, size: Int, offset: Int,
        entry: Int, cpu: Int, seconds: UInt32, nanoseconds: UInt32, tag: VLANTag?,
        direction: PacketType, isPoisoned: Bool
    ) {
        self.bytes = bytes
        self.length = length
        self.area = area
        self.size = size
        self.offset = offset
        self.entry = entry
        self.cpu = cpu
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.tag = tag
        self.direction = direction
        self.isPoisoned = isPoisoned
    }

    package var view: ByteView { ByteView(bytes) }
}

extension FramePlace.PacketType {
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .broadcast: "broadcast"
        case .multicast: "multicast"
        case .otherHost: "other-host"
        case .outgoing: "outgoing"
        }
    }
}

/// What released room is filled with, so that what is read too early or too late shows.
package enum Poison {
    package static let byte: UInt8 = 0xab

    /// Spoils so many bytes.
    package static func fill(_ start: UnsafeMutableRawPointer, count: Int) {
        start.initializeMemory(as: UInt8.self, repeating: byte, count: count)
    }

    /// Whether a frame's addresses and EtherType are what was left there: no frame begins so.
    package static func covers(_ frame: UnsafeRawBufferPointer) -> Bool {
        frame.count >= 14 && frame.prefix(14).allSatisfy { $0 == byte }
    }
}
