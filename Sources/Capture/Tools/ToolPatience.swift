package import Settings

/// How long a program of others may take to begin and to end; times in ns.
package struct ToolPatience: Sendable {
    /// Not among the settings unless they are set, so that points keep their ids.
    private static let usualStart: Int64 = 8_000_000_000
    private static let usualEnd: Int64 = 4_000_000_000

    static let startWithin = Setting<Int64?>.duration(
        "start_within", 100_000_000...600_000_000_000,
        "longest time from the program's start to its packet socket; later the trial is "
            + "capturer-hung; \(text(usualStart)) if not set")
    static let endWithin = Setting<Int64?>.duration(
        "end_within", 100_000_000...600_000_000_000,
        "longest time from SIGINT to the program's end; then SIGTERM, after the same time "
            + "SIGKILL; the row keeps what was counted, with the flag slow-end; \(text(usualEnd)) if not set"
    )
    /// From SIGKILL to the end.
    static let afterKill: Int64 = 5_000_000_000

    package let start: Int64
    /// For each of two signals.
    package let end: Int64

    package init(_ settings: Settings) {
        start = settings[Self.startWithin] ?? Self.usualStart
        end = settings[Self.endWithin] ?? Self.usualEnd
    }

    var startText: String { Self.text(start) }

    private static func text(_ nanoseconds: Int64) -> String {
        SettingValue.nanoseconds(nanoseconds).text
    }

    /// When all of it is over, at the latest.
    package var longestEnd: Int64 { 2 * end + Self.afterKill }
}
