import Capture
import Experiment
import FoundationEssentials
import Kernel
import Results
import Roles
import Settings

/// A build as it was found on this machine.
struct ProbedBuild {
    let build: Build
    /// The bench that captures; `nil` where this one does, for a tool of others.
    let executable: String?
    /// For the manifest.
    let facts: ComparedBuild
    /// The program's file as it was then.
    private let identity: FileIdentity?

    init(build: Build, executable: String?, facts: ComparedBuild) {
        self.build = build
        self.executable = executable
        self.facts = facts
        identity = Self.path(facts).flatMap { FileIdentity($0) }
    }

    private static func path(_ facts: ComparedBuild) -> String? {
        facts.program.map { $0.contains("/") ? $0 : ProcessInfo.program($0) ?? $0 }
    }

    /// - Throws: if the program that stands there now is another one.
    func check() throws(SweepError) {
        guard let program = Self.path(facts), FileIdentity(program) != identity else {
            return
        }
        throw SweepError(
            .failure,
            "\(program) (\(build.name)) was changed while it was measured: two programs would be in "
                + "one run")
    }
}

/// Finds out, before the first trial, what the builds of a comparison are.
///
/// A script that builds a program before it runs it has its chance here, so that nothing is
/// compiled during a trial; then the program itself is what the trials start.
struct BuildProbe {
    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    /// Longest a script may take until it says its version: it may compile.
    private static let longestBuild: Int64 = 1_800_000_000_000
    private static let longestAnswer: Int64 = 10_000_000_000

    /// Examines each program once.
    ///
    /// - Throws: ``SweepError`` for what cannot be executed or is no bench, ``Interrupted``.
    func examine(_ builds: [Build]) throws -> [ProbedBuild] {
        try builds.map { build in
            switch build.program {
            case .bench(let path): try bench(build, path)
            case .command(let text): try tool(build, text)
            }
        }
    }

    private func bench(_ build: Build, _ path: String) throws -> ProbedBuild {
        let given = try Self.located(path, of: build)
        // What a script says while it compiles is for the user.
        let said = try output(of: [given, "--version"], .inherit, within: Self.longestBuild)
        guard let said, said.end.isSuccess else {
            let end = said.map { " ended with \($0.end.words)" } ?? " did not end"
            throw Self.error(build, .usage, "“\(given) --version”\(end)")
        }
        let answer = try answering(given, of: build)
        // An interpreter is not the program.
        let direct = try output(of: [answer.program, "--version"], .null, within: 10_000_000_000)
        let isProgram = answer.isPlain && direct?.text == said.text
        return ProbedBuild(
            build: build, executable: isProgram ? answer.program : given,
            facts: facts(build, answer.program, version: said.text.firstLine))
    }

    private func tool(_ build: Build, _ text: String) throws -> ProbedBuild {
        let words: [String]
        do {
            words = try CommandWords.split(text, for: "--\(build.name)")
        } catch {
            throw SweepError(.usage, "\(error)")
        }
        let program = try Self.located(Backend.program(of: words), of: build)
        // Nobody knows what a tool does when asked so: it is given little time.
        let said = try output(of: [program, "--version"], .null, within: 2_000_000_000)
        return ProbedBuild(
            build: build, executable: nil,
            facts: facts(build, program, version: said?.text.firstLine))
    }

    /// The path of an executable file, or of a program in PATH.
    private static func located(_ word: String, of build: Build) throws(SweepError) -> String {
        guard word.contains("/") else {
            guard let found = ProcessInfo.program(word) else {
                throw error(build, .usage, "there is no program “\(word)” in PATH")
            }
            return found
        }
        let manager = FileManager.default
        let path = word.hasPrefix("/") ? word : "\(manager.currentDirectoryPath)/\(word)"
        var isDirectory = false
        guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw error(build, .usage, "there is no file “\(word)”")
        }
        guard !isDirectory else {
            throw error(build, .usage, "“\(word)” is a directory; name the program in it")
        }
        guard manager.isExecutableFile(atPath: path) else {
            throw error(build, .usage, "“\(word)” is not an executable file")
        }
        return path
    }

    /// Who answers.
    private struct ProbedProgram {
        /// The path of the program.
        let program: String
        /// Whether it was started with our arguments and our environment, so that it can be started
        /// without the script; a script may have more to say than which program it is.
        let isPlain: Bool
    }

    /// Has it capture from memory, and sees which program answers.
    private func answering(_ path: String, of build: Build) throws -> ProbedProgram {
        let words = ["capture", "--json", "-i", "lo", "--backend", "null"]
        let child = try ChildProcess(
            path, words,
            streams: .init(input: .pipe, output: .pipe, error: .null))
        defer { child.killGroup() }
        var reader = LineReader(child.outputNumber)
        var first: String?
        let deadline = MonotonicClock.now() + Self.longestAnswer
        while first == nil && !reader.hasEnded && MonotonicClock.now() < deadline {
            first = reader.read().first
            try stage.sleep(until: MonotonicClock.now() + 5_000_000)
        }
        guard let first else {
            throw Self.error(build, .usage, "“\(path)” is not a bench: it does not answer like one")
        }
        let answer: RoleMessage
        do {
            answer = try RoleMessage(line: first)
        } catch {
            throw Self.error(
                build, .usage,
                "“\(path)” is not a bench: it does not answer like one: \(error.reason)")
        }
        guard let opening = answer.opening else {
            throw Self.error(
                build, .usage,
                "“\(path)” cannot capture: \(answer.failure?.message ?? "no reason given")")
        }
        guard opening.pid == child.pid else {
            throw Self.error(
                build, .usage,
                "“\(path)” starts another process that captures, whose CPU time "
                    + "would not be counted; a script must end in “exec”")
        }
        let link = "/proc/\(child.pid)/exe"
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        let isPlain =
            Self.list("/proc/\(child.pid)/cmdline").dropFirst().elementsEqual(words)
            && Self.environment("\(child.pid)") == Self.environment("self")
        return ProbedProgram(program: program ?? path, isPlain: isPlain)
    }

    /// The variables of a process, as it was started, but those that any shell sets.
    private static func environment(_ process: String) -> Set<String> {
        let shells = ["_=", "PWD=", "OLDPWD=", "SHLVL="]
        return Set(
            list("/proc/\(process)/environ").filter { word in
                !shells.contains { word.hasPrefix($0) }
            })
    }

    /// The texts of a file that separates them by zero bytes.
    private static func list(_ path: String) -> [String] {
        (try? ProcFile.text(path))?.split(separator: "\0").map(String.init) ?? []
    }

    private struct ProgramOutput {
        let end: ProcessEnd
        let text: String
    }

    /// What a program prints; `nil` if it had to be ended.
    private func output(
        of words: [String], _ errors: ChildProcess.Stream, within limit: Int64
    ) throws -> ProgramOutput? {
        let text = try MemoryFile()
        let child = try ChildProcess(
            words[0], Array(words.dropFirst()),
            streams: .init(input: .null, output: .memory(text), error: errors))
        defer { child.killGroup() }
        let deadline = MonotonicClock.now() + limit
        while MonotonicClock.now() < deadline, try text.size() <= MemoryFile.mostPrinted {
            if let end = try child.poll() { return ProgramOutput(end: end, text: try text.text()) }
            try stage.sleep(until: MonotonicClock.now() + 5_000_000)
        }
        return nil
    }

    private func facts(
        _ build: Build, _ program: String, version: String?
    ) -> ComparedBuild {
        ComparedBuild(
            name: build.name, command: build.text, program: program, version: version,
            sha256: Self.sha256(of: program))
    }

    /// SHA-256 of a program, in hexadecimal digits; `nil` without sha256sum(1).
    static func sha256(of path: String) -> String? {
        let text = try? Command.run(["sha256sum", "--", path], within: 120).text
        return text.map { String($0.prefix { $0 != " " }) }
    }

    private static func error(
        _ build: Build, _ kind: SweepError.Reason, _ words: String
    ) -> SweepError {
        SweepError(kind, "--\(build.name): \(words)")
    }
}

extension String {
    /// Its first line; `nil` if that is empty.
    fileprivate var firstLine: String? {
        let line = prefix { !$0.isNewline }
        return line.isEmpty ? nil : String(line)
    }
}
