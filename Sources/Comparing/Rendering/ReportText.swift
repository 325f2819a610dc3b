import Experiment
import Frames
import Results

/// A report as a terminal shows it.
package enum ReportText {
    /// Lines of at most `width` characters, and at least 60: what stands against what, warnings,
    /// what decides, the noise floor, hints, claims, power, the sum, and the answer in a
    /// sentence.
    ///
    /// No colour and no control character, so it is the same in a pipe.
    package static func text(_ report: ComparisonReport, width: Int) -> String {
        var page = TextPage(width: width)
        head(report, &page)
        section("Primary (95 % intervals; p corrected for all of these)", report.primary, &page)
        controls(report.controls, &page)
        let exploratory = report.exploratory
        let title =
            report.primary.isEmpty
            ? "Nothing was declared, so these decide (95 % intervals; p corrected)"
            : "Exploratory: hints, not decisions (95 % intervals)"
        section(title, exploratory, &page)
        machines(report.deciding, &page)
        findings(report.findings, &page)
        let power = report.power
        if !power.isEmpty {
            page.heading("Power (with a probability of 80 %)")
            for sentence in power { page.paragraph(sentence, indent: 2, hanging: 4) }
        }
        page.heading("\(ReportStatus(report).rawValue): \(report.sum)")
        page.paragraph(report.answer)
        return page.text
    }

    private static func head(_ report: ComparisonReport, _ page: inout TextPage) {
        page.paragraph(report.title)
        if !report.base.isEmpty { page.paragraph("base: " + report.base, hanging: 6) }
        if !report.head.isEmpty { page.paragraph("head: " + report.head, hanging: 6) }
        if !report.conditions.isEmpty {
            page.paragraph(report.conditions.joined(separator: " · "))
        }
        for warning in report.warnings { page.paragraph("warning: " + warning, hanging: 9) }
    }

    private static func section(
        _ title: String, _ comparisons: [Comparison], _ page: inout TextPage
    ) {
        guard !comparisons.isEmpty else { return }
        page.heading(title)
        for comparison in comparisons {
            page.entry(
                comparison.verdict.rawValue, "\(comparison.name): \(comparison.metric.title)")
            page.pieces(numbers(comparison))
            if let agreement = comparison.agreement { page.detail(agreement) }
            if let gate = comparison.gate { page.detail("gate: " + gate) }
            if let reason = comparison.reason { page.detail(reason) }
        }
    }

    private static func controls(_ controls: [Comparison], _ page: inout TextPage) {
        guard !controls.isEmpty else { return }
        page.heading("Noise floor (the same setting twice)")
        for control in controls {
            page.entry(control.controlWord, "\(control.name): \(control.metric.title)")
            page.pieces(numbers(control))
            if let reason = control.reason { page.detail(reason) }
        }
        if controls.contains(where: { $0.controlWord == "differs" }) {
            page.paragraph(Comparison.controlWarning, indent: 2)
        }
    }

    /// The effect on each machine, of what decides; of at most 12 comparisons.
    private static func machines(_ comparisons: [Comparison], _ page: inout TextPage) {
        let nested = comparisons.filter { !$0.machines.isEmpty }
        guard !nested.isEmpty else { return }
        page.heading("By machine (each one vote; 95 % intervals of the machine alone)")
        for comparison in nested.prefix(12) {
            page.paragraph("\(comparison.name): \(comparison.metric.title)", indent: 2, hanging: 4)
            for effect in comparison.machines {
                page.pieces([
                    effect.machine,
                    NumberWords.effect(effect.estimate, effect.interval, of: comparison.metric),
                    comparison.isPaired
                        ? "\(effect.count) \(effect.count == 1 ? "pair" : "pairs")"
                        : "n \(effect.count)",
                ])
            }
        }
        if nested.count > 12 {
            page.paragraph("… and \(nested.count - 12) more; --json has all", indent: 2)
        }
    }

    private static func numbers(_ comparison: Comparison) -> [String?] {
        comparison.numbers + [
            comparison.effect.map { "p " + NumberWords.probability($0.adjustedP) },
            comparison.count, comparison.invalid,
        ]
    }

    private static func findings(_ findings: [Finding], _ page: inout TextPage) {
        guard !findings.isEmpty else { return }
        page.heading("Findings")
        var claim: String?
        for finding in findings {
            if finding.claim != claim {
                page.paragraph("“\(finding.claim)”", indent: 2, hanging: 3)
                claim = finding.claim
            }
            page.entry(finding.outcome.rawValue, finding.condition)
            page.pieces([
                finding.metric.title, finding.estimate == nil ? nil : finding.effectWords,
                finding.count,
            ])
            if !finding.detail.isEmpty { page.detail(finding.detail) }
        }
    }
}

extension TextPage {
    /// Where texts begin that have a word before them.
    private static let margin = 16

    /// A word at the left, and what it is about.
    fileprivate mutating func entry(_ word: String, _ about: String) {
        let lines = wrapped(PlainText.oneLine(about), width - Self.margin)
        let blank = String(repeating: " ", count: max(1, Self.margin - 2 - word.count))
        append(word + blank + (lines.first ?? ""), at: 2)
        for line in lines.dropFirst() { append(line, at: Self.margin) }
    }

    fileprivate mutating func detail(_ words: String) {
        paragraph(words, indent: Self.margin)
    }

    /// Pieces that are not broken unless they must be, two blanks apart.
    fileprivate mutating func pieces(_ pieces: [String?]) {
        let room = width - Self.margin
        var line = ""
        for piece in pieces.compactMap({ $0 }) where !piece.isEmpty {
            if !line.isEmpty, line.count + 2 + piece.count <= room {
                line += "  " + piece
                continue
            }
            if !line.isEmpty { append(line, at: Self.margin) }
            let parts = wrapped(piece, room)
            for part in parts.dropLast() { append(part, at: Self.margin) }
            line = parts.last ?? ""
        }
        if !line.isEmpty { append(line, at: Self.margin) }
    }

    private func wrapped(_ words: String, _ width: Int) -> [String] {
        WrappedText.lines(words, width: width, breaksWords: true)
    }
}
