/// Splits a command line into words as a shell would, without what only a shell could do.
///
/// Blanks separate; quotes `'…'` and `"…"` and the backslash protect. What a shell would act on
/// (pipes, redirections, variables, substitutions) is refused unless protected, because nobody acts
/// on it here. wordexp(3) is no help: it acts on them. Source: POSIX.1-2024, Shell Command Language,
/// 2.2 Quoting.
package enum CommandWords {
    /// The words of a command line, at least one.
    ///
    /// - Parameter name: whose text it is, for the error.
    package static func split(_ text: String, for name: String) throws(SettingError) -> [String] {
        var reader = Reader(rest: text[...])
        do throws(Flaw) {
            let words = try reader.words()
            guard !words.isEmpty else { throw Flaw(text: "is empty; write a command") }
            return words
        } catch {
            throw SettingError(name: name, problem: error.text)
        }
    }

    /// A command line that a shell, and ``split(_:for:)``, take apart into these words.
    package static func joined(_ words: [String]) -> String {
        words.map { word in
            let isPlain =
                !word.isEmpty
                && word.allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber) || "-_./:=,+@%".contains($0)
                }
            return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
        }.joined(separator: " ")
    }

    private struct Flaw: Error {
        let text: String
    }

    /// What a shell acts on where it stands unprotected.
    private static let special: Set<Character> = ["|", "&", ";", "<", ">", "(", ")", "`", "$"]

    private struct Reader {
        var rest: Substring

        mutating func words() throws(Flaw) -> [String] {
            var words: [String] = []
            while let first = rest.first {
                if first.isWhitespace {
                    rest.removeFirst()
                } else {
                    words.append(try word())
                }
            }
            return words
        }

        private mutating func word() throws(Flaw) -> String {
            var word = ""
            while let character = rest.popFirst(), !character.isWhitespace {
                switch character {
                case "'": word += try quoted(until: "'")
                case "\"": word += try quoted(until: "\"")
                case "\\":
                    guard let next = rest.popFirst() else {
                        throw Flaw(text: "nothing follows its last backslash")
                    }
                    word.append(next)
                case _ where CommandWords.special.contains(character):
                    throw Flaw(
                        text: "“\(character)” is for a shell, and none is run; put it in single "
                            + "quotes if the program is to see it")
                default: word.append(character)
                }
            }
            return word
        }

        private mutating func quoted(until end: Character) throws(Flaw) -> String {
            var text = ""
            while let character = rest.popFirst() {
                if character == end { return text }
                if end == "\"", character == "$" || character == "`" {
                    throw Flaw(
                        text: "“\(character)” is for a shell, and none is run; put it in single "
                            + "quotes if the program is to see it")
                }
                // In double quotes a backslash protects only what would otherwise mean something.
                if end == "\"", character == "\\", let next = rest.first,
                    ["\"", "\\", "$", "`"].contains(next)
                {
                    text.append(next)
                    rest.removeFirst()
                } else {
                    text.append(character)
                }
            }
            throw Flaw(text: "a quote (\(end)) is not closed")
        }
    }
}
