/// What a flow has shown so far, as far as segments are compared with it: small, so that looking
/// costs nothing.
struct FlowStanding {
    /// From its first place to the one behind its last; `nil` before it has any.
    let places: Range<Int64>?
    /// The place behind its FIN; `Int64.max` before there was one.
    let ending: Int64
    let segments: Int
    let hasSYN: Bool
    let hasFIN: Bool
    /// Whether its first place is known.
    let isBegun: Bool
    /// What it acknowledged last.
    let acknowledgementSent: UInt32?
    /// Number of a second SYN, before it is known which one counts.
    let otherSYN: UInt32?

    /// Whether only its SYN was seen.
    var isOnlySYN: Bool { hasSYN && places?.count == 1 }

    /// Number of its SYN, or of the first place that is known.
    var firstNumber: UInt32? { places.map { UInt32(truncatingIfNeeded: $0.lowerBound) } }

    /// Places of a number from its first and from its last; `nil` before it has any.
    func distance(of number: UInt32) -> (fromStart: Int64, fromEnd: Int64)? {
        guard let places else { return nil }
        let place = TCPFlow.unwrap(number, near: places.upperBound)
        return (place - places.lowerBound, place - places.upperBound)
    }

    /// How far a number is from what it acknowledged last; `nil` if it did not.
    func distanceFromSent(_ number: UInt32) -> Int64? {
        acknowledgementSent.map { abs(Int64(Int32(bitPattern: number &- $0))) }
    }

    /// Whether a segment of so many places ends behind its FIN.
    func excludes(_ number: UInt32, span: Int) -> Bool {
        guard let places, ending < .max else { return false }
        return TCPFlow.unwrap(number, near: places.upperBound) + Int64(span) > ending
    }
}
