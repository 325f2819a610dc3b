import ArgumentParser
import Experiment
import Kernel
import Running

/// Which experiment, and how much of it: common to `sweep` and `plan`.
struct ExperimentSelection: ParsableArguments {
    @Argument(
        help: "The experiment file, such as experiments/ringsize.toml.", completion: .experiments)
    var experiment: String

    @OptionGroup var part: ExperimentPart

    var seed: UInt64? { part.seed }

    /// The words that select the same again, the seed apart.
    var words: [String] { [experiment] + part.words }

    func load() throws -> Experiment {
        let loaded = try part.load(experiment)
        do {
            // What could not be decided is not measured first.
            try loaded.checkSeriesContrasts()
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
        return loaded
    }
}

/// How much of an experiment.
struct ExperimentPart: ParsableArguments {
    @Flag(
        help: "A tenth of the duration and of the interval: for a first look, not for findings.")
    var quick = false

    @Option(
        parsing: .unconditional,
        help: "Measure each point this often instead of what the file says.")
    var repetitions: Int?

    @Option(
        help: "Only points with this value, such as backend=recv; may be repeated.")
    var only: [String] = []

    @Option(parsing: .unconditional, help: "The seed of the order of trials.")
    var seed: UInt64?

    /// The words that select the same again, the seed apart.
    var words: [String] {
        var words = quick ? ["--quick"] : []
        if let repetitions { words += ["--repetitions", "\(repetitions)"] }
        return words + only.flatMap { ["--only", $0] }
    }

    /// Whether anything is asked for.
    var isEmpty: Bool { words.isEmpty && seed == nil }

    func load(_ experiment: String) throws -> Experiment {
        do {
            // Under sudo no more is read than the user may read.
            var loaded = try Invoker.files {
                try ExperimentFile.load(path: experiment, vocabulary: .registered)
            }
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
