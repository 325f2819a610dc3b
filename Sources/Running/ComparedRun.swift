package import Comparing
package import Experiment
import FoundationEssentials
import Kernel
package import Results

/// A run that is compared: its trials, and what its experiment file declares.
package struct ComparedRun {
    package let data: RunData
    package let plan: ComparePlan
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
        try self.init(
            found, manifest: try found.directory.manifest(),
            table: try found.directory.trials(knowing: Set(Sweep.settingNames)), blocks: blocks)
    }

    /// The same of a run whose files have been read.
    package init(
        _ found: RunDirectory.Newest, manifest: Manifest, table: Table<TrialRecord>,
        blocks: ClosedRange<Int>? = nil
    ) throws(ResultsError) {
        let directory = found.directory
        var warnings = found.notes + [table.warning].compactMap { $0 } + table.remarks
        let capacities = try directory.capacities()
        let isSearch = manifest.search != nil || !capacities.records.isEmpty
        warnings += [capacities.warning].compactMap { $0 }
        let repeated = Self.repeated(isSearch ? [] : table.records)
        if repeated > 0 {
            throw ResultsError(
                file: directory.trialsPath,
                problem: "\(repeated) trials have two valid rows: files of several runs were joined"
            )
        }
        data = RunData(
            name: directory.path, manifest: manifest,
            records: isSearch ? capacities.records.map(\.comparable) : table.records,
            metrics: ComparedMetric.all, blocks: blocks)
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
            let isBursts = capacities.records.contains { $0.burstFrames != nil }
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

    /// Trials with more than one valid row.
    private static func repeated(_ records: [TrialRecord]) -> Int {
        var seen: Set<[String]> = []
        return records.count { record in
            guard record.outcome == .valid else { return false }
            let key = [record.point, record.role, record.build ?? "", "\(record.block)"]
            return !seen.insert(key).inserted
        }
    }
}
