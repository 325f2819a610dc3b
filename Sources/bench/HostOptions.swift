import ArgumentParser
import Experiment
import Kernel
import Running

/// On which hosts: common to `sweep`, `search` and `doctor`.
struct HostOptions: ParsableArguments {
    @Option(
        name: .customLong("hosts"),
        help: ArgumentHelp(
            "Measure on topology nic between the hosts of this file.",
            discussion: """
                The file has the tables [nic] and [hosts] alone. They replace those of the \
                experiment, and its topology. See docs/two-hosts.md.
                """,
            valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var file: String?

    @Flag(help: "Copy this bench to hosts that lack it, to ~/.cache/bench there.")
    var push = false

    /// What the file says; `nil` without one.
    func interfaces() throws -> NamedInterfaces? {
        guard let file else { return nil }
        do {
            return try Invoker.files {
                try ExperimentFile.hosts(path: file, vocabulary: .registered)
            }
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
    }

    /// The experiment between the hosts of the file, if one was given.
    ///
    /// - Throws: if there is something to copy and no host to copy it to.
    func applied(to experiment: Experiment) throws -> Experiment {
        let applied = try interfaces().map(experiment.on) ?? experiment
        guard !push || applied.interfaces?.hosts != nil else {
            throw fail("--push is for an experiment with [hosts]", ExitStatus.usage)
        }
        return applied
    }

    /// The words that say the same again.
    var words: [String] { file.map { ["--hosts", $0] } ?? [] }
}
