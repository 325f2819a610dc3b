/// One key of the experiment file, without the type of its value.
struct KeyRow: Sendable {
    /// The table it belongs to: `traffic`.
    let table: String
    let name: String
    /// Whether a list of values is an axis.
    let isAxis: Bool
    /// Whether it takes a list of values that is no axis.
    let isList: Bool
    /// What holds if the key is missing, as the file would write it; `nil` without a default.
    let defaultText: String?
    /// What holds without a default text: `required`, or how a value is found.
    let otherwise: String
    /// One line: what it sets.
    let meaning: String
    /// What may be written.
    let allowed: @Sendable (Vocabulary) -> String

    /// The key with its table: `traffic.rate`.
    var path: String { "\(table).\(name)" }
}

/// One key of the experiment file: its row, and how its value is read.
struct Key<Value: Sendable>: Sendable {
    let row: KeyRow
    let kind: ValueKind<Value>
    let defaultValue: DefaultValue?

    var name: String { row.name }

    init(
        _ table: String, _ name: String, _ kind: ValueKind<Value>, isAxis: Bool = false,
        isList: Bool = false, default defaultValue: DefaultValue? = nil, otherwise: String = "",
        _ meaning: String
    ) {
        self.kind = kind
        self.defaultValue = defaultValue
        row = KeyRow(
            table: table, name: name, isAxis: isAxis, isList: isList,
            defaultText: defaultValue?.source,
            otherwise: otherwise, meaning: meaning, allowed: kind.allowed)
    }
}

/// What holds if a key is missing.
enum DefaultValue: Sendable {
    case text(String)
    case integer(Int)

    /// The value that is read in place of the missing one.
    var value: FileValue {
        switch self {
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        }
    }

    /// The value as a file would write it.
    var source: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .integer(let number): "\(number)"
        }
    }
}
