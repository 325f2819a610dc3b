import Experiment
import Results

/// What a reader must know before believing a report.
enum Warnings {
    static func all(_ request: ComparisonRequest, _ report: ComparisonReport) -> [String] {
        var warnings: [String] = []
        if case .runs(let base, let head) = request.subject {
            warnings.append(
                "the two runs were not made side by side: whatever changed on the machine between"
                    + " them is part of every difference")
            warnings += unmatched(base, head)
        }
        warnings += machines(request)
        if case .within(let run) = request.subject, run.hasBuilds, let warning = apart(run) {
            warnings.append(warning)
        }
        if report.comparisons.contains(where: { $0.standing == .exploratory }),
            !report.comparisons.contains(where: { $0.standing == .primary })
        {
            warnings.append(
                "no contrast is declared for this: everything is exploratory, corrected for"
                    + " \(report.comparisons.count { $0.standing == .exploratory }) comparisons")
        }
        let unmeasured = report.comparisons.filter { $0.base.count == 0 || $0.head.count == 0 }
        for name in Set(unmeasured.map(\.metric.name)).sorted() {
            let count = unmeasured.count { $0.metric.name == name }
            warnings.append("\(name) was not measured on both sides in \(count) comparisons")
        }
        return warnings
    }

    /// Says that builds were not measured side by side, as in a run that was resumed much later;
    /// `nil` if they were.
    private static func apart(_ run: RunData) -> String? {
        var blocks: Set<Int> = []
        for pair in CellPairs.builds(of: run, base: "base", head: "head") {
            // Three builds with three attempts each may lie in between, and a pause for the machine.
            let most = 600 + 9 * (pair.base.sample.durationS ?? 0)
            for (block, base) in pair.base.trials {
                guard let first = base.began, let second = pair.head.trials[block]?.began,
                    abs(second - first) > most
                else { continue }
                blocks.insert(block)
            }
        }
        guard !blocks.isEmpty else { return nil }
        let count = blocks.count == 1 ? "1 repetition" : "\(blocks.count) repetitions"
        return
            "in \(count) base and head were measured more than 10 minutes apart, as by a run that"
            + " was resumed: whatever changed meanwhile is part of their difference"
    }

    /// How the machines of merged runs differ, and which of them two runs do not share.
    private static func machines(_ request: ComparisonRequest) -> [String] {
        switch request.subject {
        case .within(let run), .chosen(let run, _, _):
            return RunDifferences.among(run.manifest.runs ?? []).map {
                "the machines or runs differ in \($0)"
            }
        case .runs(let base, let head):
            let (one, other) = (Set(base.machines), Set(head.machines))
            guard !one.isEmpty || !other.isEmpty, one != other else { return [] }
            guard one.intersection(other).count > 1 else {
                return [
                    "the two runs were not made on the same machines: what differs between "
                        + "machines is part of every difference"
                ]
            }
            let alone = one.symmetricDifference(other).sorted(by: ValueOrder.precedes)
            return ["left out, as only one run has them: \(alone.joined(separator: ", "))"]
        }
    }

    /// Points that only one of the runs has.
    private static func unmatched(_ base: RunData, _ head: RunData) -> [String] {
        let pairs = CellPairs.runs(base: base, head: head)
        let both = Set(pairs.map(\.head.sample.point))
        return [(base, head), (head, base)].compactMap { run, other in
            let alone = run.cells.filter { !both.contains($0.sample.point) }
            guard let first = alone.first else { return nil }
            let name = PointLabels(
                run.cells.map(\.sample),
                settingNames: Set(run.cells.lazy.flatMap(\.sample.settings.keys)).sorted()
            ).label(of: run.cells.firstIndex { $0.sample.point == first.sample.point } ?? 0)
            let more = alone.count > 1 ? " and \(alone.count - 1) more" : ""
            return "\(other.name) lacks points of \(run.name): \(name)\(more)"
        }
    }
}
