import CLinux
import Kernel
package import Packets

/// Memory shared with the kernel, whose frames are shown where they lie.
///
/// Unlike ``FrameRing``, which is made for counting, it tells of each frame everything that the
/// kernel wrote beside it, and can be told to spoil what it gives back.
protocol RingWalk: ~Copyable {
    /// When the next frame was taken; `nil` if the kernel has not handed one over.
    mutating func nextTime() -> FrameTime?

    /// Shows frames to the sink, in order, and gives back the room of those that were shown.
    ///
    /// - Parameter last: frames that were taken later stay where they are.
    /// - Returns: frames shown: `limit`, or fewer if the kernel has not handed over more.
    mutating func show(to sink: some FrameSink, limit: Int, until last: FrameTime) -> Int
}

/// When the kernel took a frame: nanoseconds since 1970.
struct FrameTime: Comparable {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    init(seconds: UInt32, nanoseconds: UInt32) {
        self.nanoseconds = Int64(seconds) * 1_000_000_000 + Int64(nanoseconds)
    }

    static let distantFuture = FrameTime(nanoseconds: .max)

    static func < (left: FrameTime, right: FrameTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// Who looks at frames in place.
package protocol FrameSink: AnyObject {
    func take(_ place: FramePlace)
}

/// Where in an area of memory a header says that its frame lies.
struct FrameExtent {
    let start: Int
    let count: Int
    /// Whether it lies within the area, behind its own header.
    let isSound: Bool

    /// - Parameters:
    ///   - offset: of the frame's first byte in the area.
    ///   - header: bytes in front of any frame.
    init(offset: Int, captured: Int, header: Int, area: Int) {
        isSound = offset >= header && captured >= 0 && offset + captured <= area
        // What a header left over from before says would lead anywhere: look where frames begin.
        start = isSound ? offset : min(header, area)
        count = isSound ? captured : min(14, area - min(header, area))
    }
}

/// The address that stands between a ring's frame header and the frame: `struct sockaddr_ll`.
enum LinkAddress {
    /// `sll_pkttype`, at byte 10.
    static func direction(_ address: UnsafeRawPointer) -> FramePlace.PacketType {
        FramePlace.PacketType(rawValue: address.load(fromByteOffset: 10, as: UInt8.self)) ?? .host
    }
}

/// `tp_status` of a frame, packet(7), as far as it speaks of VLAN tags that were taken out.
enum TagStatus {
    static func tag(_ status: UInt32, control: UInt16, protocolID: UInt16) -> FramePlace.VLANTag? {
        guard status & UInt32(TP_STATUS_VLAN_VALID) != 0 else { return nil }
        let isKnown = status & UInt32(TP_STATUS_VLAN_TPID_VALID) != 0
        return FramePlace.VLANTag(control: control, protocolID: isKnown ? protocolID : 0x8100)
    }
}
