import Experiment
import Testing

@testable import Comparing

@Suite("The terminal's table")
struct ReportTextTests {
    @Test(
        "No line is longer than the width, none is below 60, none ends with a blank",
        arguments: ReportFixture.all.indices, [20, 60, 80, 132])
    func fits(report: Int, width: Int) {
        let text = ReportText.text(ReportFixture.all[report].report, width: width)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= max(width, 60) })
        #expect(!lines.contains { $0.hasSuffix(" ") })
        #expect(text.hasSuffix("\n") && !text.contains("\n\n\n"))
    }

    @Test("No control character reaches the terminal")
    func control() {
        let text = ReportText.text(ReportFixture.hostile(), width: 80)
        #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test("Warnings come before every comparison, the sum and the answer are the last lines")
    func order() throws {
        let text = ReportText.text(ReportFixture.ci(), width: 200)
        let places = try [
            "recv against V2 and V3", "warning: 2 of 62", "Primary", "gate: V3/recv", "Noise floor",
            "Exploratory", "Power", "fine: worse 0, better 2",
            "recv → V3: kernel + process CPU per frame is better (−59.2",
        ].map { try #require(text.firstRange(of: $0)).lowerBound }
        #expect(places == places.sorted())
        #expect(text.contains("exploratory: worse 1\nrecv → V3: "))
        #expect(text.hasSuffix("(−19.3 %).\n"))
    }

    @Test("All comparisons are told, however many they are")
    func whole() {
        let report = ReportFixture.twoRuns()
        let text = ReportText.text(report, width: 80)
        for comparison in report.comparisons {
            #expect(text.contains("\(comparison.name): \(comparison.metric.title)\n"))
        }
    }

    @Test("A control that differs is a warning, and no regression")
    func noise() {
        var report = ReportFixture.ci()
        report.comparisons[3].verdict = .worse
        let text = ReportText.text(report, width: 200)
        #expect(text.contains("  differs       recv → recv again"))
        #expect(text.contains(Comparison.controlWarning))
        #expect(text.contains("\nfine: "))
    }
}
