/// How fast frames are meant to be sent: RFC 2285's *intended load*.
package enum Load: Sendable, Hashable {
    /// Frames per second, evenly spaced whatever their sizes.
    case frameRate(Double)
    /// Bits per second on the wire, 20 bytes of preamble and gap counted with each frame: a
    /// longer frame is followed by a longer pause, as on a real link.
    case wireBitRate(Double)
    /// So many frames back to back, at once, then nothing until `every` nanoseconds have passed.
    case burst(frames: Int, every: Int64)
    /// At the times of the recording that is sent, so many times as fast.
    case recorded(speed: Double)
    /// As fast as the engine can: nothing is intended, what was offered is the result.
    case unpaced
}

extension Load {
    /// Mean frames per second that this load means for frames of these sizes.
    ///
    /// `rate = bits per second / (8 (mean size + 20))`, sizes with FCS. 64 bytes at 1 Gbit/s is
    /// 1,488,095 frames a second. `nil` if nothing is intended. Source: RFC 2544 appendix B.
    package func framesPerSecond(sizes: SizeDistribution) -> Double? {
        switch self {
        case .frameRate(let rate):
            rate
        case .wireBitRate(let bits):
            bits / (8 * (sizes.meanBytes + Double(FrameSize.wireOverhead)))
        case .burst(let frames, let every):
            Double(frames) * 1e9 / Double(every)
        case .recorded(let speed):
            sizes.gaps.isEmpty
                ? nil : Double(sizes.gaps.count) * 1e9 * speed / sizes.gaps.reduce(0, +)
        case .unpaced:
            nil
        }
    }

    /// How many times as fast as it was recorded; `nil` unless the recording's times are kept.
    package var speed: Double? {
        if case .recorded(let speed) = self { speed } else { nil }
    }

    /// The canonical text: `153940 pps`, `1000000000 bit/s`, `64 frames every 1ms`,
    /// `recorded`, `recorded x 2` or `max`.
    package var text: String {
        switch self {
        case .frameRate(let rate): "\(Self.number(rate)) pps"
        case .wireBitRate(let bits): "\(Self.number(bits)) bit/s"
        case .burst(let frames, let every): "\(frames) frames every \(Self.duration(every))"
        case .recorded(let speed): speed == 1 ? "recorded" : "recorded x \(Self.number(speed))"
        case .unpaced: "max"
        }
    }

    /// Without an exponent, which ``Quantity`` does not read: from 2^53 on every number is whole.
    private static func number(_ value: Double) -> String {
        if value == value.rounded() && value < 0x1p62 { return "\(Int64(value))" }
        // The shortest digits that read back: `1.25e-05` is 0.0000125.
        let parts = "\(value)".split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]), exponent < 0 else {
            return "\(value)"
        }
        let zeros = String(repeating: "0", count: -exponent - 1)
        return "0.\(zeros)\(parts[0].filter { $0 != "." })"
    }

    /// What the speed of a recording may be.
    package static let speeds = 0.001...1_000_000.0

    /// The most frames a second that can be told apart by a clock of nanoseconds.
    package static let mostFramesPerSecond = 1e9

    /// Why nothing can send this for so long (ns), in words that follow the load's text; `nil` if
    /// something may.
    package func problem(sizes: SizeDistribution, duration: Int64) -> String? {
        guard let rate = framesPerSecond(sizes: sizes) else { return nil }
        let seconds = Double(duration) / 1e9
        if rate > Self.mostFramesPerSecond {
            return "is more than a frame a nanosecond (1000 Mpps)"
        }
        if case .burst(_, let every) = self, every >= duration {
            return "sends only one burst in \(seconds) s; two are needed"
        }
        return rate * seconds < 1 ? "sends no frame in \(seconds) s" : nil
    }

    /// In the largest unit of which it is a whole number.
    private static func duration(_ nanoseconds: Int64) -> String {
        for (unit, name) in [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")] as [(Int64, _)]
        where nanoseconds % unit == 0 {
            return "\(nanoseconds / unit)\(name)"
        }
        return "\(nanoseconds)ns"
    }
}
