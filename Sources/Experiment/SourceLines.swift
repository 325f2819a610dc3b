/// A place in a file that is not TOML.
struct Trap {
    let line: Int
    /// Bytes before the header or pair it is in.
    let offset: Int
    let message: String
}

/// On which line of an experiment file each key stands.
///
/// The TOML library does not tell, so this scans the text as well. It understands whatever is TOML,
/// and goes on somehow in what is not: there, a line may be missing or be that of the table around.
struct SourceLines {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lines: [String: Int] = [:]
    /// The first place where toml++ 3.4 would end the process by an assertion instead of telling.
    private(set) var trap: Trap?
    /// Where in the text the header or pair at hand begins.
    private var statementStart = 0
    /// Entries so far of each `[[table]]`, by its path.
    private var entries: [String: Int] = [:]

    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
        scan()
    }

    /// The line of a key such as `series[2].ring_frames`, or of the nearest table around it.
    func line(of path: String) -> Int? {
        var path = path[...]
        while !path.isEmpty {
            if let line = lines[String(path)] { return line }
            guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
            path = path[..<end]
        }
        return nil
    }
}

extension SourceLines {
    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        guard position < bytes.count else { return }
        if byte == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte, condition(byte) { advance() }
    }

    /// Skips blanks, line ends and comments.
    private mutating func skipSpace() {
        while let byte {
            if byte == UInt8(ascii: "#") {
                skip { $0 != UInt8(ascii: "\n") }
            } else if byte == 0x20 || (0x09...0x0d).contains(byte) {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func note(_ path: String) {
        if lines[path] == nil { lines[path] = line }
    }

    /// Headers and `key = value` lines, to the end of the text.
    private mutating func scan() {
        var table = ""
        while true {
            skipSpace()
            guard byte != nil else { return }
            statementStart = position
            if take("[") {
                table = scanHeader()
            } else {
                let before = position
                scanPair(in: table, depth: 0)
                if position == before { advance() }
            }
        }
    }

    /// `table]` or `[table]]`; returns the path that following keys belong to.
    private mutating func scanHeader() -> String {
        let isList = take("[")
        noteTrapInHeader()
        let (start, keys) = (line, scanKey())
        skip { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "#") }
        var path = ""
        for (index, key) in keys.enumerated() {
            path = Self.join(path, key)
            if isList, index == keys.count - 1 {
                entries[path, default: 0] += 1
            }
            if lines[path] == nil { lines[path] = start }
            if let count = entries[path] { path += "[\(count - 1)]" }
        }
        if lines[path] == nil { lines[path] = start }
        return path
    }

    /// `[` without a key, a quoted key or the closing bracket after it: an assertion of `parse_key`.
    private mutating func noteTrapInHeader() {
        skip { $0 == 0x20 || $0 == 0x09 }
        guard let byte else { return }
        let isAlphanumeric =
            Unicode.Scalar(byte).properties.isAlphabetic || (0x30...0x39).contains(byte)
        if byte < 0x80, isAlphanumeric || "-_\"']".utf8.contains(byte) { return }
        noteTrap("a table's name must follow the bracket, as in [traffic]")
    }

    private mutating func noteTrap(_ message: String) {
        if trap == nil { trap = Trap(line: line, offset: statementStart, message: message) }
    }

    private mutating func scanPair(in table: String, depth: Int) {
        var path = table
        for key in scanKey() {
            path = Self.join(path, key)
            note(path)
        }
        guard take("=") else { return }
        skip { $0 == 0x20 || $0 == 0x09 }
        scanValue(at: path, depth: depth)
    }

    /// A key, dotted or not: its parts.
    private mutating func scanKey() -> [String] {
        var parts: [String] = []
        repeat {
            skip { $0 == 0x20 || $0 == 0x09 }
            guard let first = byte else { break }
            let start = position
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                skipString()
                parts.append(text(start + 1, position - 1))
            } else {
                skip { byte in Self.isBare(byte) }
                parts.append(text(start, position))
            }
            skip { $0 == 0x20 || $0 == 0x09 }
        } while take(".")
        return parts
    }

    private mutating func scanValue(at path: String, depth: Int) {
        guard depth < 300, let first = byte else { return }
        switch first {
        case UInt8(ascii: "["): scanList(at: path, depth: depth)
        case UInt8(ascii: "{"): scanInlineTable(at: path, depth: depth)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
        default: scanBareValue()
        }
    }

    /// A number, a word, or a date.
    private mutating func scanBareValue() {
        let start = position
        skip { !",]}#\n".utf8.contains($0) }
        // A date that a blank and nothing else follows: an assertion of `parse_value`, which then
        // looks for the time of day.
        let isDate =
            position - start > 10 && bytes[start + 4] == UInt8(ascii: "-")
            && bytes[start + 7] == UInt8(ascii: "-") && bytes[start + 10] == 0x20
        if isDate { noteTrap("no key takes a date") }
    }

    private mutating func scanList(at path: String, depth: Int) {
        advance()
        var index = 0
        while true {
            skipSpace()
            guard byte != nil, !take("]") else { return }
            let before = position
            // An assertion of `parse_value`.
            if byte == UInt8(ascii: "}") { noteTrap("a list ends with “]”, not with “}”") }
            note("\(path)[\(index)]")
            scanValue(at: "\(path)[\(index)]", depth: depth + 1)
            skipSpace()
            if take(",") { index += 1 }
            if position == before { return }
        }
    }

    private mutating func scanInlineTable(at path: String, depth: Int) {
        advance()
        while true {
            skipSpace()
            guard byte != nil, !take("}") else { return }
            let before = position
            scanPair(in: path, depth: depth + 1)
            skipSpace()
            _ = take(",")
            if position == before { return }
        }
    }

    /// A string in any of the four quotings, from its first quotation mark to after its last.
    private mutating func skipString() {
        guard let quote = byte else { return }
        let isLong = bytes[position...].starts(with: [quote, quote, quote])
        let closing = [UInt8](repeating: quote, count: isLong ? 3 : 1)
        for _ in closing { advance() }
        while let byte {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                advance()
                advance()
            } else if bytes[position...].starts(with: closing) {
                // A long string may end in up to two quotation marks of its own.
                if isLong { skip { $0 == quote } } else { advance() }
                return
            } else {
                advance()
            }
        }
    }

    private func text(_ start: Int, _ end: Int) -> String {
        start <= end && end <= bytes.count
            ? String(decoding: bytes[start..<end], as: UTF8.self) : ""
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        !" \t\r\n.=[]{},#\"'".utf8.contains(byte)
    }

    private static func join(_ path: String, _ key: String) -> String {
        let key = SourceLines.name(key)
        return path.isEmpty ? key : "\(path).\(key)"
    }

    /// The key as a path has it: an empty one needs its quotation marks.
    static func name(_ key: String) -> String {
        key.isEmpty ? "\"\"" : key
    }
}
