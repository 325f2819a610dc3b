/// The settings of one backend or engine: only those that were set, or have a default.
package struct Settings: Sendable, Hashable {
    private var values: [String: SettingValue] = [:]

    package init() {}

    /// The defaults of these specifications.
    package init(defaultsOf specs: [SettingSpec]) {
        for spec in specs {
            values[spec.name] = spec.defaultValue
        }
    }

    package subscript(name: String) -> SettingValue? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// Names that hold a value, sorted.
    package var names: [String] { values.keys.sorted() }
}

extension Settings {
    /// Reads `name=value` words as given after `-o`, on top of the defaults of `specs`.
    package init(
        words: [String], for owner: String, specs: [SettingSpec]
    ) throws(SettingError) {
        self.init(defaultsOf: specs)
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw SettingError(name: word, problem: "write it as name=value")
            }
            let name = String(parts[0])
            guard let spec = specs.first(where: { $0.name == name }) else {
                let known = specs.map(\.name).joined(separator: ", ")
                throw SettingError(
                    name: name,
                    problem:
                        "\(owner) has no such option; it has: \(known.isEmpty ? "none" : known)"
                )
            }
            values[name] = try spec.value(from: String(parts[1]))
        }
    }

    /// `name=value` words, sorted by name, that ``init(words:for:specs:)`` reads back.
    package var words: [String] {
        names.compactMap { name in values[name].map { "\(name)=\($0.text)" } }
    }
}
