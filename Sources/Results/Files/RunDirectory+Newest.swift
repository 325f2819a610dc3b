import FoundationEssentials

extension RunDirectory {
    /// The newest run of an experiment, and what a reader should know of the choice.
    package struct Newest: Sendable {
        package let directory: RunDirectory
        /// How many runs there were, and whether this one ended.
        package let notes: [String]
    }

    /// Finds a run: `path` itself if it is one, else the newest run below it.
    ///
    /// Newest is the greatest `sequence` of the manifest, then the latest start. A directory counts
    /// only if its name is a run's id, so that copies and links with names of their own do not.
    ///
    /// - Parameter path: `results/EXPERIMENT/RUN`, or `results/EXPERIMENT`.
    /// - Throws: if there is no run, or a manifest cannot be read.
    package static func find(_ path: String) throws(ResultsError) -> Newest {
        let directories = try all(path)
        if directories == [RunDirectory(path: path)] {
            return Newest(directory: directories[0], notes: [])
        }
        var runs: [(directory: RunDirectory, manifest: Manifest)] = []
        for directory in directories { runs.append((directory, try directory.manifest())) }
        guard let newest = runs.max(by: { age(of: $0, precedes: $1) }) else { throw none(path) }
        var notes: [String] = []
        if runs.count > 1 {
            notes.append("the newest of \(runs.count) runs was taken: \(newest.directory.path)")
        }
        let last = runs.max { $0.manifest.startedAt < $1.manifest.startedAt }
        if let last, last.manifest.startedAt > newest.manifest.startedAt {
            notes.append(
                "\(last.directory.path) has a later start, but an earlier number: the clock was "
                    + "set, or runs were copied here")
        }
        if newest.directory.isUnfinished(newest.manifest) {
            notes.append("\(newest.directory.path) did not run to its end, or is running")
        }
        return Newest(directory: newest.directory, notes: notes)
    }

    /// Every run at a path: `path` itself if it is one, else all runs below it, by name.
    ///
    /// - Throws: if there is none.
    package static func all(_ path: String) throws(ResultsError) -> [RunDirectory] {
        let directory = RunDirectory(path: path)
        let manager = FileManager.default
        if manager.fileExists(atPath: directory.manifestPath) { return [directory] }
        guard let names = try? manager.contentsOfDirectory(atPath: directory.path) else {
            throw ResultsError(file: path, problem: "there is no such results directory")
        }
        let runs = names.sorted().filter(RunID.isOne).map {
            RunDirectory(path: "\(directory.path)/\($0)")
        }.filter { manager.fileExists(atPath: $0.manifestPath) }
        guard !runs.isEmpty else { throw none(path) }
        return runs
    }

    private static func none(_ path: String) -> ResultsError {
        ResultsError(
            file: path,
            problem: "is no results directory: it has no manifest.json, and no run below it")
    }

    /// Whether a run lacks trials that its plan has, because it was ended or still runs.
    package func isUnfinished(_ manifest: Manifest) -> Bool {
        manifest.facts[Manifest.unfinishedFact] != nil
            || !FileManager.default.fileExists(atPath: trialsPath)
    }

    private typealias FoundRun = (directory: RunDirectory, manifest: Manifest)

    private static func age(of one: FoundRun, precedes other: FoundRun) -> Bool {
        rank(one) < rank(other)
    }

    private static func rank(_ run: FoundRun) -> (Int, String, Int, String) {
        let name = run.directory.name
        return (
            run.manifest.sequence ?? 0, run.manifest.startedAt,
            name == run.manifest.runID ? 1 : 0, name
        )
    }

    /// The last part of the path.
    private var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The number of the next run of an experiment: one more than the greatest there is.
    static func nextSequence(below path: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let known = names.filter(RunID.isOne).compactMap { name in
            try? RunDirectory(path: "\(path)/\(name)").manifest().sequence
        }
        return min((known.max() ?? 0) + 1, Manifest.mostSequence)
    }
}
