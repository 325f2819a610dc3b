import Comparing
import Experiment
import FoundationEssentials
import Kernel
package import Results

/// Joins runs of one experiment to a run.
package struct MergeRun {
    package let plan: MergePlan
    /// What a reader should know before believing anything of it.
    package let notes: [String]
    /// Conditions in which the runs differ, a clause each.
    package let differences: [String]
    private let experiment: String

    /// Reads the runs, and checks that they belong together.
    ///
    /// - Parameter paths: runs, or folders of which every run is taken.
    /// - Throws: ``MergeError``, or that a file cannot be read.
    package init(paths: [String]) throws {
        var seen: Set<String> = []
        let directories = try paths.flatMap(RunDirectory.all).filter { directory in
            seen.insert(Self.canonical(directory.path)).inserted
        }
        plan = try MergePlan(try directories.map(MergeSurvey.init))
        experiment = try Self.experiment(of: plan)
        differences = RunDifferences.among(plan.runs)
        notes = plan.notes
    }

    private static func canonical(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }

    /// The text of the experiment file: it must declare the same in all runs.
    private static func experiment(of plan: MergePlan) throws -> String {
        var known: (text: String, plan: ComparePlan?, path: String)?
        for source in plan.sources {
            let path = source.directory.experimentPath
            let text = try ExperimentFile.read(path: path)
            guard let first = known else {
                known = (text, try? declared(text, path), path)
                continue
            }
            guard text != first.text else { continue }
            guard let one = first.plan, let other = try? declared(text, path), one == other else {
                throw MergeError(
                    "\(first.path) and \(path) declare different contrasts, hypotheses or metrics:"
                        + " make them the same first")
            }
        }
        return known?.text ?? ""
    }

    private static func declared(_ text: String, _ path: String) throws -> ComparePlan {
        try ExperimentFile.decode(text: text, name: path, vocabulary: .registered).comparing
    }

    /// Writes the merged run.
    ///
    /// - Parameter path: of a directory that is not there yet; it is there whole, or not at all.
    package func write(to path: String, commandLine: [String]) throws {
        let place = RunDirectory(path: path)
        do {
            if let slash = place.path.lastIndex(of: "/") {
                try Directory.make(String(place.path[..<slash]))
            }
            let folder = try NewFolder(at: place.path)
            try MergedFiles(plan) { name, bytes in try folder.append(bytes, to: name) }.write()
            let manifest = plan.manifest(commandLine: commandLine)
            try folder.append(Array(experiment.utf8), to: "experiment.toml")
            try folder.append([UInt8](try manifest.json()), to: "manifest.json")
            try folder.finish()
        } catch let error as SystemError where error.isExisting {
            throw MergeError(
                "\(place.path) is there already; name another directory, or remove it")
        }
    }

    /// What was joined: a line for each machine.
    package var table: [[String]] {
        let rows = plan.machines.map { machine in
            let own = plan.runs.filter { $0.machine == machine }
            let texts = { (value: (Manifest) -> String?) in
                Set(own.compactMap { value($0.manifest) }).sorted().joined(separator: ", ")
            }
            return [
                machine, "\(own.count)", "\(plan.blockCounts[machine] ?? 0)", texts { $0.kernel },
                texts { $0.benchBuild }, texts { $0.cpuModel },
            ]
        }
        return [["machine", "runs", "repetitions", "kernel", "bench", "CPU"]] + rows
    }
}
