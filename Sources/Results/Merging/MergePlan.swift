/// How runs of one experiment are joined: which rows, in what order, with which numbers.
///
/// Rows stay as they are but for the numbers of trials and blocks. A run's trials all get the same
/// number added, and so do its blocks, so that nothing is lost. Blocks keep their numbers unless
/// another run has the same ones: parts of one whole (`--blocks 3/8`) become the whole again, and the
/// same blocks of two machines become blocks of their own.
package struct MergePlan: Sendable {
    /// The directories, as they were given.
    package let sources: [MergeSurvey]
    /// By machine, then as they began.
    package let runs: [MergedRun]
    /// What a reader should know.
    package private(set) var notes: [String] = []
    /// Columns of settings in any of them.
    let settingNames: [String]
    /// Attempts of each source's parts that an earlier source has, too.
    private let repeated: [[Set<AttemptKey>]]

    /// - Throws: if the runs do not belong together, or there is no row.
    package init(_ surveys: [MergeSurvey]) throws(MergeError) {
        sources = surveys.filter { !$0.isEmpty }
        guard let first = sources.first else {
            throw MergeError("no run has a trial yet", isInconclusive: true)
        }
        for other in sources.dropFirst() { try MergeCheck.check(first, other) }
        try MergeCheck.checkPoints(sources)
        let (runs, repeated) = try Self.joined(sources)
        let ordered = Self.ordered(runs)
        self.repeated = repeated
        blockCounts = Dictionary(
            ordered.map { ($0.machine, $0.run.blocks.count) }, uniquingKeysWith: +)
        rowCount = runs.reduce(0) { $0 + $1.attempts.count }
        self.runs = Self.numbered(ordered.map(\.run), ordered.map(\.machine))
        settingNames = Set(sources.flatMap(\.settingNames)).sorted()
        notes = surveys.flatMap(\.notes)
        notes += surveys.filter(\.isEmpty).map {
            "\($0.directory.path) has no trial yet; it is left out"
        }
        notes += Self.twice(sources)
        if ordered.contains(where: { Machine($0.run.run) == nil }) {
            notes.append(
                "some runs do not say which machine they were made on: these are taken for one, "
                    + "“\(Self.unknown)”")
        }
    }

    /// What runs are called that do not say their machine.
    private static let unknown = "unknown"

    /// Rows of the merged run.
    package let rowCount: Int

    /// Blocks of each machine.
    package let blockCounts: [String: Int]

    /// Names of the machines, in the order of their rows.
    package var machines: [String] {
        var seen: Set<String> = []
        return runs.map(\.machine).filter { seen.insert($0).inserted }
    }

    /// Each run once, with all attempts that any source has of it.
    private static func joined(
        _ sources: [MergeSurvey]
    ) throws(MergeError) -> ([MergeSurvey.SurveyedRun], [[Set<AttemptKey>]]) {
        var places: [String: Int] = [:]
        var runs: [(part: MergeSurvey.SurveyedRun, path: String)] = []
        var repeated: [[Set<AttemptKey>]] = []
        for source in sources {
            var own: [Set<AttemptKey>] = []
            for part in source.parts {
                guard let place = places[part.run.runID] else {
                    places[part.run.runID] = runs.count
                    runs.append((part, source.directory.path))
                    own.append([])
                    continue
                }
                own.append(
                    try add(
                        part, of: source.directory.path, to: &runs[place].part, runs[place].path))
            }
            repeated.append(own)
        }
        return (runs.map(\.part).filter { !$0.attempts.isEmpty }, repeated)
    }

    /// Adds what is new in another copy of a run; what both have.
    private static func add(
        _ part: MergeSurvey.SurveyedRun, of path: String, to known: inout MergeSurvey.SurveyedRun,
        _ knownPath: String
    ) throws(MergeError) -> Set<AttemptKey> {
        var both: Set<AttemptKey> = []
        for (attempt, hash) in part.attempts {
            if let old = known.attempts[attempt] {
                guard old == hash else {
                    throw MergeError(
                        "trial \(attempt.trial) of run \(part.run.runID) differs in \(knownPath) and"
                            + " \(path): one of them was changed")
                }
                both.insert(attempt)
            } else {
                known.attempts[attempt] = hash
            }
        }
        known.lastTrial = max(known.lastTrial, part.lastTrial)
        known.blocks.formUnion(part.blocks)
        return both
    }

    /// By machine, then as they began, whatever the order in which they were given.
    private static func ordered(
        _ runs: [MergeSurvey.SurveyedRun]
    ) -> [(run: MergeSurvey.SurveyedRun, machine: String)] {
        let name = { (run: MergeSurvey.SurveyedRun) in Machine(run.run)?.name ?? unknown }
        let key = { (run: MergeSurvey.SurveyedRun) in (name(run), run.run.startedAt, run.run.runID)
        }
        var known: [(machine: Machine, label: String)] = []
        var counts: [String: Int] = [:]
        let labelled = runs.sorted { key($0) < key($1) }.map { run in
            guard let machine = Machine(run.run) else { return (run, unknown) }
            if let found = known.first(where: { $0.machine.isSame(as: machine) }) {
                return (run, found.label)
            }
            counts[machine.name, default: 0] += 1
            let count = counts[machine.name] ?? 1
            // Two machines of one name, such as localhost.
            let label = count == 1 ? machine.name : "\(machine.name) \(count)"
            known.append((machine, label))
            return (run, label)
        }
        return labelled.sorted {
            ($0.1, $0.0.run.startedAt, $0.0.run.runID) < ($1.1, $1.0.run.startedAt, $1.0.run.runID)
        }
    }

    /// Gives trials and blocks numbers that no two runs share.
    private static func numbered(
        _ runs: [MergeSurvey.SurveyedRun], _ machines: [String]
    ) -> [MergedRun] {
        var used: Set<Int> = []
        var offsets = [Int?](repeating: nil, count: runs.count)
        for (place, run) in runs.enumerated() where used.isDisjoint(with: run.blocks) {
            used.formUnion(run.blocks)
            offsets[place] = 0
        }
        var last = used.max() ?? 0
        for (place, run) in runs.enumerated() where offsets[place] == nil {
            let (least, most) = (run.blocks.min() ?? 1, run.blocks.max() ?? 1)
            offsets[place] = last + 1 - least
            last += most - least + 1
        }
        var trials = 0
        return runs.indices.map { place in
            defer { trials += runs[place].lastTrial }
            return MergedRun(
                machine: machines[place], trialOffset: trials, blockOffset: offsets[place] ?? 0,
                manifest: runs[place].run)
        }
    }

    private static func twice(_ sources: [MergeSurvey]) -> [String] {
        var paths: [String: [String]] = [:]
        for source in sources {
            for part in source.parts {
                paths[part.run.runID, default: []].append(source.directory.path)
            }
        }
        return paths.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { run, paths in
            "run \(run) is in \(paths.joined(separator: " and ")): its rows are taken once"
        }
    }
}

extension MergePlan {
    /// The rows of a source, as the merged run has them.
    struct Rows {
        let source: MergeSurvey
        fileprivate let repeated: [Set<AttemptKey>]
        /// For each part of the source, the run that it is in the merged one.
        let parts: [MergedRun?]
        private let single: Int?
        private let places: [String: Int]

        fileprivate init(
            _ source: MergeSurvey, _ repeated: [Set<AttemptKey>], _ runs: [MergedRun]
        ) {
            self.source = source
            self.repeated = repeated
            parts = source.parts.map { part in
                runs.first { $0.manifest.runID == part.run.runID }
            }
            var places: [String: Int] = [:]
            for (place, part) in source.parts.enumerated() { places[part.run.runID] = place }
            self.places = places
            single = source.manifest.runs == nil ? 0 : nil
        }

        /// The part that a row belongs to, by its run.
        func part(ofRun run: String) -> Int? { single ?? places[run] }

        /// The part that a trial belongs to, by its number in the file.
        func part(ofTrial trial: Int) -> Int? {
            single ?? source.parts.lastIndex { $0.trialOffset < trial }
        }

        /// The part that a block of the file belongs to.
        func part(ofBlock block: Int) -> Int? {
            single ?? source.parts.firstIndex { $0.blocks.contains(block - $0.blockOffset) }
        }

        /// The run, and the new number of a trial; `nil` if the row is none of the merged run's.
        func place(trial: Int, attempt: Int, part: Int) -> (run: MergedRun, trial: Int)? {
            let own = source.parts[part]
            let key = AttemptKey(trial: trial - own.trialOffset, attempt: attempt)
            guard let run = parts[part], own.attempts[key] != nil, !repeated[part].contains(key)
            else { return nil }
            return (run, key.trial + run.trialOffset)
        }

        /// The run, and the new number of a block; 0 stays 0.
        func place(block: Int, part: Int) -> (run: MergedRun, block: Int)? {
            guard let run = parts[part] else { return nil }
            guard block > 0 else { return (run, block) }
            return (run, block - source.parts[part].blockOffset + run.blockOffset)
        }
    }

    /// The sources in the order of their rows in the merged run.
    var rows: [Rows] {
        let all = zip(sources, repeated).map { Rows($0, $1, runs) }
        let first = { (rows: Rows) in rows.parts.compactMap { $0?.trialOffset }.min() ?? 0 }
        return all.sorted { first($0) < first($1) }
    }
}
