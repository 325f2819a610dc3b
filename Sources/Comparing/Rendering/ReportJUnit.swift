import Experiment
import Frames
import Results

/// A report as JUnit XML, for CI servers: valid by junit-10.xsd of Jenkins' xUnit plugin.
///
/// - Suite `comparisons`: a test case for each comparison. Worse, or beyond its limit: `failure`
///   (type `worse` or `limit`). Undecided, or with an undecided limit: `skipped`. Else it passes.
/// - Only comparisons that decide can fail or be skipped: the primary ones, or all but the controls
///   where nothing was declared, so that the file never contradicts the exit status. Exploratory
///   comparisons and controls pass, with their numbers in `system-out`.
/// - Suite `findings`: a test case for each claim and condition. A claim is not a gate: refuted
///   passes like reproduced, with the outcome in `system-out`. Inconclusive is `skipped` where
///   there are only findings.
/// - A report without any case has one that is skipped: a file without cases would look fine.
/// - Warnings are the suite's `system-err`; conditions its properties. Nothing has a time: trials
///   are shared by cases.
package enum ReportJUnit {
    /// - Parameter name: of the whole, and the beginning of every class name: the experiment's.
    package static func text(_ report: ComparisonReport, name: String) -> String {
        var suites: [Suite] = []
        let comparisons = comparisonCases(report)
        let findings = findingCases(report)
        if !comparisons.isEmpty || findings.isEmpty {
            let nothing = Case(
                group: "nothing", name: "comparison",
                outcome: .skipped(report.warnings.first ?? "nothing was compared"), output: "")
            suites.append(
                Suite(name: "comparisons", cases: comparisons.isEmpty ? [nothing] : comparisons))
        }
        if !findings.isEmpty { suites.append(Suite(name: "findings", cases: findings)) }
        let all = suites.flatMap(\.cases)
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites \(attribute("name", name)) \(counts(all, skipped: false))>")
        for suite in suites { lines += suite.lines(report, name: name) }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func comparisonCases(_ report: ComparisonReport) -> [Case] {
        let areDeclared = !report.primary.isEmpty
        let ordered = report.primary + report.controls + report.exploratory
        return ordered.map { comparison in
            let decides =
                areDeclared
                ? comparison.standing == .primary : comparison.standing == .exploratory
            let words = words(comparison)
            var outcome = Case.TestResult.passed
            if decides, comparison.isRegression {
                let type = comparison.verdict == .worse ? "worse" : "limit"
                outcome = .failed(words.headline, type: type)
            } else if decides, comparison.isUndecided {
                outcome = .skipped(words.headline)
            }
            return Case(
                group: comparison.standing.rawValue,
                name: "\(comparison.name): \(comparison.metric.title)", outcome: outcome,
                output: words.text)
        }
    }

    private static func words(_ comparison: Comparison) -> (headline: String, text: String) {
        let word =
            comparison.standing == .control ? comparison.controlWord : comparison.verdict.rawValue
        var headline = "\(word): \(comparison.numbers.joined(separator: ", "))"
        if let reason = comparison.reason { headline += ": \(reason)" }
        if let gate = comparison.gate { headline += "; \(gate)" }
        let matters = NumberWords.size(comparison.smallestEffect, of: comparison.metric)
        let lines: [String?] = [
            headline,
            comparison.effect.map { "adjusted p \(NumberWords.probability($0.adjustedP))" },
            [comparison.count, comparison.invalid].compactMap { $0 }.joined(separator: ", "),
            "smallest effect that matters: \(matters)",
            comparison.detectable.map {
                "would have found: \(NumberWords.size($0, of: comparison.metric))"
            },
        ]
        return (headline, lines.compactMap { $0 }.joined(separator: "\n"))
    }

    private static func findingCases(_ report: ComparisonReport) -> [Case] {
        report.findings.map { finding in
            var text = "\(finding.outcome.rawValue): \(finding.metric.title)"
            if finding.estimate != nil { text += " \(finding.effectWords)" }
            text += ", \(finding.count)"
            if !finding.detail.isEmpty { text += ": \(finding.detail)" }
            let isSkipped = report.deciding.isEmpty && finding.outcome == .inconclusive
            return Case(
                group: "findings", name: "\(finding.claim): \(finding.condition)",
                outcome: isSkipped ? .skipped(text) : .passed, output: text)
        }
    }

    private struct Case {
        var group: String
        var name: String
        var outcome: TestResult
        var output: String

        enum TestResult {
            case passed
            case failed(String, type: String)
            case skipped(String)
        }

        func lines(_ whole: String) -> [String] {
            let classname = ReportJUnit.attribute("classname", "\(whole).\(group)")
            var lines = ["    <testcase \(classname) \(ReportJUnit.attribute("name", name))>"]
            switch outcome {
            case .passed: break
            case .failed(let message, let type):
                let message = ReportJUnit.attribute("message", message)
                lines.append(
                    "      <failure \(message) type=\"\(type)\">\(XMLText.escaped(output))</failure>"
                )
            case .skipped(let message):
                lines.append("      <skipped \(ReportJUnit.attribute("message", message))/>")
            }
            if !output.isEmpty {
                lines.append("      <system-out>\(XMLText.escaped(output))</system-out>")
            }
            return lines + ["    </testcase>"]
        }
    }

    private struct Suite {
        var name: String
        var cases: [Case]

        func lines(_ report: ComparisonReport, name whole: String) -> [String] {
            let name = ReportJUnit.attribute("name", name)
            var lines = ["  <testsuite \(name) \(ReportJUnit.counts(cases))>", "    <properties>"]
            let properties =
                [
                    ("title", report.title), ("base", report.base), ("head", report.head),
                    ("outcome", ReportStatus(report).rawValue), ("sum", report.sum),
                ] + report.conditions.map { ("condition", $0) }
            for (key, value) in properties {
                let name = ReportJUnit.attribute("name", key)
                lines.append("      <property \(name) \(ReportJUnit.attribute("value", value))/>")
            }
            lines.append("    </properties>")
            for entry in cases { lines += entry.lines(whole) }
            if !report.warnings.isEmpty {
                let warnings = XMLText.escaped(report.warnings.joined(separator: "\n"))
                lines.append("    <system-err>\(warnings)</system-err>")
            }
            return lines + ["  </testsuite>"]
        }
    }

    /// - Parameter areSkippedTold: the schema has no such attribute of the whole.
    private static func counts(_ cases: [Case], skipped areSkippedTold: Bool = true) -> String {
        var failures = 0
        var skipped = 0
        for entry in cases {
            switch entry.outcome {
            case .passed: break
            case .failed: failures += 1
            case .skipped: skipped += 1
            }
        }
        return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
            + (areSkippedTold ? " skipped=\"\(skipped)\"" : "")
    }

    private static func attribute(_ name: String, _ value: String) -> String {
        "\(name)=\"\(XMLText.escaped(PlainText.oneLine(value)))\""
    }
}

/// Text within XML 1.0.
enum XMLText {
    /// Escaped for elements and quoted attributes; without the characters that XML 1.0 forbids
    /// (section 2.2), which no escape can bring in.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case "\u{FFFE}", "\u{FFFF}": break
            case _ where PlainText.acts(scalar): break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
