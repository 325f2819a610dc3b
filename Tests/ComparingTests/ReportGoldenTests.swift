import FoundationEssentials
import Glibc
import Testing

@testable import Comparing

/// Reports as they were when someone last read them.
///
/// `BENCH_UPDATE_GOLDEN=1` writes them anew; read them then.
@Suite("Reports as they were")
struct ReportGoldenTests {
    @Test("The terminal's table", arguments: ["ci", "two-runs", "claims", "empty"])
    func text(name: String) throws {
        try compare("\(name).txt", ReportText.text(report(name), width: 80))
    }

    @Test(
        "The pull request's comment", arguments: ["ci", "two-runs", "claims", "empty", "hostile"])
    func markdown(name: String) throws {
        try compare("\(name).md", ReportMarkdown.text(report(name)))
    }

    @Test("JSON", arguments: ["ci", "claims"])
    func json(name: String) throws {
        try compare("\(name).json", ReportJSON.text(report(name)))
    }

    @Test("JUnit XML", arguments: ["ci", "claims", "empty"])
    func junit(name: String) throws {
        try compare("\(name).xml", ReportJUnit.text(report(name), name: "ci"))
    }

    private func report(_ name: String) throws -> ComparisonReport {
        try #require(ReportFixture.all.first { $0.name == name }).report
    }

    private func compare(_ name: String, _ text: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let golden = tests.appending(path: "Fixtures/reports/\(name)")
        if getenv("BENCH_UPDATE_GOLDEN") != nil {
            try FileManager.default.createDirectory(
                at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: golden)
        }
        let kept = try String(decoding: Data(contentsOf: golden), as: UTF8.self)
        #expect(text == kept)
    }
}
