import Experiment
import Frames
import Results

/// A report as a comment on a pull request: GitHub's Markdown.
package enum ReportMarkdown {
    /// Comments on GitHub have at most 65,536 characters; a byte each is the most that can count.
    private static let mostBytes = 65_000

    /// What is left of them: what decides takes its part first, hints come last.
    private struct Room {
        private(set) var left = mostBytes

        mutating func take(_ text: String) -> Bool {
            guard text.utf8.count + 2 <= left else { return false }
            left -= text.utf8.count + 2
            return true
        }

        /// As many of these lines as fit, with how many are left out.
        mutating func lines(_ header: [String], _ lines: [String]) -> [String] {
            guard take(header.joined(separator: "\n")), take(Self.more(lines.count)) else {
                return []
            }
            var fitting = header
            for line in lines {
                guard take(line) else { break }
                fitting.append(line)
            }
            let count = lines.count - (fitting.count - header.count)
            guard count > 0 else { return [fitting.joined(separator: "\n")] }
            let more = Self.more(count)
            return fitting.count == header.count ? [more] : [fitting.joined(separator: "\n"), more]
        }

        private static func more(_ count: Int) -> String {
            "… and \(count) more, for which there is no room here."
        }
    }

    /// The outcome first, then what decides, noise floor and power; hints folded away.
    package static func text(_ report: ComparisonReport) -> String {
        var room = Room()
        var blocks = [headline(report), about(report)].filter { room.take($0) }
        let areDeclared = !report.primary.isEmpty
        let deciding =
            areDeclared
            ? section("Primary comparisons", report.primary, &room)
            : section("Comparisons (nothing was declared)", report.exploratory, &room)
        let warnings = warnings(report.warnings, &room)
        let controls = controls(report.controls, &room)
        let power = [power(report)].filter { !$0.isEmpty && room.take($0) }
        let findings = findings(report.findings, &room)
        let hints = areDeclared ? hints(report.exploratory, &room) : []
        blocks += warnings + deciding
        blocks += areDeclared ? controls + power + hints : controls + power
        return (blocks + findings).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
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

    private static func warnings(_ warnings: [String], _ room: inout Room) -> [String] {
        guard !warnings.isEmpty else { return [] }
        return room.lines(
            ["**⚠️ Warnings**", ""], warnings.map { "- \(MarkdownText.escaped($0))" })
    }

    private static func section(
        _ title: String, _ comparisons: [Comparison], _ room: inout Room
    ) -> [String] {
        guard !comparisons.isEmpty, room.take(title) else { return [] }
        return ["### \(title)"] + table(comparisons, decides: true, &room)
    }

    private static let header = [
        "| verdict | comparison | metric | base → head | effect (95 % interval) | p | n |",
        "| :-- | :-- | :-- | --: | --: | --: | :-- |",
    ]

    /// The table, cut where it would not fit; signs only where it decides something.
    private static func table(
        _ comparisons: [Comparison], decides: Bool, _ room: inout Room
    ) -> [String] {
        room.lines(header, comparisons.map { row($0, decides: decides) })
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
        if let agreement = comparison.agreement {
            name += "<br>\(MarkdownText.escaped(agreement))"
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

    private static func controls(_ controls: [Comparison], _ room: inout Room) -> [String] {
        let title = "### Noise floor: the same setting twice"
        guard !controls.isEmpty, room.take(title) else { return [] }
        let differs = controls.contains { $0.controlWord == "differs" }
        let warning = "⚠️ " + Comparison.controlWarning
        let isTold = differs && room.take(warning)
        return [title] + table(controls, decides: false, &room) + (isTold ? [warning] : [])
    }

    private static func power(_ report: ComparisonReport) -> String {
        let sentences = report.power
        guard !sentences.isEmpty else { return "" }
        return
            (["**Power** (with a probability of 80 %)", ""]
            + sentences.map { "- \(MarkdownText.escaped($0))" }).joined(separator: "\n")
    }

    private static func hints(_ comparisons: [Comparison], _ room: inout Room) -> [String] {
        let words = VerdictTally(comparisons).shortWords
        let ends = (
            "<details>\n<summary>Exploratory (hints, not decisions): \(words)</summary>",
            "</details>"
        )
        guard !comparisons.isEmpty, room.take(ends.0), room.take(ends.1) else { return [] }
        return [ends.0] + table(comparisons, decides: false, &room) + [ends.1]
    }

    private static func findings(_ findings: [Finding], _ room: inout Room) -> [String] {
        guard !findings.isEmpty, room.take("### Findings") else { return [] }
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
            "| claim | here | outcome | metric | effect or value (90 % interval) | repetitions | numbers |",
            "| :-- | :-- | :-- | :-- | --: | --: | :-- |",
        ]
        return ["### Findings"] + room.lines(header, rows)
    }
}

/// Text within GitHub's Markdown.
enum MarkdownText {
    /// One line that shows as it is: no emphasis, code, link, HTML, cell border, mention of a
    /// person or of an issue.
    static func escaped(_ text: String) -> String {
        var result = ""
        let scalars = Array(PlainText.oneLine(text).unicodeScalars)
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
