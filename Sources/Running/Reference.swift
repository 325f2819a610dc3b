import Capture
import Comparing
package import Experiment
import Plotting
import Results
import Settings
import Testbed
import Traffic

extension Vocabulary {
    /// Everything that the registries know.
    package static var registered: Vocabulary {
        Vocabulary(
            backends: Backend.all.map(\.planned), engines: Engine.all.map(\.component),
            topologies: Topology.allCases.map(\.rawValue),
            napiPolicies: NAPIPolicy.allCases.map(\.rawValue), figures: Figure.all.map(\.name),
            columns: TrialRecord.columns.filter(\.isNumeric).map(\.name),
            metrics: ComparedMetric.all, readTrace: TraceFile.read,
            readRecording: RecordingFile.read(_:))
    }
}

extension Backend {
    /// What planning sees of it: with what can be said of its ring only once the load is known.
    fileprivate var planned: Component {
        var component = component
        component.loadProblem = { ringProblem($0, $1, $2) }
        return component
    }
}

/// The tables of docs/reference.md, from the declarations the program itself uses.
package enum Reference {
    /// Markdown: keys of experiment files, options of backends and engines, figures, columns.
    package static var text: String {
        var lines = ["### Keys of an experiment file", ""]
        lines += KeyReference.keys(.registered)
        for backend in Backend.all { lines += options("backend", backend.component) }
        for engine in Engine.all { lines += options("engine", engine.component) }
        lines += figures
        return lines.joined(separator: "\n") + "\n\n### Columns of trials.csv\n\n"
            + Column.markdownTable(TrialRecord.columns)
            + "\nOptions without a column above have one of their own at the end.\n"
            + "\n### Columns of intervals.csv\n\n" + Column.markdownTable(IntervalRecord.columns)
            + "\n### Columns of gaps.csv\n\n" + Column.markdownTable(GapRecord.columns)
            + "\n### Columns of capacity.csv\n\n" + Column.markdownTable(CapacityRecord.columns)
            + "\nEvery setting of the point but the load has a column of its own at the end.\n"
            + "\n### Columns of losses.csv\n\n" + Column.markdownTable(LossRecord.columns)
            + "\n### Columns of pauses.csv\n\n" + Column.markdownTable(PauseRecord.columns)
            + "\n### Columns of workers.csv\n\n" + Column.markdownTable(WorkerRecord.columns)
    }

    private static var figures: [String] {
        ["", "### Figures", "", "| Figure | Shows | Needs |", "|---|---|---|"]
            + Figure.all.map { "| `\($0.name)` | \($0.title) | \($0.needs) |" }
    }

    private static func options(_ kind: String, _ component: Component) -> [String] {
        ["", "### Options of \(kind) `\(component.name)`", "", component.summary + ".", ""]
            + KeyReference.settings(component)
    }
}
