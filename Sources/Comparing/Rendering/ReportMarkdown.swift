import Experiment
import Results

/// A report as a comment on a pull request: GitHub's Markdown.
package enum ReportMarkdown {
    /// Comments on GitHub have at most 65,536 characters; hints go first where there is no room.
    private static let hintsAtMost = 40_000

    /// The outcome first, then what decides, noise floor and power; hints folded away.
    package static func text(_ report: ComparisonReport) -> String {
        var blocks = [headline(report), about(report), warnings(report.warnings)]
        blocks += section("Primary comparisons", report.primary)
        blocks += controls(report.controls)
        if report.primary.isEmpty {
            blocks += section("Comparisons (nothing was declared)", report.exploratory)
            blocks.append(power(report))
        } else {
            blocks.append(power(report))
            blocks += hints(report.exploratory)
        }
        blocks += findings(report.findings)
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private static func headline(_ report: ComparisonReport) -> String {
        let word =
            switch ReportStatus(report) {
            case .fine: "✅ Fine"
            case .regression: "❌ Regression"
            case .inconclusive: "❔ Inconclusive"
            }
        return "## \(word): \(report.sum)"
    }

    private static func about(_ report: ComparisonReport) -> String {
        var lines = ["**\(MarkdownText.escaped(report.title))**"]
        if !report.base.isEmpty { lines.append("base: \(MarkdownText.escaped(report.base))") }
        if !report.head.isEmpty { lines.append("head: \(MarkdownText.escaped(report.head))") }
        if !report.conditions.isEmpty {
            let conditions = report.conditions.joined(separator: " · ")
            lines.append("conditions: \(MarkdownText.escaped(conditions))")
        }
        return lines.joined(separator: "<br>\n")
    }

    private static func warnings(_ warnings: [String]) -> String {
        guard !warnings.isEmpty else { return "" }
        return (["**⚠️ Warnings**", ""] + warnings.map { "- \(MarkdownText.escaped($0))" })
            .joined(separator: "\n")
    }

    private static func section(_ title: String, _ comparisons: [Comparison]) -> [String] {
        guard !comparisons.isEmpty else { return [] }
        return ["### \(title)"] + table(comparisons, decides: true)
    }

    private static let header = [
        "| verdict | comparison | metric | base → head | effect (95 % interval) | p | n |",
        "| :-- | :-- | :-- | --: | --: | --: | :-- |",
    ]

    /// The table, cut where it would not fit, and how many are left out; signs only where it
    /// decides something.
    private static func table(_ comparisons: [Comparison], decides: Bool) -> [String] {
        var lines = header
        var room = hintsAtMost
        for comparison in comparisons {
            let line = row(comparison, decides: decides)
            room -= line.count + 1
            guard room > 0 else { break }
            lines.append(line)
        }
        let left = comparisons.count - (lines.count - header.count)
        let text = lines.joined(separator: "\n")
        return left == 0 ? [text] : [text, "… and \(left) more, for which there is no room here."]
    }

    private static func row(_ comparison: Comparison, decides: Bool) -> String {
        let isControl = comparison.standing == .control
        let word = isControl ? comparison.controlWord : comparison.verdict.rawValue
        let verdict = decides ? "\(sign(comparison)) \(word)" : word
        var name = MarkdownText.escaped(comparison.name)
        if let gate = comparison.gate {
            let sign = decides ? gateSign(comparison) + " " : ""
            name += "<br>\(sign)gate: \(MarkdownText.escaped(gate))"
        }
        if let reason = comparison.reason { name += "<br>\(MarkdownText.escaped(reason))" }
        let p = NumberWords.probability(comparison.effect?.adjustedP)
        let count = [comparison.count, comparison.invalid].compactMap { $0 }
        let cells = [
            verdict, name, MarkdownText.escaped(comparison.metric.title), comparison.change,
            comparison.effectWords, p.replacing("<", with: "&lt;"), count.joined(separator: "<br>"),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func sign(_ comparison: Comparison) -> String {
        switch comparison.verdict {
        case .better: "✅"
        case .worse: "❌"
        case .same: "➖"
        case .inconclusive: "❔"
        }
    }

    private static func gateSign(_ comparison: Comparison) -> String {
        switch comparison.limit?.outcome {
        case .met: "✅"
        case .exceeded: "❌"
        case .undecided, nil: "❔"
        }
    }

    private static func controls(_ controls: [Comparison]) -> [String] {
        guard !controls.isEmpty else { return [] }
        let differs = controls.contains { $0.controlWord == "differs" }
        return ["### Noise floor: the same setting twice"] + table(controls, decides: false)
            + (differs ? ["⚠️ " + Comparison.controlWarning] : [])
    }

    private static func power(_ report: ComparisonReport) -> String {
        let sentences = report.power
        guard !sentences.isEmpty else { return "" }
        return
            (["**Power** (with a probability of 80 %)", ""]
            + sentences.map { "- \(MarkdownText.escaped($0))" }).joined(separator: "\n")
    }

    private static func hints(_ comparisons: [Comparison]) -> [String] {
        guard !comparisons.isEmpty else { return [] }
        let words = VerdictTally(comparisons).shortWords
        return
            ["<details>\n<summary>Exploratory (hints, not decisions): \(words)</summary>"]
            + table(comparisons, decides: false) + ["</details>"]
    }

    private static func findings(_ findings: [Finding]) -> [String] {
        guard !findings.isEmpty else { return [] }
        let rows = findings.map { finding in
            let outcome =
                switch finding.outcome {
                case .reproduced: "✅ reproduced"
                case .refuted: "❌ refuted"
                case .inconclusive: "❔ inconclusive"
                }
            let cells = [
                MarkdownText.escaped(finding.claim), MarkdownText.escaped(finding.condition),
                outcome, MarkdownText.escaped(finding.metric.title), finding.effectWords,
                "\(finding.blocks)", MarkdownText.escaped(finding.detail),
            ]
            return "| " + cells.joined(separator: " | ") + " |"
        }
        let header = [
            "| claim | here | outcome | metric | effect or value (90 % interval) | blocks | numbers |",
            "| :-- | :-- | :-- | :-- | --: | --: | :-- |",
        ]
        return ["### Findings", (header + rows).joined(separator: "\n")]
    }
}

/// Text within GitHub's Markdown.
enum MarkdownText {
    /// One line that shows as it is: no emphasis, code, link, HTML, cell border, mention of a
    /// person or of an issue.
    static func escaped(_ text: String) -> String {
        var result = ""
        let scalars = Array(WrappedText.oneLine(text).unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "!", "$":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "-" where index == 0, "+" where index == 0:
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "@", "#":
                // GitHub looks for these after rendering: only something invisible parts them
                // from the name or number that follows.
                result += scalar == "#" && index == 0 ? "\\#" : String(Character(scalar))
                let next = index + 1 < scalars.count ? scalars[index + 1] : " "
                if next.properties.isAlphabetic || next.properties.numericType != nil {
                    result += "\u{200B}"
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
