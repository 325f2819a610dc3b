import Experiment
import Results

/// An earlier run that is to be completed.
struct ResumedRun {
    let directory: RunDirectory
    let manifest: Manifest
    let records: [TrialRecord]
    /// The columns its file has.
    let table: TrialTable?

    /// Reads a run directory, cutting off the half row that a crash may have left.
    init(_ directory: RunDirectory) throws {
        self.directory = directory
        manifest = try directory.manifest()
        let (trials, _) = try directory.repairTail()
        records = trials.records
        table = trials.records.isEmpty ? nil : TrialTable(continuing: trials)
    }

    /// The same experiment, or results of two would be mixed.
    func check(_ experiment: Experiment) throws(SweepError) {
        guard manifest.experimentHash == experiment.fingerprint else {
            throw SweepError(
                .usage,
                "\(directory.path) was made from another experiment file, or with other options: "
                    + "its own copy is \(directory.experimentPath)")
        }
    }
}

extension Experiment {
    /// A hash of everything that decides the points: text, `--quick`, `--only`, repetitions.
    var fingerprint: String {
        let points = points().map(\.id).joined(separator: "\n")
        return Fingerprint("\(repetitions)\n\(isQuick)\n\(points)\n").text
    }
}
