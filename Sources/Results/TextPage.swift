import Frames

/// A page of text for a terminal: lines of a limited width.
package struct TextPage {
    /// Columns, at least 60; no line of a paragraph is longer.
    package let width: Int
    package private(set) var text = ""

    package init(width: Int) { self.width = max(width, 60) }

    /// An empty line, but not at the top.
    package mutating func blank() {
        if !text.isEmpty { text += "\n" }
    }

    package mutating func heading(_ words: String) {
        blank()
        paragraph(words, hanging: 2)
    }

    /// - Parameter hanging: where the second and later lines begin; where the first does if `nil`.
    package mutating func paragraph(_ words: String, indent: Int = 0, hanging: Int? = nil) {
        let hanging = max(indent, hanging ?? indent)
        // A number stays with its unit.
        let words = PlainText.oneLine(words).replacing(" %", with: "\u{A0}%")
        let lines = WrappedText.lines(words, width: width - hanging, breaksWords: true)
        for (index, line) in lines.enumerated() {
            append(line, at: index == 0 ? indent : hanging)
        }
    }

    /// A line as it is.
    package mutating func append(_ words: String, at indent: Int) {
        var line = String(repeating: " ", count: indent)
        line += words.replacing("\u{A0}%", with: " %")
        while line.last == " " { line.removeLast() }
        text += line + "\n"
    }
}
