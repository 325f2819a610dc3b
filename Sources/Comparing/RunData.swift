package import Experiment
import FoundationEssentials
package import Results

/// The trials of a run, grouped as comparing needs them.
///
/// Keeps a few numbers of each trial and one whole row of each cell, so that it is small beside the
/// rows it was made from.
package struct RunData: Sendable {
    /// What the reader knows the run by: its directory.
    package let name: String
    package let manifest: Manifest
    /// In the order of their first rows.
    package let cells: [Cell]
    /// The metrics whose values are kept, in the order of ``Trial/values``.
    package let metrics: [ComparedMetric]

    /// Groups the rows of a run: time is linear in their number.
    ///
    /// Baselines are left out: nothing captures in them.
    ///
    /// - Parameter blocks: those to keep; `nil` for all.
    package init(
        name: String, manifest: Manifest, records: [TrialRecord], metrics: [ComparedMetric],
        blocks: ClosedRange<Int>? = nil
    ) {
        var cells = RunCells(metrics: metrics, blocks: blocks)
        for record in records { cells.add(record) }
        self.init(name: name, manifest: manifest, cells)
    }

    /// The same of rows that were grouped as they were read.
    package init(name: String, manifest: Manifest, _ cells: RunCells) {
        self.name = name
        self.manifest = manifest
        metrics = cells.metrics
        self.cells = cells.cells
    }

    /// Whether several builds were compared in it.
    package var hasBuilds: Bool { cells.contains { $0.build != nil } }
    /// Whether any trial is valid.
    package var hasValid: Bool { cells.contains { !$0.trials.isEmpty } }
    /// Machines of a merged run, by name; empty where nothing tells them apart.
    package var machines: [String] {
        Set(cells.flatMap { $0.trials.values.compactMap(\.machine) })
            .sorted(by: ValueOrder.precedes)
    }
    /// Labels of the series, in order.
    package var series: [String] {
        var seen: Set<String> = []
        return cells.map(\.series).filter { seen.insert($0).inserted }
    }

    /// The command of a build, or its name where the manifest does not say.
    func build(_ name: String) -> String {
        manifest.builds?.first { $0.name == name }?.command ?? name
    }

    func index(of metric: ComparedMetric) -> Int? {
        metrics.firstIndex { $0.name == metric.name }
    }
}

/// All trials of one point by one series and build.
package struct Cell: Sendable {
    /// One of its rows, for labels and conditions.
    package let sample: TrialRecord
    /// Label of the series, without the build.
    package let series: String
    package let build: String?
    /// Valid ones, at most one a block, by block.
    package private(set) var trials: [Int: Trial] = [:]
    /// Attempts that were invalid.
    package private(set) var invalid = 0

    /// What is kept of a trial.
    package struct Trial: Sendable {
        package let values: [Double?]
        package let loss: Double?
        /// How the losses lie in time; `nil` without loss, or where that was not measured.
        let lossShape: LossShape?
        /// Frames and ms of the longest episode.
        let longestLoss: (frames: Int, ms: Double?)?
        /// Whether most of them were sent while the capture process took no frame.
        let isLostInPauses: Bool
        /// When it began, in seconds; kept where builds are compared, which stand side by side.
        package let began: Double?
        /// Where it was measured, in a merged run.
        package let machine: String?
    }

    init(_ record: TrialRecord) {
        sample = record
        build = record.build
        series = record.build.map { Build.label(of: record.role, $0) } ?? record.role
    }

    /// - Parameter metrics: what is computed of each trial.
    mutating func add(_ record: TrialRecord, _ metrics: [ComparedMetric.Value]) {
        switch record.outcome {
        case .valid:
            // A block that was run again does not replace what was seen first.
            guard trials[record.block] == nil else { return }
            trials[record.block] = Trial(
                values: metrics.map { value in
                    value(record).flatMap { $0.isFinite ? $0 : nil }
                }, loss: record.lossPercent, lossShape: record.lossShape,
                longestLoss: record.lossLongestFrames.map { ($0, record.lossLongestMs) },
                isLostInPauses: (record.lossInPausesPercent ?? 0) >= 50,
                began: build == nil ? nil : Self.time(record), machine: record.machine)
        case .invalid: invalid += 1
        case .skipped, .baseline: break
        }
    }

    private static func time(_ record: TrialRecord) -> Double? {
        (try? Date(record.startedAt, strategy: .iso8601))?.timeIntervalSince1970
    }

    /// Values of a metric by block, where it was measured.
    func values(_ metric: Int) -> [Int: Double] { trials.compactMapValues { $0.values[metric] } }
}
