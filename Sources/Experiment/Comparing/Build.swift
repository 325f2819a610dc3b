import Frames
import Settings

/// A program that captures, where a run compares several.
package struct Build: Sendable, Hashable {
    /// The column `build`: `base`, `head` or `control`.
    package let name: String
    package let program: Program

    /// What is run at the capturing end.
    package enum Program: Sendable, Hashable {
        /// Another bench: the path of its program, or of the script that starts it.
        case bench(String)
        /// A capture tool of others: its command line, with `{interface}` in it.
        case command(String)
    }

    /// Stands in a command line for the name of the interface.
    package static let placeholder = "{interface}"
    /// The name of the backend that runs a command line, and of its setting.
    package static let commandBackend = "command"
    package static let commandSetting = "command"

    package init(name: String, program: Program) {
        self.name = name
        self.program = program
    }

    /// Reads what stands after `--base` or `--head`: a command line with `{interface}` in it is a
    /// tool, everything else is the path of a bench.
    package init(name: String, _ text: String) throws(PlanError) {
        do throws(SettingError) {
            let words = try CommandWords.split(text, for: "--\(name)")
            if words.contains(where: { $0.contains(Self.placeholder) }) {
                self.init(name: name, program: .command(text))
            } else if let path = words.first, words.count == 1 {
                self.init(name: name, program: .bench(path))
            } else {
                throw SettingError(
                    name: "--\(name)",
                    problem: "“\(text)” is neither the path of a bench, which takes no arguments "
                        + "here, nor the command of a capture program, which has "
                        + "\(Self.placeholder) in place of the interface's name")
            }
        } catch {
            throw PlanError(error.description)
        }
    }

    /// The same program again under the name `control`: what then differs is noise.
    package var control: Build { Build(name: "control", program: program) }

    /// What names it in a hash, and in the manifest.
    package var text: String {
        switch program {
        case .bench(let text), .command(let text): text
        }
    }

    package var isCommand: Bool {
        if case .command = program { true } else { false }
    }

    /// The label of a series as measured by this build: `V3 [head]`, the column `role`.
    package func role(_ label: String) -> String { Self.role(label, name) }

    /// The label of a series as measured by the build of this name: `V3 [head]`.
    package static func role(_ label: String, _ build: String) -> String { "\(label) [\(build)]" }

    /// The label of the series in a role that ``role(_:)`` made for the build of this name.
    package static func label(of role: String, _ build: String) -> String {
        let suffix = " [\(build)]"
        return role.hasSuffix(suffix) ? String(role.dropLast(suffix.count)) : role
    }
}

extension Experiment {
    /// The same experiment, with every point measured by each of these builds in each block.
    ///
    /// A point's builds stand directly one after the other, so that what drifts touches them alike:
    /// in the order given in odd blocks and the other way round in even ones. More than two also
    /// rotate every two blocks, so that each stands in each place equally often. Where all builds
    /// are tools of others the series do not matter, and there is one point for each traffic.
    ///
    /// - Parameter builds: 2 or more, of different names.
    package func interleaving(_ builds: [Build]) throws(PlanError) -> Experiment {
        guard builds.count >= 2, Set(builds.map(\.name)).count == builds.count else {
            throw PlanError("two builds or more, of different names, can be compared")
        }
        var copy = self
        copy.builds = builds
        return copy
    }

    /// The labels of the series in the order of the file, as the column `role` has them.
    package var roles: [String] {
        let labels =
            comparesOnlyCommands ? [Build.commandBackend] : series.map(\.label)
        guard !builds.isEmpty else { return labels }
        return labels.flatMap { label in builds.map { $0.role(label) } }
    }

    /// Whether the series do not matter.
    var comparesOnlyCommands: Bool { !builds.isEmpty && builds.allSatisfy(\.isCommand) }

    /// The builds in the order in which they measure a point in this block (from 1).
    func builds(inBlock block: Int) -> [Build] {
        guard builds.count > 2 else { return block % 2 == 1 ? builds : builds.reversed() }
        let shift = (block - 1) / 2 % builds.count
        let rotated = Array(builds[shift...] + builds[..<shift])
        return block % 2 == 1 ? rotated : rotated.reversed()
    }
}

extension SweepPoint {
    /// The same point as this build measures it; its id stays.
    func measured(by build: Build) -> SweepPoint {
        var backend = backend
        var settings = settings
        if case .command(let text) = build.program {
            backend = Build.commandBackend
            settings = Settings()
            settings[Build.commandSetting] = .text(text)
        }
        return SweepPoint(
            id: id, label: build.role(label), backend: backend, settings: settings,
            traffic: traffic, build: build)
    }

    /// The one point of a traffic where only tools of others are compared.
    init(ofCommandsAt traffic: TrafficPoint) {
        self.init(
            id: traffic.fingerprint.appending("backend=\(Build.commandBackend)\n").text,
            label: Build.commandBackend, backend: Build.commandBackend, settings: Settings(),
            traffic: traffic)
    }
}
