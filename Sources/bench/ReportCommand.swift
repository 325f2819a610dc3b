import ArgumentParser
import Kernel
import Reporting
import Results
import Running

/// `bench report`: one HTML file to send to a colleague.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report of one or several runs: one HTML file.",
        discussion: """
            The file has the answer, the figures with their data, the ledger, every trial, the \
            environment and trials.csv. It needs no other file and no network. Several runs are in \
            one report with an index. Needs no root; the figures need gnuplot.
            """
    )

    @Argument(
        help:
            "Results directories: results/EXPERIMENT/RUN, or results/EXPERIMENT for its newest.",
        completion: .directory)
    var results: [String]

    @Option(
        name: [.customShort("o"), .customLong("output")], help: "The file to write.",
        completion: .file(extensions: ["html"]))
    var file = "report.html"

    func run() throws {
        try endingWithStatus {
            try becomeInvoker()
            let runs = try results.map { try ReportRun(path: $0).read() }
            try write(try ReportHTML.text(runs, version: benchVersion))
            for run in runs {
                for note in run.notes { StandardStream.writeError("bench: \(note)\n") }
            }
        }
    }

    /// Writes the page, and says where; where it went to standard output, it stands alone there.
    private func write(_ page: String) throws {
        do throws(SystemError) {
            try ReportFile.write(page, to: file)
        } catch {
            throw fail("\(file): cannot be written: \(error.reason)", ExitStatus.failure)
        }
        if !["/dev/stdout", "/dev/fd/1"].contains(file) { try output("\(file)\n") }
    }
}
