/// One of the programs that a run compared.
package struct ComparedBuild: Sendable, Hashable, Codable {
    /// `base`, `head`, `control`.
    package let name: String
    /// As it was given: a path, or the command line of an external program.
    package let command: String
    /// Path of the program that is really executed: where a script was given, the one that the
    /// script becomes.
    package var program: String?
    /// The first line that it prints for `--version`; `nil` if it prints none.
    package var version: String?
    /// SHA-256 of that program, in hexadecimal digits; `nil` without sha256sum(1).
    package var sha256: String?

    package init(
        name: String, command: String, program: String? = nil, version: String? = nil,
        sha256: String? = nil
    ) {
        self.name = name
        self.command = command
        self.program = program
        self.version = version
        self.sha256 = sha256
    }
}
