import ArgumentParser

/// `bench sweep`: runs an experiment.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run an experiment: trials, results, plots.",
        discussion: """
            Writes results/EXPERIMENT/RUN/ (trials.csv, intervals.csv, gaps.csv, losses.csv, \
            pauses.csv, workers.csv, manifest.json, experiment.toml, raw files) and \
            plots/EXPERIMENT/RUN/. If the file names no topology, it is veth-softirq as root, and \
            veth-napi without root. Ctrl-C ends it cleanly; --resume continues it.

            With topology nic it sends to interfaces that the experiment names, and changes \
            nothing about them unless --configure is given. One that carries an IP address or the \
            default route is refused unless it is named again after --i-know-this-floods.
            """
    )

    @OptionGroup var options: MeasuringOptions

    func run() throws {
        try options.measure(try options.selection.load(), command: "sweep")
    }
}
