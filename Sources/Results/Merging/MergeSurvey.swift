/// What a directory holds that is to be merged: its runs, and which attempts each has.
package struct MergeSurvey: Sendable {
    package let directory: RunDirectory
    package let manifest: Manifest
    /// One of a run that was measured; several of one that was merged before.
    private(set) var parts: [SurveyedRun] = []
    /// What was asked for at each point, by its id.
    private(set) var points: [String: [String?]] = [:]
    private(set) var settingNames: [String] = []
    /// What a reader should know of how it was read.
    package private(set) var notes: [String] = []

    /// The rows of one run, with the numbers that they had there.
    struct SurveyedRun: Sendable {
        let run: Manifest
        /// What a merge before this one added to the numbers of trials and blocks.
        let trialOffset: Int
        let blockOffset: Int
        var lastTrial = 0
        var blocks: Set<Int> = []
        /// Each attempt, with a hash of what it measured.
        var attempts: [AttemptKey: Int] = [:]
    }

    /// Reads the manifest, and every row once.
    ///
    /// - Throws: if it is no run, or a row of it cannot be read.
    package init(_ directory: RunDirectory) throws(ResultsError) {
        self.directory = directory
        manifest = try directory.manifest()
        parts =
            manifest.runs?.map {
                SurveyedRun(
                    run: $0.manifest, trialOffset: $0.trialOffset, blockOffset: $0.blockOffset)
            } ?? [SurveyedRun(run: manifest, trialOffset: 0, blockOffset: 0)]
        if directory.isUnfinished(manifest) {
            notes.append("\(directory.path) did not run to its end, or is running")
        }
        guard RunDirectory.size(of: directory.trialsPath) > 0 else { return }
        var places: [String: Int] = [:]
        for (place, part) in parts.enumerated() { places[part.run.runID] = place }
        var stray: String?
        let facts = try directory.eachTrial { record in
            guard let place = manifest.runs == nil ? 0 : places[record.runID ?? ""] else {
                stray = record.runID ?? ""
                return
            }
            add(record, to: place)
        }
        if let stray {
            throw ResultsError(
                file: directory.trialsPath,
                problem: "a row has the run “\(stray)”, which manifest.json does not have")
        }
        settingNames = facts.extraNames
        notes += [facts.warning].compactMap { $0 }
    }

    private mutating func add(_ record: TrialRecord, to place: Int) {
        let trial = record.trial - parts[place].trialOffset
        parts[place].lastTrial = max(parts[place].lastTrial, trial)
        if record.block > 0 { parts[place].blocks.insert(record.block - parts[place].blockOffset) }
        var hasher = Hasher()
        hasher.combine(record.startedAt)
        hasher.combine(record.point)
        hasher.combine(record.outcome)
        hasher.combine(record.uniqueFrames)
        hasher.combine(record.offeredFrames)
        hasher.combine(record.cpuCaptureNs)
        parts[place].attempts[AttemptKey(trial: trial, attempt: record.attempt)] = hasher.finalize()
        if points[record.point] == nil { points[record.point] = Self.request(record) }
    }

    /// What was asked for: the same wherever a point has the same id.
    private static func request(_ record: TrialRecord) -> [String?] {
        [
            record.backend, record.topology, record.napiPolicy, record.engine, record.sizes,
            record.frameFormat, record.streams.map { "\($0)" }, record.rate, record.load,
            record.linkRate, record.snaplen.map { "\($0)" },
            record.durationS.map { DecimalText.rounded($0, places: 3) }, record.settingsWords,
        ]
    }

    var isEmpty: Bool { parts.allSatisfy(\.attempts.isEmpty) }

    /// On which topologies and with which engines it was measured.
    var paths: [String] {
        Set(
            points.values.map {
                [$0[1], $0[3]].compactMap { $0 }.joined(separator: " with engine ")
            }
        ).subtracting([""]).sorted()
    }
}
