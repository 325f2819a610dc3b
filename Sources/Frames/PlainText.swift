/// Text that people read: nothing in it may act on what shows it.
package enum PlainText {
    /// Whether a character acts on a terminal or a page instead of being shown: a control character
    /// (line ends and tabs among them), a line separator, or one that turns the direction of writing.
    ///
    /// Source: Unicode, categories Cc, Zl, Zp; UAX 9, table 4 (CVE-2021-42574).
    package static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1f, 0x7f...0x9f, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    /// The text with U+FFFD in the place of each of them but line ends and tabs.
    package static func shown(_ text: String) -> String {
        replaced(text) { _ in "\u{FFFD}" }
    }

    /// The text on one line, with `mark` in the place of each of them.
    package static func oneLine(_ text: String, mark: Unicode.Scalar = " ") -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { acts($0) ? mark : $0 }))
    }

    /// JSON that means the same: what acts stands as `\u` with its number.
    ///
    /// - Parameter json: well-formed, so that only its strings have any of them but line ends.
    package static func escaped(json: String) -> String {
        replaced(json) { scalar in
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// The words in quotation marks, with commas between them.
    package static func quotedList(_ words: [String]) -> String {
        words.map { "“\($0)”" }.joined(separator: ", ")
    }

    private static func replaced(
        _ text: String, _ word: (Unicode.Scalar) -> String
    ) -> String {
        let harms = { (scalar: Unicode.Scalar) in acts(scalar) && scalar != "\n" && scalar != "\t" }
        guard text.unicodeScalars.contains(where: harms) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if harms(scalar) {
                result.append(contentsOf: word(scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
