import Testing

@testable import Comparing

@Suite("What a report comes to")
struct ReportStatusTests {
    private func report(
        _ comparisons: [(Comparison.Standing, Verdict, Comparison.Gate.Judgement?)],
        findings: [Finding.ClaimAnswer] = []
    ) -> ComparisonReport {
        var report = ComparisonReport(title: "", base: "", head: "")
        for (standing, verdict, limit) in comparisons {
            var comparison = ReportFixture.comparison(
                "a → b", ReportFixture.cpu, standing, (1, 1), 0, nil, p: 1, verdict)
            comparison.limit = limit.map { .init(atMostRatio: 0.9, outcome: $0) }
            report.comparisons.append(comparison)
        }
        report.findings = findings.map {
            Finding(
                claim: "", condition: "", outcome: $0, blocks: 5, estimate: nil, interval: nil,
                metric: ReportFixture.cpu, detail: "")
        }
        return report
    }

    @Test("A primary comparison that is worse, or beyond its limit, is a regression")
    func regression() {
        #expect(ReportStatus(report([(.primary, .worse, nil)])) == .regression)
        #expect(ReportStatus(report([(.primary, .worse, .met)])) == .fine)
        #expect(ReportStatus(report([(.primary, .better, .exceeded)])) == .regression)
        #expect(
            ReportStatus(report([(.primary, .inconclusive, nil), (.primary, .worse, nil)]))
                == .regression)
    }

    @Test("What is undecided among the primary ones is inconclusive")
    func inconclusive() {
        #expect(ReportStatus(report([(.primary, .inconclusive, nil)])) == .inconclusive)
        #expect(ReportStatus(report([(.primary, .inconclusive, .met)])) == .fine)
        #expect(ReportStatus(report([(.primary, .better, .undecided)])) == .inconclusive)
    }

    @Test("Hints and controls do not count beside primary comparisons; findings never do")
    func hints() {
        #expect(
            ReportStatus(
                report(
                    [
                        (.primary, .same, .met), (.primary, .better, nil),
                        (.exploratory, .worse, .exceeded), (.exploratory, .inconclusive, nil),
                        (.control, .worse, nil),
                    ], findings: [.inconclusive, .refuted])) == .fine)
    }

    @Test("Where nothing was declared the exploratory ones decide")
    func nothingDeclared() {
        #expect(ReportStatus(report([(.exploratory, .worse, nil)])) == .regression)
        #expect(ReportStatus(report([(.exploratory, .inconclusive, nil)])) == .inconclusive)
        #expect(
            ReportStatus(report([(.exploratory, .same, nil), (.control, .worse, nil)])) == .fine)
    }

    @Test("Findings decide where there is nothing else")
    func findings() {
        #expect(ReportStatus(report([], findings: [.refuted, .reproduced])) == .fine)
        #expect(ReportStatus(report([], findings: [.refuted, .inconclusive])) == .inconclusive)
        #expect(
            ReportStatus(report([(.control, .same, nil)], findings: [.reproduced])) == .fine)
    }

    @Test("Nothing, or a control alone, is inconclusive")
    func nothing() {
        #expect(ReportStatus(report([])) == .inconclusive)
        #expect(ReportStatus(report([(.control, .same, nil)])) == .inconclusive)
    }
}
