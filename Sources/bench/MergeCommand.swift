import ArgumentParser
import Kernel
import Results
import Running

/// `bench merge`: one run from several of the same experiment.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join runs of one experiment, from one machine or several, to one run.",
        discussion: """
            bench merge node1/ringsize/RUN node2/ringsize/RUN -o results/ringsize-lab
            bench merge lab/*/ringsize -o results/ringsize-lab    every run in these folders

            The runs must be of the same experiment: points, options and declarations are checked. \
            Conditions that differ are printed. Rows get the columns machine, kernel and \
            bench_build. Repetitions keep their numbers, unless another run has the same ones. A \
            run that is given twice counts once. plot, compare, explain and report read the merged \
            run as any other. Raw files stay in the runs.

            Exit status: 3 if no run has a trial yet; 64 if the runs do not belong together.
            """
    )

    @Argument(
        help: "Results directories: results/EXPERIMENT/RUN, or a folder of runs for all of them.",
        completion: .directory)
    var results: [String]

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "The directory to make; it must not be there yet.", completion: .directory)
    var output: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try endingWithStatus {
            try becomeInvoker()
            do {
                let merged = try MergeRun(paths: results)
                try merged.write(to: output, commandLine: CommandLine.arguments)
                try tell(merged)
            } catch let error as MergeError {
                throw fail(
                    "\(error)",
                    error.isInconclusive ? ExitStatus.inconclusive : ExitStatus.usage)
            }
        }
    }

    private func tell(_ merged: MergeRun) throws {
        for note in merged.notes { StandardStream.writeError("bench: \(note)\n") }
        guard !json else {
            return try bench.output(JSONText.text(MergeJSON(merged, output)))
        }
        var text = TextTable.text(merged.table)
        for difference in merged.differences { text += "differs  \(difference)\n" }
        try bench.output(text + "\nresults  \(output)\nverdicts  bench compare \(output)\n")
    }
}

/// What was joined, as JSON.
private struct MergeJSON: Encodable {
    let results: String
    let rows: Int
    let runs: [MergedRunJSON]
    /// Conditions in which the runs differ.
    let differences: [String]
    let notes: [String]

    struct MergedRunJSON: Encodable {
        let runId: String
        let machine: String
        let kernel: String
        let bench: String
        let trialOffset: Int
        let blockOffset: Int
    }

    init(_ merged: MergeRun, _ path: String) {
        results = path
        rows = merged.plan.rowCount
        runs = merged.plan.runs.map {
            MergedRunJSON(
                runId: $0.manifest.runID, machine: $0.machine, kernel: $0.manifest.kernel,
                bench: $0.manifest.benchBuild, trialOffset: $0.trialOffset,
                blockOffset: $0.blockOffset)
        }
        differences = merged.differences
        notes = merged.notes
    }
}
