import FoundationEssentials

/// A document for people, as it stands in the tree.
struct Document {
    /// From the root of the tree: `docs/usage.md`.
    let path: String
    let text: String

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path

    static func all() throws -> [Document] {
        let inside = try FileManager.default.subpathsOfDirectory(atPath: root + "/docs")
            .filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
        return try (["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + inside).map(read)
    }

    static func read(_ path: String) throws -> Document {
        let data = try Data(contentsOf: URL(filePath: root + "/" + path))
        return Document(path: path, text: String(decoding: data, as: UTF8.self))
    }
}

/// A block of code between two fences.
struct CodeBlock {
    let language: String
    /// Line of the document on which the opening fence stands.
    let line: Int
    let text: String
    /// Why its commands are not run, as the comment in front of it says: `<!-- not run: … -->`.
    let reason: String?

    /// Languages of commands, and those of everything else.
    static let shells: Set = ["sh", "bash", "console", "shell"]
    static let others: Set = ["toml", "text", "python", "r"]

    var isOfCommands: Bool { Self.shells.contains(language) }
}

extension Document {
    /// All blocks, and what is outside of them; lines keep their numbers.
    private var parts: (blocks: [CodeBlock], prose: String) {
        var blocks: [CodeBlock] = []
        var prose: [Substring] = []
        var open: (language: String, line: Int, lines: [Substring], reason: String?)?
        var before: Substring = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if let block = open {
                if isFence {
                    blocks.append(
                        CodeBlock(
                            language: block.language, line: block.line,
                            text: block.lines.joined(separator: "\n"), reason: block.reason))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
                prose.append("")
            } else if isFence {
                let language = line.drop { $0 == " " || $0 == "`" }
                let reason = before.wholeMatch(of: /<!-- not run: (.*\S.*) -->/)?.output.1
                open = (String(language), index + 1, [], reason.map(String.init))
                prose.append("")
            } else {
                prose.append(line)
            }
            before = line
        }
        return (blocks, prose.joined(separator: "\n"))
    }

    var blocks: [CodeBlock] { parts.blocks }

    /// Code within sentences and tables, with its lines.
    var inlineCode: [(line: Int, text: String)] {
        let prose = parts.prose
        return prose.matches(of: /`([^`]+)`/).map { match in
            let line = prose[..<match.range.lowerBound].count { $0 == "\n" } + 1
            return (line, String(match.output.1).replacing("\n", with: " "))
        }
    }
}

/// Splits lines for a shell into their simple commands: words without quotes, nothing expanded.
///
/// Redirections and comments are left out, and what runs a command in another way than by itself:
/// `sudo`, and variables in front of it. Enough of the grammar for what documents show.
struct ShellLines {
    struct SimpleCommand {
        /// Line of the text, from 0.
        let line: Int
        let words: [String]
    }

    private(set) var commands: [SimpleCommand] = []
    private var words: [String] = []
    private var word: String?
    private var line = 0
    private var firstLine = 0
    private var isTarget = false
    private var isCase = false

    init(_ text: String) {
        var rest = Array(text)[...]
        while let letter = rest.popFirst() { read(letter, &rest) }
        endCommand()
    }

    private mutating func read(_ letter: Character, _ rest: inout ArraySlice<Character>) {
        switch letter {
        case "\\":
            guard let next = rest.popFirst() else { return }
            if next == "\n" { line += 1 } else { word = (word ?? "") + String(next) }
        case "'", "\"":
            let quoted = rest.prefix { $0 != letter }
            rest = rest.dropFirst(quoted.count + 1)
            line += quoted.count { $0 == "\n" }
            word = (word ?? "") + String(quoted)
        case "#" where word == nil:
            rest = rest.drop { $0 != "\n" }
        case " ", "\t":
            endWord()
        case "\n", ";", "&", "|", "(", ")":
            endCommand()
            if letter == "\n" { line += 1 }
        case ">", "<":
            // The number of the descriptor is no word.
            if word?.allSatisfy(\.isNumber) == true { word = nil }
            endWord()
            rest = rest.drop { $0 == ">" || $0 == "&" }
            isTarget = true
        default:
            word = (word ?? "") + String(letter)
        }
    }

    private mutating func endWord() {
        defer { word = nil }
        guard let word else { return }
        if isTarget {
            isTarget = false
        } else {
            if words.isEmpty { firstLine = line }
            words.append(word)
        }
    }

    private mutating func endCommand() {
        endWord()
        defer { words = [] }
        let own = words.drop { $0 == "sudo" || $0.prefixMatch(of: /[A-Za-z_]+=/) != nil }
        guard let first = own.first else { return }
        // Between `case` and `esac` single words are patterns.
        let isPattern = isCase && own.count == 1
        if first == "case" { isCase = true } else if first == "esac" { isCase = false }
        guard !isPattern, first != "case" else { return }
        commands.append(SimpleCommand(line: firstLine, words: Array(own)))
    }
}
