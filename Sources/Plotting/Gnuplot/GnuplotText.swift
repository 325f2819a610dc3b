import Frames
import Results

/// Texts as gnuplot reads them.
package enum GnuplotText {
    /// A string in single quotes, with every character that enhanced text gives a meaning escaped.
    ///
    /// Labels come from experiment files, so nothing in them may act: neither `_`, `^`, `{`, `}`,
    /// `@`, `&`, `~` and `\` of enhanced text, nor a quote, nor a line break.
    package static func quoted(_ text: String) -> String {
        "'\(inside(text))'"
    }

    /// The same as a tick mark's label, where `%` begins a number format.
    package static func tick(_ text: String) -> String {
        quoted(text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%"))
    }

    /// The same in bold.
    package static func bold(_ text: String) -> String {
        "'{/:Bold \(inside(text))}'"
    }

    private static func inside(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": result += "''"
            case "_", "^", "{", "}", "@", "&", "~", "\\":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case _ where PlainText.acts(scalar): result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The command `plot` with these pieces, one on each line.
    static func plot(_ pieces: [String]) -> [String] {
        pieces.enumerated().map { index, piece in
            (index == 0 ? "plot " : "    ") + piece + (index == pieces.count - 1 ? "" : ", \\")
        }
    }

    /// The text on one line: gnuplot takes a line break within a quoted cell for the next row.
    package static func oneLine(_ text: String) -> String { PlainText.oneLine(text) }

    /// Breaks a text into lines of at most `width` characters, at spaces.
    package static func wrapped(_ text: String, width: Int) -> [String] {
        WrappedText.lines(text, width: width)
    }

    /// A number as gnuplot and people read it.
    package static func number(_ value: Double) -> String {
        var text = "\((value * 10_000).rounded() / 10_000)"
        if text.hasSuffix(".0") { text.removeLast(2) }
        return text
    }
}
