import Foundation
import Testing

@testable import Comparing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Reports for machines")
struct ReportMachineTests {
    private func object(_ report: ComparisonReport) throws -> [String: Any] {
        let text = try ReportJSON.text(report)
        let read = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(read as? [String: Any])
    }

    @Test(
        "Every report is JSON with a schema, without null, and ends with a line break",
        arguments: ReportFixture.all.indices)
    func json(index: Int) throws {
        let report = ReportFixture.all[index].report
        let text = try ReportJSON.text(report)
        #expect(text.hasSuffix("}\n") && !text.contains("null"))
        let read = try object(report)
        #expect(read["schema"] as? Int == 1)
        #expect((read["comparisons"] as? [Any])?.count == report.comparisons.count)
        #expect((read["findings"] as? [Any])?.count == report.findings.count)
        #expect(read["outcome"] as? String == ReportStatus(report).rawValue)
    }

    @Test("Numbers are numbers, under their own keys")
    func numbers() throws {
        let rows = try #require(try object(ReportFixture.ci())["comparisons"] as? [[String: Any]])
        let row = try #require(rows.first)
        let effect = try #require(row["effect"] as? [String: Any])
        #expect(effect["estimate"] as? Double == -0.592)
        #expect(effect["low"] as? Double == -0.61)
        #expect(effect["high"] as? Double == -0.571)
        #expect(effect["adjusted_p"] as? Double == 0.00018)
        #expect((row["limit"] as? [String: Any])?["at_most_ratio"] as? Double == 0.9)
        #expect((row["base"] as? [String: Any])?["median"] as? Double == 812.4)
        #expect(row["paired"] as? Bool == true)
        #expect(row["reason"] == nil)
    }

    @Test("What is no number is absent, and texts come through unchanged")
    func absent() throws {
        let report = ReportFixture.hostile()
        let rows = try #require(try object(report)["comparisons"] as? [[String: Any]])
        #expect((rows[0]["effect"] as? [String: Any])?.isEmpty == true)
        #expect(rows[1]["effect"] == nil && rows[1]["limit"] == nil)
        #expect((rows[1]["base"] as? [String: Any])?["median"] == nil)
        #expect(rows[0]["name"] as? String == report.comparisons[0].name)
    }

    @Test("Only deciding comparisons fail or are skipped, and the counts are right")
    func junit() {
        var report = ReportFixture.ci()
        #expect(
            ReportJUnit.text(report, name: "ci").contains(
                #"<testsuites name="ci" tests="5" failures="0" errors="0">"#))
        report.comparisons[0].limit = .init(atMostRatio: 0.3, outcome: .exceeded)
        report.comparisons[1].verdict = .worse
        report.comparisons[2].verdict = .inconclusive
        report.comparisons[3].verdict = .worse
        report.findings = ReportFixture.claims().findings
        let text = ReportJUnit.text(report, name: "ci")
        #expect(
            text.contains(
                #"<testsuites name="ci" tests="8" failures="2" errors="0">"#))
        #expect(
            text.contains(
                #"<testsuite name="comparisons" tests="5" failures="2" errors="0" skipped="1">"#))
        #expect(
            text.contains(
                #"<testsuite name="findings" tests="3" failures="0" errors="0" skipped="0">"#))
        #expect(text.contains(#"type="limit">"#) && text.contains(#"type="worse">"#))
    }

    @Test("JUnit never contradicts the exit status", arguments: ReportFixture.all.indices)
    func agree(index: Int) throws {
        let report = ReportFixture.all[index].report
        let text = ReportJUnit.text(report, name: "x")
        let status = ReportStatus(report)
        #expect(text.contains("<failure") == (status == .regression))
        if status != .regression {
            #expect(text.contains("<skipped") == (status == .inconclusive))
        }
    }

    @Test("Claims alone are skipped where they are open, and pass where they are refuted")
    func claims() {
        let text = ReportJUnit.text(ReportFixture.claims(), name: "x")
        #expect(text.contains(#"tests="3" failures="0" errors="0" skipped="1""#))
    }

    #if canImport(FoundationXML)
        @Test(
            "Every report is well-formed XML, and texts come through but for control characters",
            arguments: ReportFixture.all.indices)
        func xml(index: Int) throws {
            let report = ReportFixture.all[index].report
            let text = ReportJUnit.text(report, name: "a<b>&\"'\u{1}")
            let reader = CaseReader()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = reader
            let isRead = parser.parse()
            #expect(isRead)
            #expect(reader.root?["name"] == "a<b>&\"' ")
            #expect(reader.root?["tests"] == "\(reader.names.count)")
            #expect(reader.names.count == max(1, report.comparisons.count + report.findings.count))
            for name in report.comparisons.map(\.name) where report.title != name {
                #expect(reader.names.contains { $0.hasPrefix(name) })
            }
        }

        private final class CaseReader: NSObject, XMLParserDelegate {
            var root: [String: String]?
            var names: [String] = []

            func parser(
                _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
                qualifiedName: String?, attributes: [String: String]
            ) {
                if root == nil { root = attributes }
                if element == "testcase" { names.append(attributes["name"] ?? "") }
            }
        }
    #endif
}
