/// A text that should have been a number with a unit, and was not.
package struct QuantityError: Error, Hashable, CustomStringConvertible {
    /// What was written.
    package let text: String
    /// What may be written instead, with an example.
    package let allowed: String
    /// Which of that it is not: `it is 0`; `nil` where that is plain.
    package let reason: String?

    package init(text: String, allowed: String, reason: String? = nil) {
        self.text = text
        self.allowed = allowed
        self.reason = reason
    }

    package var description: String { "“\(text)” is not \(allowed)\(because)" }

    /// `: it is 0`, or empty.
    package var because: String { reason.map { ": \($0)" } ?? "" }
}

/// Numbers with units, as experiment files and the command line write them.
///
/// A space between number and unit is optional. Units are case-sensitive: `Mbit/s` is not
/// `mbit/s`. All of these are pure text functions.
package enum Quantity {
    /// A unit: its spelling, its power of ten, and a factor that is none.
    private struct Unit {
        let name: String
        let exponent: Int
        let factor: Double

        init(_ name: String, _ exponent: Int = 0, factor: Double = 1) {
            self.name = name
            self.exponent = exponent
            self.factor = factor
        }
    }

    private static let durations = [
        Unit("ns"), Unit("us", 3), Unit("µs", 3), Unit("ms", 6), Unit("s", 9),
        Unit("min", 9, factor: 60), Unit("h", 9, factor: 3600),
    ]
    private static let byteCounts = [
        Unit(""), Unit("B"), Unit("KiB", factor: 1024), Unit("MiB", factor: 1_048_576),
        Unit("GiB", factor: 1_073_741_824),
    ]
    private static let bitRates = [
        Unit("bit/s"), Unit("kbit/s", 3), Unit("Mbit/s", 6), Unit("Gbit/s", 9),
    ]
    private static let frameRates = [Unit("pps"), Unit("kpps", 3), Unit("Mpps", 6)]

    /// Nanoseconds, at least 0: `20s`, `100ms`, `50us`, `2min`, `1h`.
    package static func nanoseconds(_ text: String) throws(QuantityError) -> Int64 {
        let value = try scaled(text, durations, "a duration such as “20s”, “100ms” or “50us”")
        return Int64(value.rounded())
    }

    /// Bytes, at least 0 and whole: `65536`, `64KiB`, `4MiB`.
    package static func bytes(_ text: String) throws(QuantityError) -> Int {
        let allowed = "a byte count such as “65536”, “64KiB” or “4MiB”"
        let value = try scaled(text, byteCounts, allowed)
        guard value == value.rounded() else { throw QuantityError(text: text, allowed: allowed) }
        return Int(value)
    }

    /// Bits per second: `1Gbit/s`, `100Mbit/s`.
    package static func bitsPerSecond(_ text: String) throws(QuantityError) -> Double {
        try scaled(text, bitRates, "a bit rate such as “1Gbit/s” or “100Mbit/s”")
    }

    /// A fraction, 1 for `100%`.
    package static func fraction(_ text: String) throws(QuantityError) -> Double {
        try scaled(text, [Unit("%", -2)], "a percentage such as “100%” or “12.5%”")
    }

    /// What ``load(_:)`` reads, for messages.
    package static let allowedLoads =
        "a rate above 0 such as “153940 pps”, “1Gbit/s” or “64 frames every 1ms”, or “max”"

    /// An intended load: `153940 pps`, `1.2Mpps` or `1Gbit/s`, greater than 0; bursts, such as
    /// `64 frames every 1ms`; or `max`.
    package static func load(_ text: String) throws(QuantityError) -> Load {
        let allowed = allowedLoads
        if text == "max" { return .unpaced }
        if text.hasPrefix("recorded") { return try recorded(text) }
        if text.hasPrefix("-") {
            throw QuantityError(text: text, allowed: allowed, reason: "it is negative")
        }
        if text.contains("every") { return try burst(text) }
        let isBits = text.hasSuffix("bit/s")
        let value = try scaled(text, isBits ? bitRates : frameRates, allowed)
        guard value > 0 else {
            throw QuantityError(text: text, allowed: allowed, reason: "it is 0")
        }
        return isBits ? .wireBitRate(value) : .frameRate(value)
    }

    /// `recorded`, or `recorded x 2`.
    private static func recorded(_ text: String) throws(QuantityError) -> Load {
        let words = text.split(separator: " ")
        if words == ["recorded"] { return .recorded(speed: 1) }
        guard words.count == 3, words[0] == "recorded", words[1] == "x",
            let speed = Double(words[2]), Load.speeds.contains(speed)
        else {
            throw QuantityError(
                text: text, allowed: "“recorded”, or a multiple of it such as “recorded x 2”")
        }
        return .recorded(speed: speed)
    }

    /// What a burst may be, for messages.
    private static let allowedBursts =
        "bursts of 1 to 65536 frames, every 1ns to 1h, such as “64 frames every 1ms”"

    /// `64 frames every 1ms`.
    private static func burst(_ text: String) throws(QuantityError) -> Load {
        let error = QuantityError(text: text, allowed: allowedBursts)
        let words = text.split(separator: " ")
        guard let middle = words.firstIndex(of: "every"), middle == 2,
            words[1] == "frames" || words[1] == "frame", let frames = Int(words[0])
        else { throw error }
        guard (1...65_536).contains(frames) else { throw error }
        do {
            let every = try nanoseconds(words[3...].joined(separator: " "))
            guard (1...3_600_000_000_000).contains(every) else { throw error }
            return .burst(frames: frames, every: every)
        } catch {
            throw QuantityError(text: text, allowed: allowedBursts)
        }
    }

    /// Splits number and unit, looks the unit up and multiplies.
    ///
    /// The power of ten goes into the number's text, so that `70%` is the 0.7 that a literal is:
    /// 70 times 0.01 is not.
    private static func scaled(
        _ text: String, _ units: [Unit], _ allowed: String
    ) throws(QuantityError) -> Double {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let known = units.first(where: { $0.name == unit }), !digits.isEmpty,
            let number = Double("\(digits.filter { $0 != "_" })e\(known.exponent)")
        else {
            throw QuantityError(text: text, allowed: allowed)
        }
        let value = number * known.factor
        // Beyond 2^62 a conversion to Int could trap.
        guard value.isFinite, value < 4.6e18 else {
            throw QuantityError(text: text, allowed: allowed, reason: "it is too large")
        }
        return value
    }
}
