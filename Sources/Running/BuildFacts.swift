/// What the manifest of a run that compares builds says of them.
///
/// The fact ``names`` is there in such a run and in no other; the rest goes by build.
package enum BuildFacts {
    /// The builds' names in the order given, a line each: `base`, `head`, `control`.
    package static let names = "builds"

    /// What is known of one build.
    package enum Name: String, Sendable, CaseIterable {
        /// As it was given: a path, or the command line of a tool.
        case command
        /// The first line that it prints for `--version`; absent if it prints none.
        case version
        /// Path of the program that is really executed: where a script was given, the one that the
        /// script becomes.
        case program
        /// SHA-256 of that program, in hexadecimal digits; absent without sha256sum(1).
        case sha256
    }

    /// The name of a fact: `build.head.version`.
    package static func name(_ build: String, _ kind: Name) -> String {
        "build.\(build).\(kind.rawValue)"
    }

    /// The names of the builds that a run compared; empty if it compared none.
    package static func builds(in facts: [String: String]) -> [String] {
        (facts[names] ?? "").split(whereSeparator: \.isNewline).map(String.init)
    }
}
