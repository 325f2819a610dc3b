import Comparing
import Experiment
import Plotting
import Results

/// The outcome first: verdicts and claims where the run has any, what searches found, then the
/// medians of each point.
struct AnswerSection {
    let blocks: [Block]
    /// One line for the contents.
    let outcome: String

    init(_ run: ReportedRun, id: String) {
        var blocks: [Block] = []
        let warnings: [String]
        switch run.answer {
        case .report(let report):
            let headline = Self.headline(report)
            outcome = "\(headline.word): \(headline.text)"
            blocks.append(.verdict(headline))
            warnings = run.notes + report.warnings
        case .none(let reason):
            outcome = Self.sentence(run)
            blocks.append(.paragraph(outcome))
            blocks.append(.paragraph("There are no verdicts: \(reason)."))
            warnings = run.notes
        }
        if !warnings.isEmpty {
            blocks.append(
                .list(Items(items: warnings.map { "Note: \($0)" }, areWarnings: true)))
        }
        if case .report(let report) = run.answer { blocks += VerdictBlocks(report, id: id).blocks }
        blocks += Self.capacities(run, id: id)
        self.blocks = blocks + [Self.summary(run, id: id)]
    }

    /// The sentence that ends a sweep or a search.
    private static func sentence(_ run: ReportedRun) -> String {
        CapacitySummary.answer(run.capacities, order: run.order)
            ?? SweepAnswer.text(run.records, order: run.order)
    }

    private static func capacities(_ run: ReportedRun, id: String) -> [Block] {
        let lines = CapacitySummary.rows(run.capacities, order: run.order)
        guard !run.capacities.isEmpty, let titles = lines.first else { return [] }
        let texts = CapacitySummary.textColumns(lines)
        let columns = titles.enumerated().map { index, title in
            PageTable.PageColumn(title: title, isNumber: index >= texts, isHeader: index == 0)
        }
        return [
            .table(
                PageTable(
                    id: "\(id)-capacity-table", caption: "The highest load within each goal",
                    columns: columns, rows: Array(lines.dropFirst())))
        ]
    }

    /// Of claims alone neither outcome is good or bad: it is an answer.
    private static func headline(_ report: ComparisonReport) -> Headline {
        let status = ReportStatus(report)
        guard !report.deciding.isEmpty else {
            let word = status == .inconclusive ? "Claims, some undecided" : "Claims"
            return Headline(
                word: word, tone: status == .inconclusive ? "open" : "decided",
                text: FindingTally(report.findings).words)
        }
        return switch status {
        case .fine: Headline(word: "Fine", tone: "good", text: report.sum)
        case .regression: Headline(word: "Regression", tone: "bad", text: report.sum)
        case .inconclusive: Headline(word: "Inconclusive", tone: "open", text: report.sum)
        }
    }

    private static func summary(_ run: ReportedRun, id: String) -> Block {
        let (columns, rows) = SummaryTable.cells(run.records, order: run.order)
        guard !rows.isEmpty else { return .paragraph("The run has no trial.") }
        let headers = columns.enumerated().map { index, column in
            PageTable.PageColumn(
                title: column.title, isNumber: column.isNumber, isHeader: index == 0)
        }
        return .table(
            PageTable(
                id: "\(id)-summary-table", caption: "Each point: medians of its valid trials",
                columns: headers, rows: rows))
    }
}

/// A comparison report as tables.
private struct VerdictBlocks {
    private let report: ComparisonReport
    private let id: String

    init(_ report: ComparisonReport, id: String) {
        self.report = report
        self.id = id
    }

    var blocks: [Block] {
        let declared = report.primary
        let others = report.exploratory
        var blocks = comparisons("primary", "Primary comparisons", declared)
        if declared.isEmpty {
            blocks += comparisons("explored", "Comparisons; none was declared", others)
        }
        blocks += findings
        blocks += comparisons(
            "controls", "Noise floor: the same setting twice", report.controls)
        if report.controls.contains(where: { $0.controlWord == "differs" }) {
            blocks.append(.list(Items(items: [Comparison.controlWarning], areWarnings: true)))
        }
        let power = report.power
        if !power.isEmpty {
            blocks.append(.paragraph("What could have been seen, with a probability of 80 %:"))
            blocks.append(.list(Items(items: power, areWarnings: false)))
        }
        if !declared.isEmpty, !others.isEmpty {
            blocks.append(
                .details(
                    Details(
                        summary: "Exploratory comparisons, which decide nothing: "
                            + VerdictTally(others).shortWords,
                        isOpen: false,
                        blocks: comparisons("explored", "Exploratory comparisons", others))))
        }
        return blocks
    }

    private func comparisons(_ key: String, _ title: String, _ all: [Comparison]) -> [Block] {
        guard !all.isEmpty else { return [] }
        let rows = all.map { comparison in
            let isControl = comparison.standing == .control
            return [
                comparison.name, comparison.metric.title,
                isControl ? comparison.controlWord : comparison.verdict.rawValue,
                comparison.change, comparison.effectWords,
                NumberWords.probability(comparison.effect?.adjustedP),
                [comparison.count, comparison.invalid].compactMap { $0 }.joined(separator: "; "),
                [
                    comparison.agreement, comparison.gate.map { "gate: \($0)" },
                    comparison.reason,
                ].compactMap { $0 }.joined(separator: "; "),
            ]
        }
        let columns: [PageTable.PageColumn] = [
            .header("comparison"), .text("metric"), .text("verdict"), .number("base → head"),
            .number("effect (95 % interval)"), .number("p"), .text("n"), .text("notes"),
        ]
        return [
            .table(
                PageTable(
                    id: "\(id)-\(key)-table", caption: title, columns: columns, rows: rows,
                    cellTone: key == "controls" ? { _ in nil } : Self.tone))
        ]
    }

    private var findings: [Block] {
        guard !report.findings.isEmpty else { return [] }
        let rows = report.findings.map { finding in
            [
                finding.claim, finding.condition, finding.outcome.rawValue, finding.metric.title,
                finding.effectWords, "\(finding.blocks)", finding.detail,
            ]
        }
        let columns: [PageTable.PageColumn] = [
            .header("claim"), .text("here"), .text("outcome"), .text("metric"),
            .number("effect or value (90 % interval)"), .number("repetitions"), .text("numbers"),
        ]
        return [
            .table(
                PageTable(
                    id: "\(id)-findings-table", caption: "Claims", columns: columns, rows: rows,
                    cellTone: Self.tone))
        ]
    }

    /// The colour of a word that is a verdict or an outcome; `nil` for any other text.
    private static func tone(_ word: String) -> String? {
        switch word {
        case "better", "reproduced": "good"
        case "worse", "refuted": "bad"
        case "inconclusive": "open"
        default: nil
        }
    }
}
