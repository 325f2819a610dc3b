import FoundationEssentials

extension RunDirectory {
    /// Reads the manifest.
    /// - Throws: a missing manifest, or one of a newer schema.
    package func manifest() throws(ResultsError) -> Manifest {
        guard let json = try? Data(contentsOf: URL(filePath: manifestPath)) else {
            throw ResultsError(
                file: manifestPath,
                problem: "cannot be read; a results directory has a manifest.json")
        }
        return try Manifest(json: json, file: manifestPath)
    }

    /// Reads every trial.
    ///
    /// A half last row is left out, with a warning in the table.
    ///
    /// - Parameter known: the settings there are; columns that are none of them are passed over,
    ///   with a remark. `nil` to take every column for a setting.
    package func trials(
        knowing known: Set<String>? = nil
    ) throws(ResultsError) -> Table<TrialRecord> {
        try TrialTable.read(Self.source(of: trialsPath), known: known, isStrict: true)
    }

    /// The same trial by trial, without keeping any.
    ///
    /// - Parameter take: is given each, in the order of the file.
    package func eachTrial(
        knowing known: Set<String>? = nil, _ take: (TrialRecord) -> Void
    ) throws(ResultsError) -> TableFacts {
        try TrialTable.read(Self.source(of: trialsPath), known: known, isStrict: true, take)
    }

    /// Reads every interval.
    ///
    /// A half last row is left out, with a warning in the table.
    package func intervals() throws(ResultsError) -> Table<IntervalRecord> {
        try IntervalTable.read(Self.source(of: intervalsPath))
    }

    /// Reads every bin of the times between departures.
    ///
    /// Empty for a run made before there was such a file. A half last row is left out, with a
    /// warning in the table.
    package func gaps() throws(ResultsError) -> Table<GapRecord> {
        guard FileManager.default.fileExists(atPath: gapsPath) else { return Table() }
        return try GapTable.read(Self.source(of: gapsPath))
    }

    /// Reads what the searches of a run found, in the order in which they ended.
    ///
    /// Empty for a sweep.
    package func capacities() throws(ResultsError) -> Table<CapacityRecord> {
        guard FileManager.default.fileExists(atPath: capacityPath) else { return Table() }
        return try CapacityTable.read(Self.bytes(of: capacityPath), file: capacityPath)
    }

    /// Reads when frames were lost.
    ///
    /// Empty for a run made before there was such a file. A half last row is left out, with a
    /// warning in the table.
    package func losses() throws(ResultsError) -> Table<LossRecord> {
        guard FileManager.default.fileExists(atPath: lossesPath) else { return Table() }
        return try LossTable.read(Self.source(of: lossesPath))
    }

    /// Reads when the capture processes took no frame.
    ///
    /// Empty for a run made before there was such a file. A half last row is left out, with a
    /// warning in the table.
    package func pauses() throws(ResultsError) -> Table<PauseRecord> {
        guard FileManager.default.fileExists(atPath: pausesPath) else { return Table() }
        return try PauseTable.read(Self.source(of: pausesPath))
    }

    /// Reads what each of several workers did.
    ///
    /// Empty for a run without workers. A half last row is left out, with a warning in the table.
    package func workers() throws(ResultsError) -> Table<WorkerRecord> {
        guard FileManager.default.fileExists(atPath: workersPath) else { return Table() }
        return try WorkerTable.read(Self.source(of: workersPath))
    }

    /// Size of a file; 0 if there is none.
    package static func size(of path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }

    /// Of what is no regular file, or cannot be opened, the library says why.
    static func source(of path: String) throws(ResultsError) -> CSVSource {
        guard let file = ReadFile(path: path) else {
            return CSVSource(try bytes(of: path), file: path)
        }
        return try CSVSource(file)
    }

    private static func bytes(of path: String) throws(ResultsError) -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ResultsError(file: path, problem: "cannot be read: \(FileProblem.words(error))")
        }
    }
}

extension RunDirectory {
    /// Makes the files fit to be continued after a crash: cuts off a half last row of each, and
    /// drops intervals, gaps, losses, pauses and workers of attempts without a row in `trials.csv`.
    ///
    /// The row in `trials.csv` is what commits an attempt, so its other rows are written first. A
    /// file that does not exist is left so.
    /// - Returns: the trials that are there, and what was repaired, in words.
    package func repairTail() throws(ResultsError) -> (
        trials: Table<TrialRecord>, repairs: [String]
    ) {
        guard FileManager.default.fileExists(atPath: trialsPath) else {
            return (Table(), [])
        }
        var repairs: [String] = []
        let trials = try self.trials()
        if let length = trials.truncatedAt {
            try Self.cut(trialsPath, to: length)
            repairs.append("\(trialsPath): cut off a half last row")
        }
        let committed = Set(trials.records.map(\.key))
        repairs += try Self.repair(IntervalTable.self, intervalsPath, committed)
        repairs += try Self.repair(GapTable.self, gapsPath, committed)
        repairs += try Self.repair(LossTable.self, lossesPath, committed)
        repairs += try Self.repair(PauseTable.self, pausesPath, committed)
        repairs += try Self.repair(WorkerTable.self, workersPath, committed)
        return (trials, repairs)
    }

    private static func repair<Record>(
        _ layout: RowTable<Record>.Type, _ path: String, _ committed: Set<AttemptKey>
    ) throws(ResultsError) -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let table = try layout.read(source(of: path))
        let kept = table.records.filter { committed.contains($0.key) }
        let dropped = table.records.count - kept.count
        if dropped > 0 {
            try write(Data(layout.header + kept.flatMap(layout.row)), to: path)
            return ["\(path): dropped \(dropped) rows of attempts without a trial row"]
        }
        guard let length = table.truncatedAt else { return [] }
        try cut(path, to: length)
        return ["\(path): cut off a half last row"]
    }

    private static func cut(_ path: String, to length: Int) throws(ResultsError) {
        do {
            try AppendedFile.cut(path: path, to: length)
        } catch {
            throw ResultsError(file: path, problem: "\(error)")
        }
    }
}
