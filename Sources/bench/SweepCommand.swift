import ArgumentParser
import Experiment
import Frames
import Kernel
import Results
import Running

/// `bench sweep`: runs an experiment.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run an experiment: trials, results, plots.",
        discussion: """
            Writes results/EXPERIMENT/RUN/ (trials.csv, intervals.csv, gaps.csv, manifest.json, \
            raw files) \
            and plots/EXPERIMENT/RUN/. Needs no root for veth-napi and veth-inline. Ctrl-C ends \
            it cleanly; --resume goes on where it stopped.
            """
    )

    @OptionGroup var selection: ExperimentSelection

    @Option(help: "Continue the run in this directory: only what is missing.")
    var resume: String?

    @OptionGroup var place: SweepPlace

    func run() throws {
        let experiment = try selection.load()
        let patience = try place.patience()
        try place.alone {
            try SweepRun(
                experiment: experiment, place: place,
                resume: resume.map { RunDirectory(path: $0) }, seed: selection.seed,
                patience: patience, again: { _ in ["bench", "sweep"] + selection.words }
            ).run()
        }
    }
}

/// Which experiment, and how much of it: common to `sweep` and `plan`.
struct ExperimentSelection: ParsableArguments {
    @Argument(help: "The experiment file, such as experiments/ringsize.toml.")
    var experiment: String

    @Flag(
        help: "A tenth of the duration and of the interval: the shape, not the findings.")
    var quick = false

    @Option(help: "Measure each point this often instead of what the file says.")
    var repetitions: Int?

    @Option(
        help: "Only points with this value, such as backend=recv; may be repeated.")
    var only: [String] = []

    @Option(help: "The seed of the order of trials.")
    var seed: UInt64?

    /// The words that select the same again, the seed apart.
    var words: [String] {
        var words = [experiment] + (quick ? ["--quick"] : [])
        if let repetitions { words += ["--repetitions", "\(repetitions)"] }
        return words + only.flatMap { ["--only", $0] }
    }

    func load() throws -> Experiment {
        do {
            var loaded = try ExperimentFile.load(path: experiment, vocabulary: .registered)
            if quick { loaded = loaded.quick() }
            if let repetitions { loaded = try loaded.repetitions(repetitions) }
            if !only.isEmpty { loaded = try loaded.only(only) }
            return loaded
        } catch let errors as ExperimentErrors {
            throw fail("\(errors)", ExitStatus.usage)
        } catch let error as PlanError {
            throw fail("\(error)", ExitStatus.usage)
        }
    }
}
