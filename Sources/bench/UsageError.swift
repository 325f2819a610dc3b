import ArgumentParser
import Experiment
import Kernel
import Running

/// What is said of words that cannot be read, in the form of all other errors.
enum UsageError {
    /// Reads the words and does what they ask for.
    static func run() {
        _ = Privilege.isRootless
        do {
            var command = try BenchCommand.parseAsRoot()
            try command.run()
        } catch {
            end(with: error)
        }
    }

    /// Ends the program as the parser would; help and the version are no errors.
    private static func end(with error: any Error) -> Never {
        let text = BenchCommand.fullMessage(for: error)
        guard BenchCommand.exitCode(for: error) == .validationFailure, !text.isEmpty else {
            BenchCommand.exit(withError: error)
        }
        StandardStream.writeError(words(text, arguments: Array(CommandLine.arguments.dropFirst())))
        BenchCommand.exit(withError: ExitStatus.usage)
    }

    /// The parser's message after `bench:`; a subcommand that is not there with the nearest.
    private static func words(_ text: String, arguments: [String]) -> String {
        if let first = arguments.first, !first.hasPrefix("-"), !names.contains(first) {
            let guess = nearest(to: first, among: shown).map { "; did you mean “\($0)”?" } ?? ""
            return "bench: there is no subcommand “\(first)”\(guess) (allowed: "
                + shown.joined(separator: ", ") + ")\n"
        }
        let body = text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
        return "bench: \(body)\n"
    }

    private static let names = configurations.compactMap(\.commandName) + ["help"]

    /// Those that the help shows.
    private static let shown =
        configurations.filter(\.shouldDisplay).compactMap(\.commandName) + ["help"]

    private static var configurations: [CommandConfiguration] {
        BenchCommand.configuration.subcommands.map { $0.configuration }
    }
}
