import FoundationEssentials

/// One run's directory, `results/<experiment>/<run-id>/`: a complete, portable artefact.
package struct RunDirectory: Sendable, Hashable {
    /// Path of the directory, without a slash at the end.
    package let path: String

    /// Names a directory; touches nothing.
    package init(path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    package var manifestPath: String { path + "/manifest.json" }
    package var experimentPath: String { path + "/experiment.toml" }
    package var trialsPath: String { path + "/trials.csv" }
    package var intervalsPath: String { path + "/intervals.csv" }
    package var gapsPath: String { path + "/gaps.csv" }
    package var capacityPath: String { path + "/capacity.csv" }
    package var lossesPath: String { path + "/losses.csv" }
    package var pausesPath: String { path + "/pauses.csv" }
    package var workersPath: String { path + "/workers.csv" }

    /// Where one attempt's raw material goes: protocol lines, samples, output of external tools.
    package func rawPath(trial: Int, attempt: Int) -> String {
        "\(path)/raw/\(trial).\(attempt)"
    }
}

extension RunDirectory {
    /// Makes `<results>/<experiment>/<run-id>/` with its manifest and a copy of the experiment.
    ///
    /// The manifest gets the next number among the experiment's runs; it is in the file alone.
    /// Everything made belongs to the calling user.
    package static func create(
        under results: String, manifest: Manifest, experiment text: String
    ) throws(ResultsError) -> RunDirectory {
        let directory = RunDirectory(path: "\(results)/\(manifest.experiment)/\(manifest.runID)")
        guard !FileManager.default.fileExists(atPath: directory.path) else {
            throw ResultsError(file: directory.path, problem: "the run's directory already exists")
        }
        var manifest = manifest
        manifest.sequence = nextSequence(below: "\(results)/\(manifest.experiment)")
        try makeDirectory(directory.path)
        try directory.write(manifest)
        try write(Data(text.utf8), to: directory.experimentPath)
        return directory
    }

    /// Writes the manifest, in place of an older one.
    package func write(_ manifest: Manifest) throws(ResultsError) {
        let json: Data
        do {
            json = try manifest.json()
        } catch {
            throw ResultsError(
                file: manifestPath, problem: "cannot be written: \(FileProblem.words(error))")
        }
        try Self.write(json, to: manifestPath)
    }

    /// Writes what searches found, in place of what stood there.
    package func write(_ capacities: [CapacityRecord]) throws(ResultsError) {
        try Self.write(Data(CapacityTable.bytes(capacities)), to: capacityPath)
    }

    /// Makes and names the directory of one attempt's raw material.
    ///
    /// One that a crash left is used again.
    /// - Throws: if something else of that name is in the way, such as a link.
    package func makeRawDirectory(trial: Int, attempt: Int) throws(ResultsError) -> String {
        let path = rawPath(trial: trial, attempt: attempt)
        for directory in [self.path + "/raw", path] {
            // Links are not followed.
            let found = try? FileManager.default.attributesOfItem(atPath: directory)
            if let type = found?[.type] as? FileAttributeType, type != .typeDirectory {
                throw ResultsError(
                    file: directory, problem: "is in the way: it is no directory that bench made")
            }
        }
        try Self.makeDirectory(path)
        return path
    }

    private static func makeDirectory(_ path: String) throws(ResultsError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ResultsError(file: path, problem: "cannot be made: \(FileProblem.words(error))")
        }
    }

    /// Writes a file whole or not at all.
    static func write(_ data: Data, to path: String) throws(ResultsError) {
        do {
            try data.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ResultsError(
                file: path, problem: "cannot be written: \(FileProblem.words(error))")
        }
    }
}
