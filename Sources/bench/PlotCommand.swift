import ArgumentParser
import Kernel
import Results
import Running

/// `bench plot`: draws the figures of a run again, from its CSV alone.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Rebuild the plots of a results directory from its CSV files.",
        discussion: """
            Writes .gp, .csv, .svg and .png below plots/EXPERIMENT/RUN/. Needs no root. The .gp \
            files run by hand with plain gnuplot.
            """
    )

    @Argument(
        help:
            "The results directory: results/EXPERIMENT/RUN, or results/EXPERIMENT for its newest.",
        completion: .directory)
    var directory: String

    @Option(help: "Where plots go.", completion: .directory)
    var plots = "plots"

    @Option(
        help: "Only this figure; may be repeated. “bench list” names them.", completion: .figures)
    var figure: [String] = []

    func run() throws {
        try endingWithStatus {
            try becomeInvoker(plots: plots)
            let found = try RunDirectory.find(directory)
            let drawn = try PlotRun(
                directory: found.directory, root: plots, figures: figure
            ).run()
            for note in found.notes + drawn.notes { StandardStream.writeError("bench: \(note)\n") }
            try output(drawn.files.map { $0 + "\n" }.joined())
            guard drawn.files.contains(where: { $0.hasSuffix(".gp") }) else {
                throw fail(
                    "nothing could be drawn: the run lacks what every figure needs",
                    ExitStatus.inconclusive)
            }
        }
    }
}
