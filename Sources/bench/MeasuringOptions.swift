import ArgumentParser
import Experiment
import Results

/// What is measured, and on what: common to `sweep` and `search`.
struct MeasuringOptions: ParsableArguments {
    @OptionGroup var selection: ExperimentSelection

    @Option(
        help: "Continue the run in this directory: only what is missing.", completion: .directory)
    var resume: String?

    @OptionGroup var blocks: BlockOption

    @Flag(
        help: ArgumentHelp(
            "Set up the interfaces of topology nic, and restore them at the end.",
            discussion: """
                State up, a large enough MTU, no offloads that merge frames, no RPS, interrupts of \
                the capture interface on the capture CPU. After a SIGKILL the next bench sweep or \
                bench doctor restores them.
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
            "Do not measure softirqs, as without root.",
            discussion: """
                Compared with a run with the clock, this shows what the clock costs. Rows lack \
                cpu_kernel_ns, and have the flag no-softirq-clock.
                """))
    var isUnclocked = false

    @OptionGroup var hosts: HostOptions

    @OptionGroup var place: SweepPlace

    /// Measures an experiment that ``selection`` gave, and tells what it showed.
    ///
    /// - Parameter command: the word after `bench`.
    func measure(_ given: Experiment, command: String) throws {
        try place.check()
        let experiment = try hosts.applied(to: given)
        let part = try blocks.part(of: experiment)
        let patience = try place.patience()
        try place.alone(unlessOn: experiment.interfaces?.hosts) {
            var run = SweepRun(
                experiment: experiment, place: place,
                resume: resume.map { RunDirectory(path: $0) }, seed: selection.seed,
                patience: patience,
                again: { _ in ["bench", command] + selection.words + moreWords })
            run.part = part
            run.configures = configure
            run.floods = floods
            run.isUnclocked = isUnclocked
            run.pushes = hosts.push
            return try run.run()
        }
    }

    /// The words beside those of the selection that are needed again.
    private var moreWords: [String] {
        (configure ? ["--configure"] : []) + floods.flatMap { ["--i-know-this-floods", $0] }
            + (isUnclocked ? ["--no-softirq-clock"] : []) + hosts.words
    }
}
