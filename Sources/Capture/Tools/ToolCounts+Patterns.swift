import Settings

/// Regular expressions that find a program's numbers in what it prints.
struct CountPatterns {
    static let captured = Setting<String?>.text(
        "captured",
        "regular expression whose first group is the number of frames captured in what the program "
            + "prints; the last match counts; without it, known forms and the kernel's counters")
    static let dropped = Setting<String?>.text(
        "dropped",
        "the same for the frames that the kernel dropped; 0 where nothing matches")

    private let captured: Regex<AnyRegexOutput>?
    private let dropped: Regex<AnyRegexOutput>?

    /// - Throws: `SettingError` for what is no regular expression, or has no group.
    init(_ settings: Settings) throws(SettingError) {
        captured = try Self.regex(settings, Self.captured)
        dropped = try Self.regex(settings, Self.dropped)
        if captured == nil, dropped != nil {
            throw SettingError(
                name: Self.dropped.spec.name, problem: "needs \(Self.captured.spec.name) beside it")
        }
    }

    private static func regex(
        _ settings: Settings, _ setting: Setting<String?>
    ) throws(SettingError) -> Regex<AnyRegexOutput>? {
        let name = setting.spec.name
        // An empty expression is a mistake, not none.
        guard let text = settings[name]?.asText else { return nil }
        let regex: Regex<AnyRegexOutput>
        do {
            regex = try Regex(text).anchorsMatchLineEndings()
        } catch {
            throw SettingError(name: name, problem: "“\(text)” is no regular expression: \(error)")
        }
        // Escaped ones and those that do not capture are none.
        let plain = text.replacing("\\(", with: "").replacing("(?", with: "")
        guard plain.contains("(") else {
            throw SettingError(
                name: name, problem: "“\(text)” has no group, such as “captured ([0-9]+)”")
        }
        return regex
    }

    /// What the program said by these expressions; `nil` if there are none, or if it said nothing.
    ///
    /// What the kernel offered is what was captured and what was dropped.
    func counts(in text: String) -> ToolCounts? {
        guard let captured, let count = Self.last(captured, in: text) else { return nil }
        let drops = dropped.map { Self.last($0, in: text) ?? 0 }
        return ToolCounts(
            captured: count, received: drops.map { count + $0 }, drops: drops,
            discarded: drops == nil ? nil : 0)
    }

    private static func last(_ regex: Regex<AnyRegexOutput>, in text: String) -> UInt64? {
        // Thousands may be grouped: 12,345.
        text.matches(of: regex).last.flatMap { match in
            match.output.count > 1
                ? match.output[1].substring.flatMap { ToolCounts.number($0.filter { $0 != "," }) }
                : nil
        }
    }
}
