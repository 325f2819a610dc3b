import Settings
import TOMLKit

/// What was found wrong so far, by key path.
final class ErrorList {
    private(set) var all: [(path: String, message: String)] = []

    func add(_ path: String, _ message: String) {
        all.append((path, message))
    }
}

/// Reads the keys of one table, and notes what is wrong with them.
///
/// Every reading function gives `nil` where it found something wrong, so that reading goes on and
/// one run tells all the errors.
struct TableReader {
    private let table: TOMLTable
    /// Where the table is: `series[2]`.
    let path: String
    let vocabulary: Vocabulary
    let findings: ErrorList

    init(_ table: TOMLTable?, path: String, _ vocabulary: Vocabulary, _ findings: ErrorList) {
        self.table = table ?? TOMLTable()
        self.path = path
        self.vocabulary = vocabulary
        self.findings = findings
    }

    /// The value as written; `nil` if the key is missing.
    func value(_ name: String) -> FileValue? {
        table[name].map { FileValue($0) }
    }

    /// Every key that the table has.
    var keys: [String] { table.keys }

    func has(_ name: String) -> Bool {
        table.contains(key: name)
    }

    /// Notes something wrong with a key, or with the table if `name` is empty.
    func add(_ name: String, _ message: String) {
        findings.add(name.isEmpty ? path : "\(path).\(name)", message)
    }

    /// The value of a key that takes one; its default if it is missing.
    func one<Value>(_ key: Key<Value>) -> Value? {
        guard let value = value(key.name) ?? key.defaultValue?.value else { return nil }
        if case .list = value {
            add(key.name, "takes one value, not a list: \(key.kind.allowed(vocabulary))")
            return nil
        }
        return read(value, key.name) { (value) throws(Problem) in
            try key.kind.read(value, vocabulary)
        }
    }

    /// The values of a key that may be an axis: at least one, all different.
    func axis<Value: Hashable>(_ key: Key<Value>) -> [Value]? {
        guard let value = value(key.name) ?? key.defaultValue?.value else { return nil }
        return axis(value, key.name) { (value) throws(Problem) in
            try key.kind.read(value, vocabulary)
        }
    }

    /// The values of a backend's or an engine's setting: at least one, all different.
    func axis(_ spec: SettingSpec) -> [SettingValue]? {
        guard let value = value(spec.name) else { return nil }
        return axis(value, spec.name) { (value) throws(Problem) in try spec.read(value) }
    }

    /// Notes the keys that the table may not have; `hint` says more about one.
    func checkKeys(_ known: [String], hint: (String) -> String? = { _ in nil }) {
        for key in table.keys where !known.contains(key) {
            let more = hint(key).map { "; \($0)" } ?? ""
            add(key, "unknown key" + more + advice(for: key, among: known))
        }
    }

    private func axis<Value: Hashable>(
        _ value: FileValue, _ name: String, _ convert: (FileValue) throws(Problem) -> Value
    ) -> [Value]? {
        guard case .list(let items) = value else {
            return read(value, name, convert).map { [$0] }
        }
        guard !items.isEmpty else {
            add(name, "the list is empty; give at least one value")
            return nil
        }
        let values = items.enumerated().map { read($1, "\(name)[\($0)]", convert) }
        var seen: Set<Value> = []
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            if !seen.insert(value).inserted {
                add("\(name)[\(index)]", "\(items[index].described) is listed twice")
            }
        }
        let good = values.compactMap { $0 }
        return good.count == items.count ? good : nil
    }

    private func read<Value>(
        _ value: FileValue, _ name: String, _ convert: (FileValue) throws(Problem) -> Value
    ) -> Value? {
        do throws(Problem) {
            return try convert(value)
        } catch {
            add(name + error.subpath, error.message)
            return nil
        }
    }
}

extension SettingSpec {
    /// Reads a setting's value; a number written as a text is a wrong type.
    func read(_ value: FileValue) throws(Problem) -> SettingValue {
        let text: String? =
            switch (kind, value) {
            case (.integer, .integer(let number)), (.byteCount, .integer(let number)),
                (.bytesOrFrames, .integer(let number)):
                "\(number)"
            case (.flag, .flag(let flag)): "\(flag)"
            case (.integer, _), (.flag, _): nil
            case (_, .text(let text)): text
            default: nil
            }
        do {
            guard let text else { throw SettingError(name: name, problem: "") }
            return try self.value(from: text)
        } catch {
            throw Problem(message: "\(value.described) is not \(allowed)")
        }
    }
}
