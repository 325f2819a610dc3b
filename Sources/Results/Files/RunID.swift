package import FoundationEssentials

/// The name of a run: when it began, UTC, and six random hexadecimal digits, as in
/// `20260131T101500Z-3f9c1a`.
///
/// Two of one second sort by chance, and so do two around a change of the clock.
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

    /// Whether a name has the form of one.
    package static func isOne(_ name: String) -> Bool {
        let form = Array("########T######Z-xxxxxx")
        let letters = Array(name)
        return letters.count == form.count
            && zip(form, letters).allSatisfy { place, letter in
                switch place {
                case "#": letter.isASCII && letter.isNumber
                case "x": letter.isASCII && letter.isHexDigit
                default: letter == place
                }
            }
    }

    /// A new one, now.
    package static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return make(at: Date(), using: &random)
    }
}
