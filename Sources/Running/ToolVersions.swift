import Kernel

/// Versions of the programs a run leans on, for the manifest.
enum ToolVersions {
    private static let commands: [(name: String, words: [String])] = [
        ("iproute2", ["ip", "-V"]), ("ethtool", ["ethtool", "--version"]),
        ("gnuplot", ["gnuplot", "--version"]), ("netsniff-ng", ["trafgen", "--version"]),
        ("tcpreplay", ["tcpreplay", "--version"]),
    ]

    /// Seconds that a program has to tell its version.
    static let seconds = 5

    /// The first line each prints; a missing program is absent, and one that does not end says so.
    static func read() -> [String: String] {
        var versions: [String: String] = [:]
        for command in commands {
            let output: Command.Output
            do throws(SystemError) {
                output = try Command.collect(command.words, within: seconds)
            } catch {
                if error.isTimeout { versions[command.name] = hung(command.words) }
                if error.isInterrupt { break }
                continue
            }
            guard output.end.isSuccess else { continue }
            let text = output.text.isEmpty ? output.errors : output.text
            versions[command.name] = String(text.prefix { !$0.isNewline })
        }
        return versions
    }

    private static func hung(_ words: [String]) -> String {
        let problem = "did not end within \(seconds) s"
        StandardStream.writeError(
            "bench: “\(words.joined(separator: " "))” \(problem); its version is not recorded\n")
        return problem
    }
}
