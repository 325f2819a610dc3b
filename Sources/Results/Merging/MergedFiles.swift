/// Writes the files of a merged run.
package struct MergedFiles {
    private let plan: MergePlan
    /// Appends bytes to the file of this name.
    private let append: (_ name: String, _ bytes: [UInt8]) throws -> Void

    package init(
        _ plan: MergePlan, append: @escaping (_ name: String, _ bytes: [UInt8]) throws -> Void
    ) {
        self.plan = plan
        self.append = append
    }

    /// Writes all tables; rows of attempts that `trials.csv` does not have are left out.
    ///
    /// Time is linear in the size of the files.
    package func write() throws {
        try writeTrials()
        try write(IntervalTable.self, "intervals.csv", \.intervalsPath)
        try write(GapTable.self, "gaps.csv", \.gapsPath)
        try write(LossTable.self, "losses.csv", \.lossesPath)
        try write(PauseTable.self, "pauses.csv", \.pausesPath)
        try write(WorkerTable.self, "workers.csv", \.workersPath)
        try writeCapacities()
    }

    private func writeTrials() throws {
        let names = TrialTable(settingNames: plan.settingNames).settingNames
        let copier = TableCopier(columns: TrialRecord.columns.map(\.name) + names)
        try append("trials.csv", copier.header)
        for rows in plan.rows {
            let conditions = rows.conditions
            let change = TableCopier.Change(
                keys: ["trial", "attempt", "block", "run_id"],
                replaced: ["trial", "block", "run_id", "machine", "kernel", "bench_build"]
            ) { cells throws(ResultsError) in
                guard let trial = Int(cells[0]), let attempt = Int(cells[1]),
                    let block = Int(cells[2]), let part = rows.part(ofRun: cells[3]),
                    let place = rows.place(trial: trial, attempt: attempt, part: part),
                    let new = rows.place(block: block, part: part)
                else { return nil }
                return ["\(place.trial)", "\(new.block)", place.run.manifest.runID]
                    + conditions[part]
            }
            try copier.copy(RunDirectory.source(of: rows.source.directory.trialsPath), change) {
                try append("trials.csv", $0)
            }
        }
    }

    /// One of the tables that go with `trials.csv`; none if no source has it.
    private func write<Record>(
        _ layout: RowTable<Record>.Type, _ name: String, _ path: KeyPath<RunDirectory, String>
    ) throws {
        let sources = plan.rows.filter {
            RunDirectory.size(of: $0.source.directory[keyPath: path]) > 0
        }
        guard !sources.isEmpty else { return }
        let copier = TableCopier(columns: Record.columns.map(\.name))
        try append(name, copier.header)
        for rows in sources {
            let change = TableCopier.Change(keys: ["trial", "attempt"], replaced: ["trial"]) {
                cells throws(ResultsError) in
                guard let trial = Int(cells[0]), trial == CellText.bounded(trial),
                    let attempt = Int(cells[1]), let part = rows.part(ofTrial: trial),
                    let place = rows.place(trial: trial, attempt: attempt, part: part)
                else { return nil }
                return ["\(place.trial)"]
            }
            try copier.copy(
                RunDirectory.source(of: rows.source.directory[keyPath: path]), change
            ) { try append(name, $0) }
        }
    }

    private func writeCapacities() throws {
        var seen: Set<[String]> = []
        var found: [CapacityRecord] = []
        for rows in plan.rows {
            for record in try rows.source.directory.capacities().records {
                guard let part = rows.part(ofBlock: record.block),
                    let place = rows.place(block: record.block, part: part)
                else { continue }
                var copy = record
                copy.block = place.block
                copy.machine = place.run.machine
                let key = [copy.point, copy.build ?? "", "\(copy.block)", copy.goal]
                if seen.insert(key).inserted { found.append(copy) }
            }
        }
        if !found.isEmpty { try append("capacity.csv", CapacityTable.bytes(found)) }
    }
}

extension MergePlan.Rows {
    /// The cells of `machine`, `kernel` and `bench_build`, for each part.
    fileprivate var conditions: [[String]] {
        parts.map { run in
            guard let run else { return ["", "", ""] }
            return [run.machine, run.manifest.kernel, run.manifest.benchBuild]
        }
    }
}

extension Manifest {
    /// Version of bench, and the beginning of its SHA-256 where it is known.
    package var benchBuild: String {
        let digits = facts["bench.sha256"].map { " " + $0.prefix(12) } ?? ""
        return benchVersion + digits
    }
}
