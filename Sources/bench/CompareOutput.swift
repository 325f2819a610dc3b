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
        do {
            if let markdown {
                try ReportFile.write(ReportMarkdown.text(report), to: markdown)
                more += "markdown  \(markdown)\n"
            }
            if let junit {
                try ReportFile.write(ReportJUnit.text(report, name: "bench compare"), to: junit)
                more += "junit  \(junit)\n"
            }
        } catch {
            throw fail("\(error)", ExitStatus.failure)
        }
        if !noPlot { more += draw(report, in: directory) }
        if json {
            try output(try ReportJSON.text(report))
        } else {
            try output(
                ReportText.text(report, width: StandardStream.columns)
                    + (more.isEmpty ? "" : "\n\(more)"))
        }
        return Self.status(report)
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
