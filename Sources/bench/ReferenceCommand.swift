import ArgumentParser
import Capture
import Experiment
import Kernel
import Results
import Settings
import Traffic

/// `bench reference`: the tables of the README, from the declarations the program itself uses.
struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference tables as Markdown: keys, options, columns.",
        shouldDisplay: false
    )

    func run() throws {
        try output(Self.text)
    }

    /// What stands in the README between its two markers.
    static var text: String {
        var lines = ["### Keys of an experiment file", ""]
        lines += KeyReference.keys(.registered)
        for backend in Backend.all {
            lines += [
                "", "### Options of backend `\(backend.name)`", "", backend.component.summary,
            ]
            lines += [""] + KeyReference.settings(backend.component)
        }
        for engine in Engine.all {
            lines += ["", "### Options of engine `\(engine.name)`", "", engine.component.summary]
            lines += [""] + KeyReference.settings(engine.component)
        }
        return lines.joined(separator: "\n") + "\n\n### Columns of trials.csv\n\n"
            + Column.markdownTable(TrialRecord.columns)
            + "\nOptions without a column above have one of their own at the end.\n"
            + "\n### Columns of intervals.csv\n\n" + Column.markdownTable(IntervalRecord.columns)
    }
}
