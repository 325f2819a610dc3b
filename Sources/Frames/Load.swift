/// How fast frames are meant to be sent: RFC 2285's *intended load*.
package enum Load: Sendable, Hashable {
    /// Frames per second, evenly spaced whatever their sizes.
    case frameRate(Double)
    /// Bits per second on the wire, 20 bytes of preamble and gap counted with each frame: a
    /// longer frame is followed by a longer pause, as on a real link.
    case wireBitRate(Double)
}

extension Load {
    /// Mean frames per second that this load means for frames of these sizes.
    ///
    /// `rate = bits per second / (8 (mean size + 20))`, sizes with FCS. 64 bytes at 1 Gbit/s is
    /// 1,488,095 frames a second. Source: RFC 2544 appendix B.
    package func framesPerSecond(sizes: SizeDistribution) -> Double {
        switch self {
        case .frameRate(let rate):
            rate
        case .wireBitRate(let bits):
            bits / (8 * (sizes.meanBytes + Double(FrameSize.wireOverhead)))
        }
    }

    /// The canonical text: `153940 pps` or `1000000000 bit/s`.
    package var text: String {
        switch self {
        case .frameRate(let rate): "\(Self.number(rate)) pps"
        case .wireBitRate(let bits): "\(Self.number(bits)) bit/s"
        }
    }

    /// Without an exponent, which ``Quantity`` does not read: from 2^53 on every number is whole.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && value < 0x1p62 ? "\(Int64(value))" : "\(value)"
    }
}
