/// One option of a backend or an engine: its name, its type, its default and what it means.
///
/// The list of these drives the experiment file, the command line, `bench list` and the reference,
/// so that a new backend brings its options along.
package struct SettingSpec: Sendable {
    /// The spelling everywhere: in experiment files, after `-o`, and as a column.
    package let name: String
    package let kind: Kind
    /// What holds if nothing is said; `nil` if the backend then decides (`meaning` says how).
    package let defaultValue: SettingValue?
    /// One line: what it sets, unit, kernel name.
    package let meaning: String

    package init(
        _ name: String, _ kind: Kind, default defaultValue: SettingValue? = nil, _ meaning: String
    ) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.meaning = meaning
    }

    /// What a setting may hold.
    package enum Kind: Sendable, Hashable {
        /// A whole number in this range.
        case integer(ClosedRange<Int>)
        /// Bytes in this range: `65536`, `64KiB`.
        case byteCount(ClosedRange<Int>)
        /// Bytes as above, or a number of frames of the traffic: `128 frames`.
        case bytesOrFrames(ClosedRange<Int>)
        /// Nanoseconds in this range: `100ms`.
        case duration(ClosedRange<Int64>)
        /// Bytes, a number of frames of the traffic, or what it sends in some time: `20ms`.
        case ringSize
        /// A pause of so many nanoseconds at most, every so many at most: `20ms every 500ms`.
        case pause(longest: Int64, every: Int64)
        /// One of these words.
        case choice([String])
        /// `true` or `false`.
        case flag
        /// Any text.
        case text
    }
}

/// The value of one setting.
package enum SettingValue: Sendable, Hashable {
    case integer(Int)
    case bytes(Int)
    case frames(Int)
    case nanoseconds(Int64)
    case pause(PlannedPause)
    case flag(Bool)
    case text(String)
}

/// A value that a setting does not allow.
package struct SettingError: Error, Hashable, CustomStringConvertible {
    /// The setting's name.
    package let name: String
    /// What is wrong and what is allowed: a whole clause without the name.
    package let problem: String

    package init(name: String, problem: String) {
        self.name = name
        self.problem = problem
    }

    package var description: String { "\(name): \(problem)" }
}
