import Testing

@testable import Comparing

@Suite("The pull request's comment")
struct ReportMarkdownTests {
    @Test(
        "Nothing in a label acts",
        arguments: [
            ("a|b", #"a\|b"#), ("`c`", #"\`c\`"#), ("<img src=x>", "&lt;img src=x&gt;"),
            ("a\nb\r\u{1B}", "a b  "), ("*d* _e_", #"\*d\* \_e\_"#), ("[f](g)", #"\[f\](g)"#),
            ("# h", "\\# h"), ("- i", #"\- i"#), ("a - b + c", "a - b + c"), ("$x$", #"\$x\$"#),
            ("a@b", "a@\u{200B}b"), ("ci #12", "ci #\u{200B}12"), ("&amp;", "&amp;amp;"),
            ("\\|", #"\\\|"#),
        ])
    func escaping(text: String, shown: String) {
        #expect(MarkdownText.escaped(text) == shown)
    }

    @Test("Every row of a table has the cells of its header", arguments: ReportFixture.all.indices)
    func rows(index: Int) {
        let text = ReportMarkdown.text(ReportFixture.all[index].report)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
        let cells = rows.map { row in
            row.replacing(#"\\"#, with: "").replacing(#"\|"#, with: "").count { $0 == "|" }
        }
        #expect(cells.allSatisfy { $0 == 8 })
    }

    @Test(
        "The outcome is the first line",
        arguments: [
            ("ci", "## ✅ Fine: worse 0, better 2"), ("two-runs", "## ❌ Regression: exploratory"),
            ("claims", "## ❔ Inconclusive: findings"), ("empty", "## ❔ Inconclusive: nothing"),
        ])
    func headline(name: String, start: String) throws {
        let report = try #require(ReportFixture.all.first { $0.name == name }).report
        #expect(ReportMarkdown.text(report).hasPrefix(start))
    }

    @Test("Signs are for what decides: a hint that is worse is no alarm")
    func signs() throws {
        let report = ReportFixture.ci()
        let text = ReportMarkdown.text(report)
        #expect(text.contains("| worse | V2 → V3 |") && !text.contains("❌"))
        #expect(text.contains("| ✅ better | recv → V2 |"))
        #expect(ReportMarkdown.text(ReportFixture.twoRuns()).contains("| ❌ worse | recv, ring 1 |"))
    }

    @Test("A comment fits on GitHub, and says what it leaves out")
    func size() {
        var report = ReportFixture.ci()
        let hint = report.comparisons[4]
        report.comparisons += Array(repeating: hint, count: 2000)
        let text = ReportMarkdown.text(report)
        #expect(text.utf8.count < 65_536)
        #expect(text.contains(" more, for which there is no room here."))
        #expect(!ReportMarkdown.text(ReportFixture.ci()).contains("no room"))
    }

    @Test("There is one room for the whole of it, and what decides gets it first")
    func room() {
        let usual = ReportMarkdown.text(ReportFixture.ci())
        for part in 0..<4 {
            var report = ReportFixture.ci()
            report.findings = ReportFixture.claims().findings
            for comparison in report.comparisons {
                let isMany = [.exploratory, .control, .primary].firstIndex(of: comparison.standing)
                if isMany.map({ $0 <= part }) == true {
                    report.comparisons += Array(repeating: comparison, count: 1000)
                }
            }
            if part == 3 {
                report.warnings = Array(repeating: String(repeating: "ß", count: 500), count: 1000)
                report.findings = Array(repeating: report.findings[0], count: 1000)
            }
            let text = ReportMarkdown.text(report)
            #expect(text.utf8.count < 65_536)
            // The first comparison that decides is there, whatever else is.
            let row = usual.split(separator: "\n").first { $0.contains("✅ better | recv → V3") }
            #expect(row.map { text.contains($0) } == true)
            // No table is cut within a row.
            for line in text.split(separator: "\n") where line.hasPrefix("|") {
                #expect(line.hasSuffix("|"))
            }
            #expect(text.components(of: "<details>") == text.components(of: "</details>"))
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
