import Packets

/// Puts segments together whose IP packets came in fragments: only their lengths, and the first
/// part's header.
///
/// RFC 791 section 3.2, RFC 8200 section 4.5. Bounded: of more than ``most`` packets that are not
/// whole, the oldest is given up.
struct Fragments: Sendable {
    private var packets: [DatagramKey: Parts] = [:]
    private var order: [DatagramKey] = []
    static let most = 256
    private static let mostParts = 64

    private struct DatagramKey: Hashable {
        let hosts: AddressPair
        let wrapping: Wrapping
        let identification: UInt32
    }

    /// What has come of one packet.
    struct Parts: Sendable {
        let hosts: AddressPair
        var first: Segment?
        /// Packets of the capture, and bytes of payload in them.
        var count = 0
        var bytes: Int64 = 0
        fileprivate var places: [Range<Int>] = []
        fileprivate var end: Int?

        /// The segment, once all of its parts are there.
        fileprivate var whole: Segment? {
            guard let first, let end else { return nil }
            var reached = 0
            for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                guard place.lowerBound <= reached else { return nil }
                reached = max(reached, place.upperBound)
            }
            guard reached >= end, let size = places.first(where: { $0.lowerBound == 0 })?.count
            else { return nil }
            return first.with(length: first.length + end - size)
        }
    }

    enum Assembly {
        /// It waits for the others, and perhaps another packet is given up.
        case waiting(givenUp: Parts?)
        /// With it, the segment is whole: that had so many packets.
        case whole(Segment, packets: Int)
    }

    mutating func take(_ piece: Piece) -> Assembly {
        let key = DatagramKey(
            hosts: piece.hosts, wrapping: piece.wrapping, identification: piece.identification)
        var givenUp: Parts?
        if packets[key] == nil {
            if order.count == Self.most {
                givenUp = packets.removeValue(forKey: order.removeFirst())
            }
            order.append(key)
        }
        var parts = packets[key] ?? Parts(hosts: piece.hosts)
        parts.count += 1
        parts.bytes += Int64(piece.place.count)
        if !parts.places.contains(piece.place), parts.places.count < Self.mostParts {
            parts.places.append(piece.place)
        }
        if let first = piece.first { parts.first = first }
        if piece.isLast { parts.end = piece.place.upperBound }
        guard let segment = parts.whole else {
            packets[key] = parts
            return .waiting(givenUp: givenUp)
        }
        packets[key] = nil
        order.removeAll { $0 == key }
        return .whole(segment, packets: parts.count)
    }

    /// Those that never became whole.
    var rest: [Parts] { order.compactMap { packets[$0] } }
}
