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
        let repeated = Self.repeated(table.records)
        if repeated > 0 {
            throw ResultsError(
                file: directory.trialsPath,
                problem: "\(repeated) trials have two valid rows: files of several runs were joined"
            )
        }
        data = RunData(
            name: directory.path, manifest: manifest, records: table.records,
            metrics: ComparedMetric.all, blocks: blocks)
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
            plan = ComparePlan()
            warnings.append("its experiment file cannot be read: \(error)")
        }
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
