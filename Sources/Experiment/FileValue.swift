import TOMLKit

/// One value as the experiment file has it.
enum FileValue {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case list([FileValue])
    case table(TOMLTable)
    /// A date, a time of day or both: no key wants one.
    case date

    /// Reads a value of the parsed file.
    ///
    /// Nesting is bounded by the parser (256 levels).
    init(_ value: any TOMLValueConvertible) {
        switch value.type {
        case .string: self = .text(value.string ?? "")
        case .int: self = .integer(value.int ?? 0)
        case .double: self = .number(value.double ?? .nan)
        case .bool: self = .flag(value.bool ?? false)
        case .array: self = .list(value.array.map { $0.map(FileValue.init) } ?? [])
        case .table: self = .table(value.table ?? TOMLTable())
        case .date, .time, .dateTime: self = .date
        }
    }

    /// The value for a message: `“20s”`, `20`, `true`, `a list`.
    var described: String {
        switch self {
        case .text(let text): quoted(text)
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list: "a list"
        case .table: "a table"
        case .date: "a date"
        }
    }

    /// The text; `nil` for every other type.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The whole number; `nil` for every other type.
    var integer: Int? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}
