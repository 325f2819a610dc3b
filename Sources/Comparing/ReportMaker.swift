import Experiment
import Results
import Settings
import Statistics

/// Makes a report of what is asked for: a pure function of the trials.
package enum ReportMaker {
    /// Compares.
    ///
    /// - Throws: if a name is unknown, nothing is declared, or no trial is valid: there is never a
    ///   verdict from nothing.
    package static func report(_ request: ComparisonRequest) throws(ComparisonError)
        -> ComparisonReport
    {
        try checkData(request)
        let list = try ContrastList(request)
        let findings = try findings(request)
        guard !list.items.isEmpty || !findings.isEmpty || !list.missing.isEmpty else {
            throw nothing(request)
        }
        let labels = PairLabels(list.items.map(\.pair), order: request.order)
        let compared = labels.order.map { index in
            let item = list.items[index]
            var terms = item.terms
            terms.name = labels.name(of: index)
            return PairComparison(item.pair, terms, at: item.places)
        }
        var report = header(request)
        report.conditions += list.items.isEmpty ? common(request) : labels.conditions
        report.comparisons = list.missing + judged(compared, request.allowsUnequalLoss)
        report.findings = findings
        report.warnings = Warnings.all(request, report)
        return report
    }

    /// Corrects, decides, and takes the controls into account.
    private static func judged(
        _ compared: [PairComparison], _ allowsUnequalLoss: Bool
    ) -> [Comparison] {
        let deciding: Comparison.Standing =
            compared.contains { $0.standing == .primary } ? .primary : .exploratory
        let families: [Comparison.Standing: [Double?]] = [
            deciding: adjusted(compared, deciding), .control: adjusted(compared, .control),
        ]
        let count = { (standing: Comparison.Standing) in
            compared.count { $0.standing == standing && $0.test != nil }
        }
        let limits = compared.count { $0.atMostRatio != nil }
        let alarms = ControlAlarms(compared, families[.control] ?? [])
        return compared.indices.map { index in
            let comparison = compared[index]
            var context = PairComparison.Context(limits: limits)
            context.allowsUnequalLoss = allowsUnequalLoss || comparison.standing == .control
            if let family = families[comparison.standing] {
                context.adjustedP = family[index]
                context.family = max(1, count(comparison.standing))
            }
            if comparison.standing != .control {
                context.controlAlarm = alarms.objection(to: comparison)
            }
            return comparison.judged(context)
        }
    }

    /// Holm's p-values of the comparisons of one standing, at their places; `nil` elsewhere.
    private static func adjusted(
        _ compared: [PairComparison], _ standing: Comparison.Standing
    ) -> [Double?] {
        var result = [Double?](repeating: nil, count: compared.count)
        let family = compared.indices.filter {
            compared[$0].standing == standing && compared[$0].test != nil
        }
        let values = Holm.adjusted(family.map { compared[$0].test?.pValue ?? 1 })
        for (index, value) in zip(family, values) { result[index] = value }
        return result
    }

    private static func header(_ request: ComparisonRequest) -> ComparisonReport {
        var report: ComparisonReport
        let manifest: Manifest
        switch request.subject {
        case .runs(let base, let head):
            report = ComparisonReport(
                title: "\(base.manifest.experiment): two runs", base: base.name, head: head.name)
            manifest = head.manifest
        case .within(let run):
            report = ComparisonReport(
                title: run.manifest.question ?? run.manifest.experiment,
                base: run.hasBuilds ? run.build("base") : "",
                head: run.hasBuilds ? run.build("head") : "")
            report.conditions = [run.name]
            manifest = run.manifest
        case .chosen(let run, let base, let head):
            report = ComparisonReport(
                title: "\(run.manifest.experiment): \(base.words) against \(head.words)",
                base: base.words, head: head.words)
            report.conditions = [run.name]
            manifest = run.manifest
        }
        report.experiment = manifest.experiment
        if let runs = manifest.runs { report.conditions.append(machines(runs)) }
        report.conditions.append("Linux \(manifest.kernel)")
        if let model = manifest.cpuModel { report.conditions.append(model) }
        if let count = manifest.cpuCount { report.conditions.append("\(count) CPUs") }
        return report
    }

    /// `3 machines: node1, node2, node3`.
    private static func machines(_ runs: [MergedRun]) -> String {
        let names = runs.map(\.machine).grouped { $0 }.map { $0[0] }
        let some = names.prefix(6).joined(separator: ", ")
        let more = names.count > 6 ? " and \(names.count - 6) more" : ""
        return names.count == 1 ? "1 machine: \(some)" : "\(names.count) machines: \(some)\(more)"
    }

    /// What all points of a run share, where only claims are tested.
    private static func common(_ request: ComparisonRequest) -> [String] {
        guard case .within(let run) = request.subject else { return [] }
        let samples = run.cells.map(\.sample)
        let names = Set(samples.lazy.flatMap(\.settings.keys)).sorted()
        return PointLabels(samples, settingNames: names).table.common()
    }

    private static func checkData(_ request: ComparisonRequest) throws(ComparisonError) {
        let runs =
            switch request.subject {
            case .runs(let base, let head): [base, head]
            case .within(let run), .chosen(let run, _, _): [run]
            }
        for run in runs where !run.hasValid {
            throw ComparisonError("\(run.name) has no valid trial", isInconclusive: true)
        }
        guard case .runs(let base, let head) = request.subject else { return }
        guard !CellPairs.runs(base: base, head: head).isEmpty else {
            throw ComparisonError(
                "\(base.name) and \(head.name) have no point in common: other experiments,"
                    + " engines, or options such as --quick", isInconclusive: true)
        }
    }

    private static func nothing(_ request: ComparisonRequest) -> ComparisonError {
        switch request.subject {
        case .within(let run) where !run.hasBuilds:
            ComparisonError(
                "the experiment of \(run.name) declares nothing to compare: " + sides(run)
                    + "declare [[contrast]] or [[hypothesis]] in its file")
        default:
            ComparisonError("there is nothing that both sides have", isInconclusive: true)
        }
    }

    /// Two sides that the run has; of a single series there are none.
    private static func sides(_ run: RunData) -> String {
        guard run.series.count > 1 else {
            return "it has one series; compare it with another run, or "
        }
        let names = run.series.prefix(2).map { CommandWords.joined([$0]) }
        return "name two sides, such as --base \(names[0]) --head \(names[1]), or "
    }

    private static func findings(_ request: ComparisonRequest) throws(ComparisonError)
        -> [Finding]
    {
        guard case .within(let run) = request.subject, !run.hasBuilds else { return [] }
        return Findings.all(run, request.plan)
    }
}
