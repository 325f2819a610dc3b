/// A stable hash of a text, the same on every machine and in every version.
///
/// FNV-1a of the text's UTF-8 bytes, 64 bits, folded to 48: `(hash >> 48) ^ (hash & (2^48 - 1))`,
/// written as `h` and 12 lower-case hexadecimal digits. The letter is there because digits alone
/// may look like a number, `3205189264e3`, and spreadsheets would make one of them.
///
/// Source: Fowler, Noll, Vo, RFC 9923 (constants and xor-folding).
package struct Fingerprint: Sendable, Hashable {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    package init(_ text: String = "") {
        append(text)
    }

    /// Continues the text.
    package mutating func append(_ text: String) {
        var hash = hash
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        self.hash = hash
    }

    package func appending(_ text: String) -> Fingerprint {
        var copy = self
        copy.append(text)
        return copy
    }

    /// The 48-bit value.
    package var folded: UInt64 {
        (hash >> 48) ^ (hash & 0x0000_ffff_ffff_ffff)
    }

    /// The letter `h` and the value in 12 hexadecimal digits.
    package var text: String {
        let digits = String(folded, radix: 16)
        return "h" + String(repeating: "0", count: 12 - digits.count) + digits
    }
}

extension Fingerprint {
    /// Whether a text has the form of ``text``.
    package static func isOne(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 13 && text.hasPrefix("h")
            && text.utf8.dropFirst().allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
