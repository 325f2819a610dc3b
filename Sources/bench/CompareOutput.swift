import ArgumentParser
import Comparing
import Kernel
import Running

/// What becomes of a report: common to every form of `compare`.
struct CompareOutput: ParsableArguments {
    @Option(
        help: "Also write the report as Markdown, for a pull request, to this file.",
        completion: .file())
    var markdown: String?

    @Option(help: "Also write the verdicts as JUnit XML to this file.", completion: .file())
    var junit: String?

    @Flag(help: "Draw no plot.")
    var noPlot = false

    /// Refuses, before anything is measured, files that nobody could write.
    func check() throws {
        for (name, path) in [("--markdown", markdown), ("--junit", junit)] {
            guard let path, let slash = path.lastIndex(of: "/") else { continue }
            let folder = String(path[...slash])
            guard CompareCommand.isDirectory(folder) else {
                throw fail("\(name): there is no directory “\(folder)”", ExitStatus.usage)
            }
        }
    }

    /// Prints the report, writes what else was asked for, and draws the plot.
    ///
    /// - Parameters:
    ///   - json: whether it is printed as JSON.
    ///   - directory: where the plot goes.
    /// - Returns: the status to exit with, or `nil` if nothing is worse.
    func tell(
        _ report: ComparisonReport, json: Bool, plot directory: String
    ) throws -> ExitCode? {
        var more = ""
        var problems: [String] = []
        for (name, path, text) in files(report) {
            do throws(SystemError) {
                try ReportFile.write(text, to: path)
                more += "\(name)  \(path)\n"
            } catch {
                problems.append("--\(name): \(error)")
            }
        }
        if !noPlot { more += draw(report, in: directory) }
        if json {
            try output(try ReportJSON.text(report))
        } else {
            try output(
                ReportText.text(report, width: StandardStream.columns)
                    + (more.isEmpty ? "" : "\n\(more)"))
        }
        // The verdict stands without the file, but a file that was asked for is missing.
        for problem in problems { StandardStream.writeError("bench: \(problem)\n") }
        let status = Self.status(report)
        return problems.isEmpty || status == ExitStatus.regression ? status : ExitStatus.failure
    }

    /// The files asked for, with what goes into each.
    private func files(_ report: ComparisonReport) -> [(name: String, path: String, text: String)] {
        let suite = "bench.\(report.experiment)"
        return [
            markdown.map { ("markdown", $0, ReportMarkdown.text(report)) },
            junit.map { ("junit", $0, ReportJUnit.text(report, name: suite)) },
        ].compactMap { $0 }
    }

    /// Draws the figure; what goes wrong is told, since the verdicts stand without it.
    private func draw(_ report: ComparisonReport, in directory: String) -> String {
        do {
            let drawn = try EffectPlot.draw(report, in: directory)
            for note in drawn.notes { StandardStream.writeError("bench: \(note)\n") }
            return drawn.files.filter { $0.hasSuffix(".png") || $0.hasSuffix(".svg") }
                .map { "plot  \($0)\n" }.joined()
        } catch {
            StandardStream.writeError("bench: no plot: \(error)\n")
            return ""
        }
    }

    private static func status(_ report: ComparisonReport) -> ExitCode? {
        switch ReportStatus(report) {
        case .fine: nil
        case .regression: ExitStatus.regression
        case .inconclusive: ExitStatus.inconclusive
        }
    }
}
