package import Comparing
package import Experiment
import FoundationEssentials
import Kernel
package import Results

/// A run that is compared: its trials, and what its experiment file declares.
package struct ComparedRun {
    package let data: RunData
    package let plan: ComparePlan
    /// What searches found; empty for a sweep.
    package let capacities: [CapacityRecord]
    /// What a reader should know of how it was read.
    package let warnings: [String]

    /// Reads a run, or the newest run of an experiment.
    ///
    /// - Parameters:
    ///   - path: `results/EXPERIMENT/RUN`, or `results/EXPERIMENT` for the newest run in it.
    ///   - blocks: the repetitions to take; `nil` for all.
    /// - Throws: if there is no such run, or a file of it cannot be read.
    package init(path: String, blocks: ClosedRange<Int>? = nil) throws(ResultsError) {
        let found = try RunDirectory.find(path)
        let manifest = try found.directory.orderedManifest()
        var cells = RunCells(metrics: ComparedMetric.all, blocks: blocks)
        let facts = try found.directory.eachTrial(knowing: Set(Sweep.settingNames)) {
            cells.add($0)
        }
        try self.init(found, manifest, cells, facts, blocks)
    }

    /// The same of a run whose files have been read.
    package init(
        _ found: RunDirectory.Newest, manifest: Manifest, table: Table<TrialRecord>
    ) throws(ResultsError) {
        var cells = RunCells(metrics: ComparedMetric.all)
        for record in table.records { cells.add(record) }
        try self.init(found, manifest, cells, table.facts, nil)
    }

    private init(
        _ found: RunDirectory.Newest, _ manifest: Manifest, _ cells: RunCells,
        _ trials: TableFacts, _ blocks: ClosedRange<Int>?
    ) throws(ResultsError) {
        let directory = found.directory
        var warnings = found.notes + [trials.warning].compactMap { $0 } + trials.remarks
        let table = try directory.capacities()
        capacities = table.records
        let isSearch = manifest.search != nil || !capacities.isEmpty
        warnings += [table.warning].compactMap { $0 }
        if !isSearch, cells.repeated > 0 {
            throw ResultsError(
                file: directory.trialsPath,
                problem:
                    "\(cells.repeated) trials have two valid rows: files of several runs were joined"
            )
        }
        data =
            isSearch
            ? RunData(
                name: directory.path, manifest: manifest, records: capacities.map(\.comparable),
                metrics: ComparedMetric.all, blocks: blocks)
            : RunData(name: directory.path, manifest: manifest, cells)
        var plan = ComparePlan()
        do {
            plan = try ExperimentFile.load(
                path: directory.experimentPath, vocabulary: .registered
            ).comparing
        } catch {
            // Gates that cannot be read must not pass.
            if Self.declares(directory.experimentPath) {
                throw ResultsError(
                    file: directory.experimentPath,
                    problem: "what it declares cannot be read: \(error)")
            }
            warnings.append("its experiment file cannot be read: \(error)")
        }
        // What a sweep is compared by unless told otherwise, a search does not have.
        if isSearch, plan.metrics == ComparePlan().metrics {
            let isBursts = capacities.contains { $0.burstFrames != nil }
            plan.metrics = [isBursts ? "burst_frames" : "capacity_pps"]
        }
        self.plan = plan
        self.warnings = warnings
    }

    /// Whether a file has contrasts or hypotheses, whatever else is wrong with it.
    private static func declares(_ path: String) -> Bool {
        let text = (try? ExperimentFile.read(path: path)) ?? ""
        return text.contains("[[contrast]]") || text.contains("[[hypothesis]]")
    }
}
