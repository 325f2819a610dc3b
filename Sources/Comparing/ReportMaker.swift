import Experiment
import Results
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
        guard !list.items.isEmpty || !findings.isEmpty else {
            throw nothing(request)
        }
        let labels = PairLabels(list.items.map(\.pair))
        let compared = labels.order.map { index in
            let item = list.items[index]
            var terms = item.terms
            terms.name = labels.name(of: index)
            return PairComparison(item.pair, terms, at: item.places)
        }
        var report = header(request)
        report.conditions += labels.conditions
        report.comparisons = judged(compared, request.allowsUnequalLoss)
        report.findings = findings
        report.warnings = Warnings.all(request, report)
        return report
    }

    /// Corrects, decides, and takes the controls into account.
    private static func judged(
        _ compared: [PairComparison], _ allowsUnequalLoss: Bool
    ) -> [Comparison] {
        let adjusted = adjustedP(compared)
        let controls = compared.filter { $0.standing == .control }.map {
            $0.judged(adjustedP: nil, allowsUnequalLoss: true, controlAlarm: nil)
        }
        return zip(compared, adjusted).map { comparison, adjusted in
            comparison.judged(
                adjustedP: adjusted,
                allowsUnequalLoss: allowsUnequalLoss || comparison.standing == .control,
                controlAlarm: comparison.standing == .control
                    ? nil : alarm(controls, comparison.metric))
        }
    }

    /// Holm over the declared contrasts; over all that is compared if nothing is declared.
    ///
    /// A p-value that is not corrected stays as it is.
    private static func adjustedP(_ compared: [PairComparison]) -> [Double?] {
        let isDeclared = compared.contains { $0.standing == .primary }
        let family = compared.indices.filter { index in
            compared[index].standing == (isDeclared ? .primary : .exploratory)
                && compared[index].pValue != nil
        }
        var result: [Double?] = compared.map(\.pValue)
        let adjusted = Holm.adjusted(family.map { compared[$0].pValue ?? 1 })
        for (index, value) in zip(family, adjusted) { result[index] = value }
        return result
    }

    /// Why a metric is not to be trusted in this run: the same setting twice differs.
    private static func alarm(_ controls: [Comparison], _ metric: ComparedMetric) -> String? {
        let alarmed = controls.contains { control in
            control.metric.name == metric.name && [.better, .worse].contains(control.verdict)
        }
        return alarmed ? "the control, the same setting twice, differs in this run too" : nil
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
        report.conditions.append("Linux \(manifest.kernel)")
        if let model = manifest.cpuModel { report.conditions.append(model) }
        if let count = manifest.cpuCount { report.conditions.append("\(count) CPUs") }
        return report
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
                "the experiment of \(run.name) declares nothing to compare: name two sides, such as"
                    + " --base “\(run.series.first ?? "recv")” --head"
                    + " “\(run.series.dropFirst().first ?? "V3")”,"
                    + " or declare [[contrast]] or [[hypothesis]] in its file")
        default:
            ComparisonError("there is nothing that both sides have", isInconclusive: true)
        }
    }

    private static func findings(_ request: ComparisonRequest) throws(ComparisonError)
        -> [Finding]
    {
        guard case .within(let run) = request.subject, !run.hasBuilds else { return [] }
        return Findings.all(run, request.plan)
    }
}
