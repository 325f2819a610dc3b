/// One thing that is wrong with an experiment file.
package struct ExperimentError: Error, Hashable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// The line, from 1; `nil` if nothing in the file is to blame.
    package let line: Int?
    /// The key, such as `series[2].ring_frames` (lists count from 0); `nil` if no key is to blame.
    package let keyPath: String?
    /// What is wrong and what is allowed.
    package let message: String

    package init(file: String, line: Int? = nil, keyPath: String? = nil, message: String) {
        self.file = file
        self.line = line
        self.keyPath = keyPath
        self.message = message
    }

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return [place, keyPath.map(printable), message].compactMap { $0 }.joined(separator: ": ")
    }
}

/// Everything found wrong with an experiment file, in the order of its lines.
package struct ExperimentErrors: Error, Hashable, CustomStringConvertible {
    /// At least 1, at most ``limit``.
    package let errors: [ExperimentError]
    /// Errors found beyond those.
    package let omitted: Int

    /// The most errors that are told at once.
    package static let limit = 10

    package init(_ all: [ExperimentError]) {
        errors = Array(all.prefix(Self.limit))
        omitted = all.count - errors.count
    }

    /// One line for each error.
    package var description: String {
        var lines = errors.map(\.description)
        if omitted > 0 { lines.append("and \(omitted) more") }
        return lines.joined(separator: "\n")
    }
}
