package import Comparing
package import Results

/// What a report is made from: one run, as it was read from disk.
package struct ReportedRun: Sendable {
    /// The run's directory, as the user knows it.
    package var path: String
    package var manifest: Manifest
    package var records: [TrialRecord]
    /// The order of series and values, as the manifest has it.
    var order: DeclaredOrder { DeclaredOrder(manifest) }
    package var answer: Answer
    /// What the searches of the run found; empty for a sweep.
    package var capacities: [CapacityRecord] = []
    package var figures: [ReportedFigure] = []
    /// `trials.csv`, byte for byte; `nil` if it has more than ``mostBytes``.
    package var trialsCSV: [UInt8]?
    /// `experiment.toml`; `nil` if there is none.
    package var experiment: String?
    /// What a reader should know of how it was read: sentences.
    package var notes: [String] = []

    /// A larger `trials.csv` would make the page too large to send.
    package static let mostBytes = 2_200_000

    /// What `bench compare` says of the run.
    package enum Answer: Sendable {
        case report(ComparisonReport)
        /// Why there are no verdicts: a clause.
        case none(String)
    }

    package init(path: String, manifest: Manifest, records: [TrialRecord], answer: Answer) {
        self.path = path
        self.manifest = manifest
        self.records = records
        self.answer = answer
    }
}

/// A figure of a run, drawn or not.
package struct ReportedFigure: Sendable {
    /// The name of its files: `loss-by-ring`.
    package var name: String
    package var title: String
    /// The script that gnuplot was given, made by ``HoverScript``.
    package var script: String
    /// The CSV files beside the script, by name.
    package var tables: [String: String]
    package var picture: Picture

    package enum Picture: Sendable {
        /// What gnuplot wrote.
        case svg(String)
        /// Why there is none: a clause.
        case missing(String)
    }

    package init(
        name: String, title: String, script: String, tables: [String: String], picture: Picture
    ) {
        self.name = name
        self.title = title
        self.script = script
        self.tables = tables
        self.picture = picture
    }
}
