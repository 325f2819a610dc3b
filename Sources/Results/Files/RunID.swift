package import FoundationEssentials

/// The name of a run: when it began, UTC, and six random hexadecimal digits, as in
/// `20260131T101500Z-3f9c1a`.
///
/// Sorts by time.
package enum RunID {
    package static func make(
        at date: Date, using random: inout some RandomNumberGenerator
    ) -> String {
        let time = date.formatted(.iso8601).filter { (letter: Character) in
            letter != "-" && letter != ":"
        }
        let suffix = String(UInt32.random(in: 0..<(1 << 24), using: &random), radix: 16)
        return time + "-" + String(repeating: "0", count: 6 - suffix.count) + suffix
    }

    /// A new one, now.
    package static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return make(at: Date(), using: &random)
    }
}
