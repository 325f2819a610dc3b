import Kernel

/// Versions of the programs a run leans on, for the manifest.
enum ToolVersions {
    private static let commands: [(name: String, words: [String])] = [
        ("iproute2", ["ip", "-V"]), ("ethtool", ["ethtool", "--version"]),
        ("gnuplot", ["gnuplot", "--version"]), ("netsniff-ng", ["trafgen", "--version"]),
        ("tcpreplay", ["tcpreplay", "--version"]),
    ]

    /// The first line each prints; a missing program is absent.
    static func read() -> [String: String] {
        var versions: [String: String] = [:]
        for command in commands {
            guard let output = try? Command.collect(command.words), output.end.isSuccess else {
                continue
            }
            let text = output.text.isEmpty ? output.errors : output.text
            versions[command.name] = String(text.prefix { !$0.isNewline })
        }
        return versions
    }
}
