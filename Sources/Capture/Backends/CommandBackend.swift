import FoundationEssentials
import Frames
import Kernel
package import Settings

extension Backend {
    /// A capture program of others, in its own process.
    static let command = Backend(
        component: Component(
            name: "command",
            summary: "an external capture program; frames are counted as far as it reports them",
            settings: [
                commandLine.spec, CountPatterns.captured.spec, CountPatterns.dropped.spec,
                ToolPatience.startWithin.spec, ToolPatience.endWithin.spec,
            ],
            problem: { settings, _ in commandProblem(settings) }),
        requirements: [.netRaw],
        open: { request throws(CaptureError) in try CommandSession(request) })

    /// Whether a program of others captures: there is no session whose frames could be seen.
    package var isTool: Bool { name == Backend.command.name }

    /// Whether the program of others that these settings name writes a file that is read afterwards,
    /// so that its frames are seen.
    package static func writesFile(_ settings: Settings) -> Bool {
        let words = (try? commandWords(settings)) ?? []
        return words.contains { $0.contains(Placeholder.file.rawValue) }
    }

    /// How much of the memory that is available the file may take.
    package static let fileShare = 0.9

    /// The program of others that these settings name and that cannot be executed here; `nil` if it
    /// can, or if they name none.
    package static func missingTool(_ settings: Settings) -> String? {
        guard let words = try? commandWords(settings), case let program = Self.program(of: words),
            !CommandSession.isExecutable(program)
        else { return nil }
        return program
    }

    /// The program of others that these settings name, to be looked for on another host; `nil` if
    /// they name none, or this one.
    package static func namedTool(_ settings: Settings) -> String? {
        guard let words = try? commandWords(settings), !words[0].contains("{") else { return nil }
        return words[0]
    }

    /// Whether this user can execute a program, given by its path or found in PATH.
    package static func isExecutable(_ program: String) -> Bool {
        CommandSession.isExecutable(program)
    }

    /// The program that the words of a command line begin with, `{bench}` being this one.
    package static func program(of words: [String]) -> String {
        words[0].replacing(Placeholder.bench.rawValue, with: ProcessInfo.executablePath())
    }
}

/// What stands in a command line for what only a trial knows.
enum Placeholder: String, CaseIterable {
    case interface = "{interface}"
    /// A file in memory, which is read when the program has ended.
    case file = "{file}"
    /// A filter for the frames of the trial.
    case filter = "{filter}"
    /// This program, whose subcommands are programs like any other.
    case bench = "{bench}"

    /// The first word in braces that stands for nothing; `nil` if there is none.
    static func unknown(in word: String) -> String? {
        word.matches(of: /\{[A-Za-z_-]+\}/).lazy.map { String($0.output) }
            .first { Placeholder(rawValue: $0) == nil }
    }
}

private let commandLine = Setting<String?>.text(
    "command",
    "the program and its arguments, with {interface} in place of the interface's name, such "
        + "as “tcpdump -i {interface} -w /dev/null”; {file}: a pcap file that is judged afterwards, "
        + "{filter}: a pcap-filter(7) expression for the frames of the trial; split as a shell "
        + "would, but none is run; required")

private func commandProblem(_ settings: Settings) -> SettingError? {
    do throws(SettingError) {
        _ = try commandWords(settings)
        _ = try CountPatterns(settings)
        return nil
    } catch {
        return error
    }
}

/// The words of the command line, the placeholders still in them.
func commandWords(_ settings: Settings) throws(SettingError) -> [String] {
    let name = commandLine.spec.name
    guard let text = settings[commandLine] else {
        throw SettingError(
            name: name,
            problem: "is missing; backend “command” needs one such as "
                + "“tcpdump -i {interface} -w /dev/null”")
    }
    let words = try CommandWords.split(text, for: name)
    if let unknown = words.lazy.compactMap(Placeholder.unknown).first {
        let known = Placeholder.allCases.map(\.rawValue).joined(separator: ", ")
        throw SettingError(
            name: name,
            problem:
                "\(unknown) stands for nothing; there are \(known). Braces that the program is "
                + "to see need a blank: { print }")
    }
    let needed = Placeholder.interface.rawValue
    guard words.dropFirst().contains(where: { $0.contains(needed) }) else {
        throw SettingError(
            name: name,
            problem: "“\(text)” has no argument with \(needed), where the interface's name "
                + "is to stand")
    }
    return words
}
