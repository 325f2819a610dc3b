import ArgumentParser
import Experiment

/// `bench search`: finds the highest load.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the highest load that is captured within a loss goal.",
        discussion: """
            Runs a search for each point of the experiment. It starts from the rate of the file, \
            which must be one rate. Without a table [search] it is MLRsearch (RFC 9971) with two \
            goals: no loss, and 0.5 %. The table can ask for RFC 2544's staircase or RFC 9004's \
            bursts instead. Writes \
            results/EXPERIMENT/RUN/ as a sweep does, and capacity.csv with the bounds that were \
            found. Ctrl-C ends it cleanly; --resume continues it.
            """
    )

    @OptionGroup var options: MeasuringOptions

    func run() throws {
        let loaded = try options.selection.load()
        let experiment: Experiment
        do {
            experiment = try loaded.searching()
        } catch {
            throw fail("\(options.selection.experiment): \(error)", ExitStatus.usage)
        }
        try options.measure(experiment, command: "search")
    }
}
