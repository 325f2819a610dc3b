package import Settings

/// Under which conditions a run was made: `manifest.json`.
///
/// Beside the CSV files it makes a results directory a complete, portable artefact.
package struct Manifest: Sendable, Hashable, Codable {
    /// The layout this build writes, and the newest it reads.
    ///
    /// Raised when a column or key changes its meaning or goes; new ones do not raise it.
    package static let currentSchema = 1

    package var schema = Manifest.currentSchema
    package var runID: String
    /// Name of the experiment: names the directory above.
    package var experiment: String
    /// The question it asks: the first comment of its file.
    package var question: String?
    /// Seed of the order of trials.
    package var seed: UInt64
    package var experimentHash: String
    package var commandLine: [String]
    package var benchVersion: String
    /// Whether durations were cut to a tenth.
    package var quick: Bool
    /// ISO 8601, UTC.
    package var startedAt: String
    /// Number among the runs of its experiment in one place, from 1: their order, whatever the clock
    /// said; absent in runs of older versions.
    package var sequence: Int?
    /// Release of the kernel, `uname -r`.
    package var kernel: String
    package var cpuModel: String?
    package var cpuCount: Int?
    /// `/sys/devices/system/clocksource/clocksource0/current_clocksource`.
    package var clockSource: String?
    /// Frequency governor; absent where the machine has none, as in most virtual ones.
    package var governor: String?
    /// `/sys/devices/system/cpu/vulnerabilities`, by file.
    package var mitigations: [String: String] = [:]
    package var sysctls: [String: String] = [:]
    /// What the testbed read back from the kernel.
    package var topology: [String: String] = [:]
    package var toolVersions: [String: String] = [:]
    package var captureCPU: Int?
    package var generatorCPU: Int?
    /// Anything else worth keeping, such as the truesize of a frame for each size.
    package var facts: [String: String] = [:]
    /// Labels of the series in the experiment's order.
    package var series: [String]?
    /// Values of each axis whose values are no numbers, in the experiment's order; absent in runs of
    /// older versions.
    package var values: [String: [String]]?
    /// The figures that the experiment asks for; empty if it leaves them to its axes.
    package var plots: [PlotRequest]?
    /// The programs that were compared, in the order given; `nil` if there were none.
    package var builds: [ComparedBuild]?
    /// The procedure of a search, such as `mlr`; `nil` of a sweep.
    package var search: String?
    /// Which part of the repetitions was measured, such as `3/8`; `nil` for all.
    package var blocks: String?
    /// The runs that were joined, in the order of their rows; `nil` of a run that was measured.
    package var runs: [MergedRun]?

    /// The fact that stands in the manifest while a run is not at its end.
    package static let unfinishedFact = "unfinished"

    package init(
        runID: String, experiment: String, seed: UInt64, experimentHash: String,
        commandLine: [String], benchVersion: String, quick: Bool, startedAt: String, kernel: String
    ) {
        self.runID = runID
        self.experiment = experiment
        self.seed = seed
        self.experimentHash = experimentHash
        self.commandLine = commandLine
        self.benchVersion = benchVersion
        self.quick = quick
        self.startedAt = startedAt
        self.kernel = kernel
    }

    enum CodingKeys: String, CodingKey {
        case schema, experiment, question, sequence, seed, quick, kernel, governor, mitigations,
            sysctls
        case topology, facts, series, values, plots, builds, search, blocks, runs
        case runID = "run_id"
        case experimentHash = "experiment_hash"
        case commandLine = "command_line"
        case benchVersion = "bench_version"
        case startedAt = "started_at"
        case cpuModel = "cpu_model"
        case cpuCount = "cpu_count"
        case clockSource = "clock_source"
        case toolVersions = "tool_versions"
        case captureCPU = "capture_cpu"
        case generatorCPU = "generator_cpu"
    }
}
