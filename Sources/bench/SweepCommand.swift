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
            Writes results/EXPERIMENT/RUN/ (trials.csv, intervals.csv, gaps.csv, losses.csv, \
            manifest.json, raw files) \
            and plots/EXPERIMENT/RUN/. As root it measures on veth-softirq; \
            without root on veth-napi. Ctrl-C ends \
            it cleanly; --resume goes on where it stopped.

            With topology nic it sends to interfaces that the experiment names, and changes \
            nothing about them unless --configure is given. One that carries an IP address or the \
            default route is refused unless it is named again after --i-know-this-floods.
            """
    )

    @OptionGroup var selection: ExperimentSelection

    @Option(
        help: "Continue the run in this directory: only what is missing.", completion: .directory)
    var resume: String?

    @Flag(
        help: ArgumentHelp(
            "Set up the interfaces of topology nic, and put them back at the end.",
            discussion: """
                Up, MTU, offloads that merge frames off, RPS off, interrupts of the capture \
                interface on the capture CPU. What a bench that was killed could not put back, the \
                next start does.
                """))
    var configure = false

    @Option(
        name: .customLong("i-know-this-floods"),
        help: "Name an interface again to use it although it is in use; may be repeated.",
        completion: .interfaces)
    var floods: [String] = []

    @Flag(
        name: .customLong("no-softirq-clock"),
        help: ArgumentHelp(
            "Leave the softirqs unmeasured, as without root.",
            discussion: """
                Shows what the clock itself costs: rows lack cpu_kernel_ns, and have the flag \
                no-softirq-clock.
                """))
    var isUnclocked = false

    @OptionGroup var place: SweepPlace

    func run() throws {
        let experiment = try selection.load()
        try place.check()
        let patience = try place.patience()
        try place.alone {
            var run = SweepRun(
                experiment: experiment, place: place,
                resume: resume.map { RunDirectory(path: $0) }, seed: selection.seed,
                patience: patience,
                again: { _ in ["bench", "sweep"] + selection.words + moreWords })
            run.configures = configure
            run.floods = floods
            run.isUnclocked = isUnclocked
            return try run.run()
        }
    }

    /// The words beside those of the selection that are needed again.
    private var moreWords: [String] {
        (configure ? ["--configure"] : []) + floods.flatMap { ["--i-know-this-floods", $0] }
            + (isUnclocked ? ["--no-softirq-clock"] : [])
    }
}
