import Results

/// How many attempts count, which do not and why, and what was tried again.
enum ValiditySection {
    static func blocks(_ run: RunPoints, id: String) -> [Block] {
        guard !run.records.isEmpty else { return [.paragraph("The run has no trial.")] }
        var counts: [Outcome: Int] = [:]
        for record in run.records { counts[record.outcome, default: 0] += 1 }
        let words = Outcome.allCases.compactMap { outcome in
            counts[outcome].map { "\($0) \(outcome.rawValue)" }
        }
        let trials = Set(run.records.map(\.trial)).count
        var blocks: [Block] = [
            .paragraph(
                "\(trials) trials, \(run.records.count) attempts: "
                    + "\(words.joined(separator: ", ")). Only valid ones enter figures and "
                    + "verdicts.")
        ]
        blocks += hopeless(run)
        blocks += failed(run, id: id)
        blocks += flags(run, id: id)
        return blocks
    }

    /// The points without a valid trial.
    private static func hopeless(_ run: RunPoints) -> [Block] {
        let points = run.points.filter { point in
            !point.places.contains { place in
                let outcome = run.records[place].outcome
                return outcome == .valid || outcome == .baseline
            } && point.places.contains { run.records[$0].hasCapture }
        }
        guard !points.isEmpty else { return [] }
        let names = points.map { point in
            "No valid trial: "
                + [point.role, point.at].filter { !$0.isEmpty }
                .joined(separator: ", ")
        }
        return [.list(Items(items: names, areWarnings: true))]
    }

    /// The attempts that do not count, with the reason and what followed.
    private static func failed(_ run: RunPoints, id: String) -> [Block] {
        let places = run.records.indices.filter {
            run.records[$0].outcome == .invalid || run.records[$0].outcome == .skipped
        }
        guard !places.isEmpty else { return [.paragraph("Nothing had to be tried again.")] }
        let trials = Set(places.map { run.records[$0].trial })
        let attempts = Dictionary(
            grouping: run.records.lazy.filter { trials.contains($0.trial) }, by: \.trial)
        let rows = places.prefix(TrialsSection.mostRows).map { place in
            let record = run.records[place]
            return [
                TrialsSection.name(record), TrialsSection.outcome(record), record.role,
                run.points[run.pointOfRecord[place]].at, record.message ?? "",
                next(record, attempts[record.trial] ?? []),
            ]
        }
        return [
            .table(
                PageTable(
                    id: "\(id)-invalid-table", caption: "Attempts that do not count",
                    columns: [
                        .header("trial"), .text("outcome"), .text("series"), .text("at"),
                        .text("message"), .text("then"),
                    ], rows: Array(rows)))
        ]
    }

    /// What became of the trial after this attempt.
    private static func next(_ record: TrialRecord, _ attempts: [TrialRecord]) -> String {
        let later = attempts.filter { $0.attempt > record.attempt }.min { $0.attempt < $1.attempt }
        guard let later else { return "not tried again" }
        return "attempt \(later.attempt): \(TrialsSection.outcome(later))"
    }

    private static func flags(_ run: RunPoints, id: String) -> [Block] {
        var counts: [TrialFlag: Int] = [:]
        for record in run.records where record.outcome == .valid {
            for flag in record.flags { counts[flag, default: 0] += 1 }
        }
        let rows = TrialFlag.allCases.compactMap { flag in
            counts[flag].map { [flag.rawValue, "\($0)"] }
        }
        guard !rows.isEmpty else { return [] }
        return [
            .table(
                PageTable(
                    id: "\(id)-flags-table", caption: "Flags of valid trials",
                    columns: [.header("flag"), .number("trials")], rows: rows))
        ]
    }
}
