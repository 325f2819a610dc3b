import FoundationEssentials
import TOMLKit

/// The experiment file: TOML 1.0, one question a file.
package enum ExperimentFile {
    /// The most bytes an experiment file may have.
    package static let mostBytes = 1_048_576

    /// Reads a file's text.
    ///
    /// - Throws: if it is missing, a directory, no regular file, too large or not UTF-8.
    package static func read(path: String) throws(ExperimentErrors) -> String {
        if let problem = problem(path) { throw single(path, problem) }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw single(path, "cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            let line = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .firstIndex { String(validating: $0, as: UTF8.self) == nil }
            throw single(path, "is not UTF-8 text", line: line.map { $0 + 1 })
        }
        return text
    }

    /// Reads an experiment from a file's text.
    ///
    /// `name` is the file's name or path, for messages, and for the experiment's name if the file
    /// gives none.
    ///
    /// - Throws: everything that is wrong, in the order of the lines.
    package static func decode(
        text: String, name: String, vocabulary: Vocabulary
    ) throws(ExperimentErrors) -> Experiment {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw single(
                name, "the file is empty; it needs [traffic] with a rate, and a [[series]]")
        }
        return try decode(text, name, vocabulary) { $0.decode() }
    }

    /// Reads a file that says only where to measure: `[nic]`, and `[hosts]`.
    package static func hosts(
        path: String, vocabulary: Vocabulary
    ) throws(ExperimentErrors) -> NamedInterfaces {
        try decode(try read(path: path), path, vocabulary) { $0.decodeHosts() }
    }

    private static func decode<Value>(
        _ text: String, _ name: String, _ vocabulary: Vocabulary,
        _ body: (ExperimentDecoder) -> Value?
    ) throws(ExperimentErrors) -> Value {
        // The TOML library hands over C strings, and would read only up to here.
        if text.unicodeScalars.contains("\0") || text.contains("\\u0000")
            || text.contains("\\U00000000")
        {
            throw single(
                name, "the file contains the character U+0000, which no key or value may",
                line: line(in: text) { line in
                    line.contains("\0") || line.contains("\\u0000") || line.contains("\\U00000000")
                })
        }
        // The TOML library needs time with the square of the parts of a key.
        let isLong = { (line: Substring) in
            line.split(whereSeparator: { "{,".contains($0) })
                .contains { parts(ofKeyIn: $0) > mostKeyParts }
        }
        if let line = line(in: text, where: isLong) {
            throw single(
                name, "is not TOML for bench: a key has more than \(mostKeyParts) parts", line: line
            )
        }
        let lines = SourceLines(text)
        let table = try parse(text, lines, name)
        let findings = ErrorList()
        let decoder = ExperimentDecoder(
            root: table, file: name, text: text, vocabulary: vocabulary.inFile(name),
            findings: findings)
        if let value = body(decoder), findings.all.isEmpty { return value }
        throw located(findings, lines, file: name)
    }

    /// Reads and decodes the file at this path.
    package static func load(
        path: String, vocabulary: Vocabulary
    ) throws(ExperimentErrors) -> Experiment {
        try decode(text: try read(path: path), name: path, vocabulary: vocabulary)
    }

    /// The most parts of a dotted key; those that bench knows have three.
    private static let mostKeyParts = 64

    /// The parts of the key that a text begins with; 1 if it begins with something else.
    private static func parts(ofKeyIn line: Substring) -> Int {
        let key = line.prefix { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || "_-. \t\"'[".contains(letter))
        }
        let isKey = ["=", "]"].contains(line.dropFirst(key.count).first)
        return isKey ? key.count { $0 == "." } + 1 : 1
    }

    /// The first line, from 1, that is so.
    private static func line(in text: String, where isSo: (Substring) -> Bool) -> Int? {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .firstIndex(where: isSo).map { $0 + 1 }
    }

    private static func parse(
        _ text: String, _ lines: SourceLines, _ name: String
    ) throws(ExperimentErrors) -> TOMLTable {
        if let trap = lines.trap {
            // What stands before may be wrong already, and then comes first.
            let before = String(decoding: Array(text.utf8.prefix(trap.offset)), as: UTF8.self)
            _ = try parse(before, name)
            throw single(name, "is not TOML: \(trap.message)", line: trap.line)
        }
        return try parse(text, name)
    }

    private static func parse(_ text: String, _ name: String) throws(ExperimentErrors) -> TOMLTable
    {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw single(
                name, "is not TOML: \(error.description)", line: error.source.begin.line)
        } catch {
            throw single(name, "is not TOML")
        }
    }

    /// The findings with their lines, in the order of the lines; those without a line come last.
    private static func located(
        _ findings: ErrorList, _ lines: SourceLines, file: String
    ) -> ExperimentErrors {
        let errors = findings.all.map { path, message in
            ExperimentError(
                file: file, line: lines.line(of: path), keyPath: path.isEmpty ? nil : path,
                message: message)
        }
        let ordered = errors.enumerated().sorted { left, right in
            (left.element.line ?? .max, left.offset) < (right.element.line ?? .max, right.offset)
        }
        return ExperimentErrors(ordered.map(\.element))
    }

    private static func single(
        _ file: String, _ message: String, line: Int? = nil
    ) -> ExperimentErrors {
        ExperimentErrors([ExperimentError(file: file, line: line, message: message)])
    }

    /// Why the path cannot be an experiment file; `nil` if it can.
    private static func problem(_ path: String) -> String? {
        let manager = FileManager.default
        var isDirectory = false
        guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else {
            return "no such file"
        }
        if isDirectory { return "is a directory, not an experiment file" }
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? manager.attributesOfItem(atPath: target) else {
            return "cannot be read"
        }
        if attributes[.type] as? FileAttributeType != .typeRegular {
            return "is not a regular file"
        }
        if let size = attributes[.size] as? Int, size > mostBytes {
            return "has \(size) bytes; an experiment file has at most \(mostBytes)"
        }
        return nil
    }
}
