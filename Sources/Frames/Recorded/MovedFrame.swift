/// What of a frame moving its addresses changes, as the recording has it.
package struct MovedFrame: Sendable, Hashable {
    private let source: UInt32
    private let destination: UInt32
    private let headerChecksum: UInt16
    private let checksum: UInt16

    @inline(__always)
    package init(_ frame: UnsafeRawPointer, _ places: AddressPlaces) {
        source = frame.word(places.source)
        destination = frame.word(places.destination)
        headerChecksum = places.headerChecksum.map { frame.short($0) } ?? 0
        checksum = places.checksum.map { frame.short($0) } ?? 0
    }

    /// The round in which this frame is sent as `sent`, modulo ``AddressShift/rounds``; `nil` if it never
    /// is: its addresses do not belong together, or its checksums are others.
    ///
    /// Both have the same fingerprint, and the places of `sent`.
    @inline(__always)
    package func round(of sent: MovedFrame, _ places: AddressPlaces, isMulticast: Bool) -> Int? {
        let amount = (sent.source &- source) & AddressShift.mask
        let moved = isMulticast ? destination : AddressShift.moved(destination, by: amount)
        guard sent.destination == moved else { return nil }
        guard amount != 0 else { return sent == self ? 0 : nil }
        var delta = ChecksumDelta()
        delta.replace(source, by: sent.source)
        if !isMulticast { delta.replace(destination, by: sent.destination) }
        if places.headerChecksum != nil, delta.applied(to: headerChecksum) != sent.headerChecksum {
            return nil
        }
        if places.checksum != nil {
            let isNone = checksum == 0 && places.mayBeWithout
            let expected = isNone ? 0 : places.sent(delta.applied(to: checksum))
            guard sent.checksum == expected else { return nil }
        }
        return AddressShift.round(amount)
    }
}
