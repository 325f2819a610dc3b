import Experiment
import FoundationEssentials
import Frames
import Kernel
import Results

/// An earlier run that is to be completed.
struct ResumedRun {
    let directory: RunDirectory
    let manifest: Manifest
    let records: [TrialRecord]
    /// The columns its file has; `nil` if it has no file yet.
    let table: TrialTable?

    /// Reads a run directory, cutting off the half row that a crash may have left.
    ///
    /// - Throws: ``SweepError`` if this is not a run, or one that this build cannot continue.
    init(_ directory: RunDirectory) throws {
        self.directory = directory
        do {
            manifest = try directory.manifest()
            let (trials, _) = try directory.repairTail()
            records = trials.records
            table = try Self.table(directory, trials)
        } catch let error as ResultsError {
            throw SweepError(.usage, "cannot resume: \(error)")
        }
    }

    /// Asked before the directory is locked.
    ///
    /// - Throws: ``SweepError`` for what is no run, or somebody else's.
    static func checkMayBeResumed(_ directory: RunDirectory) throws {
        let manifest: Manifest
        do {
            manifest = try Invoker.files { try directory.manifest() }
        } catch {
            throw SweepError(.usage, "cannot resume: \(error)")
        }
        guard manifest.runs == nil else {
            throw SweepError(
                .usage,
                "cannot resume: \(directory.path) was made by bench merge; resume the runs that it "
                    + "was made from")
        }
        let own = Invoker.user?.user ?? 0
        guard ProcessInfo.isRoot, !Privilege.isRootless,
            let owner = Directory.owner(of: directory.path), owner != own
        else { return }
        throw SweepError(
            .unfit,
            "cannot resume: \(directory.path) belongs to user \(owner), and you are user \(own)")
    }

    /// The layout of the file's rows.
    ///
    /// Rows must go on as the header says, or every column after the first difference would be
    /// wrong.
    private static func table(
        _ directory: RunDirectory, _ trials: Table<TrialRecord>
    ) throws -> TrialTable? {
        guard let text = try? Data(contentsOf: URL(filePath: directory.trialsPath)),
            let end = text.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let table = TrialTable(continuing: trials)
        guard Array(text[...end]) == table.header else {
            throw SweepError(
                .usage,
                "cannot resume: \(directory.trialsPath) has other columns than this version of "
                    + "bench writes; start a new run")
        }
        return table
    }

    /// The same experiment in the same order, or results of two would be mixed.
    ///
    /// - Parameter here: what must be the same for all rows: see ``Conditions``.
    func check(
        _ experiment: Experiment, seed: UInt64?, here: [String: String]
    ) throws(SweepError) {
        guard manifest.experimentHash == experiment.fingerprint else {
            throw SweepError(
                .usage,
                "\(directory.path) was made from another experiment file, or with other options: "
                    + "its own copy is \(directory.experimentPath)")
        }
        for (name, value) in here where manifest.facts[name] != nil && manifest.facts[name] != value
        {
            throw SweepError(
                .usage,
                "cannot resume: \(name) was \(manifest.facts[name] ?? "") and is \(value) now; "
                    + "rows of different conditions do not belong in one run")
        }
        if let own = Machine(manifest), let here = Machine(facts: Machine.factsHere()),
            !own.isSame(as: here)
        {
            throw SweepError(
                .usage,
                "cannot resume: \(directory.path) was measured on \(own.name), and this is "
                    + "\(here.name); a repetition stays on one machine: start a new run")
        }
        guard seed == nil || seed == manifest.seed else {
            throw SweepError(
                .usage, "\(directory.path) has the order of seed \(manifest.seed); leave out --seed"
            )
        }
    }
}

extension ResumedRun {
    /// The part of the repetitions that the run is about; `nil` for all of them.
    ///
    /// - Parameter asked: what the command says; `nil` if it says nothing.
    func part(_ asked: BlockPart?) throws(SweepError) -> BlockPart? {
        guard asked == nil || asked?.text == manifest.blocks else {
            throw SweepError(
                .usage,
                "\(directory.path) has "
                    + (manifest.blocks.map { "the part \($0) of the repetitions" }
                        ?? "all repetitions")
                    + "; leave out --blocks")
        }
        do {
            return try manifest.blocks.map { text throws(PlanError) in try BlockPart(text) }
        } catch {
            throw SweepError(.usage, "cannot resume: \(directory.manifestPath): \(error)")
        }
    }

    /// The same programs, or what one of them did would stand under the name of another.
    func check(_ builds: [ProbedBuild]) throws(SweepError) {
        for build in builds {
            let before = manifest.builds?.first { $0.name == build.build.name }
            guard let old = before?.sha256, let new = build.facts.sha256, old != new else {
                continue
            }
            throw SweepError(
                .usage,
                "cannot resume: the program of --\(build.build.name) has changed since; "
                    + "start a new run")
        }
    }
}

/// What must be the same for all rows of a run, beside the experiment.
enum Conditions {
    /// Facts of the manifest, as they are now.
    static func here() -> [String: String] {
        var facts = ["rootless": "\(Privilege.isRootless)"]
        facts["kernel.release"] = try? ProcFile.text("/proc/sys/kernel/osrelease")
        let allowed = try? Scheduling.allowedCPUs()
        facts["cpu.allowed"] = allowed.map { $0.map { "\($0)" }.joined(separator: " ") }
        return facts
    }
}

extension Experiment {
    /// The seed of the order of trials where parts of the experiment are run, and none is given: the
    /// same for every part, wherever it runs.
    package var orderSeed: UInt64 { Fingerprint(fingerprint).folded & UInt64(UInt32.max) }

    /// A hash of everything that decides the points: text, `--quick`, `--only`, repetitions, and
    /// the builds that measure them.
    var fingerprint: String {
        let points = points().map(\.id).joined(separator: "\n")
        let builds = builds.map { "build.\($0.name)=\($0.text)\n" }.joined()
        return Fingerprint("\(repetitions)\n\(isQuick)\n\(points)\n\(builds)").text
    }
}
