/// A text that should have been a number with a unit, and was not.
package struct QuantityError: Error, Hashable, CustomStringConvertible {
    /// What was written.
    package let text: String
    /// What may be written instead, with an example.
    package let allowed: String

    package init(text: String, allowed: String) {
        self.text = text
        self.allowed = allowed
    }

    package var description: String { "“\(text)” is not \(allowed)" }
}

/// Numbers with units, as experiment files and the command line write them.
///
/// A space between number and unit is optional. Units are case-sensitive: `Mbit/s` is not
/// `mbit/s`. All of these are pure text functions.
package enum Quantity {
    private static let durations: [(String, Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("min", 60e9),
    ]
    private static let byteCounts: [(String, Double)] = [
        ("", 1), ("B", 1), ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824),
    ]
    private static let bitRates: [(String, Double)] = [
        ("bit/s", 1), ("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9),
    ]
    private static let frameRates: [(String, Double)] = [
        ("pps", 1), ("kpps", 1e3), ("Mpps", 1e6),
    ]

    /// Nanoseconds, at least 0: `20s`, `100ms`, `50us`, `2min`.
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
        try scaled(text, [("%", 0.01)], "a percentage such as “100%” or “12.5%”")
    }

    /// An intended load: `153940 pps`, `1.2Mpps` or `1Gbit/s`; greater than 0.
    package static func load(_ text: String) throws(QuantityError) -> Load {
        let allowed = "a rate above 0 such as “153940 pps” or “1Gbit/s”"
        let isBits = text.hasSuffix("bit/s")
        let value = try scaled(text, isBits ? bitRates : frameRates, allowed)
        guard value > 0 else { throw QuantityError(text: text, allowed: allowed) }
        return isBits ? .wireBitRate(value) : .frameRate(value)
    }

    /// Splits number and unit, looks the unit up and multiplies.
    private static func scaled(
        _ text: String, _ units: [(String, Double)], _ allowed: String
    ) throws(QuantityError) -> Double {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        let number = Double(digits.filter { $0 != "_" })
        guard let number, let factor = units.first(where: { $0.0 == unit })?.1 else {
            throw QuantityError(text: text, allowed: allowed)
        }
        let value = number * factor
        // Beyond 2^62 a conversion to Int could trap.
        guard value.isFinite, value < 4.6e18 else {
            throw QuantityError(text: text, allowed: allowed)
        }
        return value
    }
}
