/// Text that people read, cut to fit.
package enum WrappedText {
    /// Breaks a text into lines of at most `width` characters, at spaces.
    ///
    /// - Parameter breaksWords: whether a word that is longer than a line is broken, too.
    package static func lines(
        _ text: String, width: Int, breaksWords: Bool = false
    ) -> [String] {
        lines(of: text.split(separator: " "), width: width, breaksWords: breaksWords)
    }

    /// The same of words that may have spaces in them, and stay whole.
    package static func lines(
        of words: [Substring], width: Int, breaksWords: Bool = false
    ) -> [String] {
        var lines: [String] = []
        var line = ""
        for var word in words {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            while breaksWords, word.count > max(1, width) {
                lines.append(String(word.prefix(max(1, width))))
                word = word.dropFirst(max(1, width))
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// At most `width` characters, without the middle: names differ at their ends as often as at
    /// their beginnings.
    package static func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        return text.prefix(width / 2) + "…" + text.suffix(width - width / 2 - 1)
    }
}
