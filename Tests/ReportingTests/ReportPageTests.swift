import Comparing
import FoundationEssentials
import Results
import Testing

@testable import Reporting

struct ReportPageTests {
    private static func page(_ runs: ReportedRun...) throws -> PageCheck {
        PageCheck(try ReportHTML.text(runs, version: "0.1.0"))
    }

    @Test func `A run has its sections in order, the answer first`() throws {
        let page = try Self.page(ReportExample.run())
        #expect(page.problems == [])
        #expect(page.all("h1").map(\.text) == ["Report: rings"])
        #expect(page.all("h2").map(\.text) == ["Does a ring help?"])
        #expect(
            page.all("h3").map(\.text) == [
                "Answer", "Figures", "Where the frames went", "Every trial", "Validity",
                "Environment", "How to repeat it",
            ])
        let captions = page.all("caption").map(\.text)
        #expect(
            captions.prefix(4) == [
                "Each point: medians of its valid trials",
                "Frame loss by ring size: loss-by-ring.csv", "Frames, summed over the valid trials",
                "Attempts, in the order of running",
            ])
        #expect(page.html.contains("There are no verdicts: nothing was declared."))
    }

    @Test func `What searches found comes first, as a sentence and as a table`() throws {
        var run = ReportExample.run()
        var found = CapacityRecord()
        (found.point, found.role, found.goal, found.end) = ("s1", "recv", "0 %", .width)
        (found.procedure, found.lowerPps, found.upperPps) = ("mlr", 150_000, 155_000)
        run.capacities = [found]
        let page = try Self.page(run)
        #expect(page.problems == [])
        let sentence = "The highest load without loss, in frames/s: recv 150000."
        #expect(page.html.components(separatedBy: "<p>\(sentence)</p>").count == 2)
        #expect(page.all("caption").first?.text == "The highest load within each goal")
    }

    @Test func `Every attempt has a row, those that do not count with reason and sequel`() throws {
        let page = try Self.page(ReportExample.run())
        let tables = page.html.components(between: "<table>", and: "</table>")
        let trials = try #require(tables.first { $0.contains("Attempts, in the order") })
        #expect(trials.components(between: "<tr", and: "</tr>").count == 1 + 13)
        #expect(trials.contains("<th scope=\"row\">1, attempt 2</th>"))
        #expect(trials.contains("<tr class=\"off\"><th scope=\"row\">1</th>"))
        let failed = try #require(tables.first { $0.contains("Attempts that do not count") })
        #expect(failed.components(between: "<tr>", and: "</tr>").count == 2)
        #expect(failed.contains("<td>invalid: steal</td>"))
        #expect(failed.contains("withheld 2.6 % of the CPU time"))
        #expect(failed.contains("<td>attempt 2: valid</td>"))
        #expect(page.html.contains("12 trials, 13 attempts: 12 valid, 1 invalid."))
    }

    @Test func `The ledger is the sum over valid trials, without columns nobody measured`() throws {
        let page = try Self.page(ReportExample.run())
        let tables = page.html.components(between: "<table>", and: "</table>")
        let ledger = try #require(tables.first { $0.contains("Frames, summed") })
        #expect(ledger.contains("socket or ring full"))
        #expect(!ledger.contains("qdisc") && !ledger.contains("external program"))
        let row =
            "<th scope=\"row\">recv</th><td>8 slots</td><td class=\"n\">3</td>"
            + "<td class=\"n\">3000</td><td class=\"n\">2970</td><td class=\"n\">30</td>"
        #expect(ledger.contains(row))
    }

    @Test func `Verdicts come as compare gives them, with what decides first`() throws {
        var run = ReportExample.run()
        run.answer = .report(ReportExample.report())
        let page = try Self.page(run)
        #expect(page.problems == [])
        #expect(
            page.html.contains(
                "<p class=\"verdict bad\"><strong>Regression</strong> worse 1, better 1, same 1, "
                    + "inconclusive 1; findings: reproduced 0, refuted 1, inconclusive 0</p>"))
        #expect(page.html.contains("<td class=\"good\">better</td>"))
        #expect(page.html.contains("<td class=\"bad\">refuted</td>"))
        #expect(page.html.contains("Note: few trials"))
        #expect(page.html.contains("a difference of this size may be noise"))
        let order = ["Primary comparisons", "Claims", "Noise floor", "Each point"]
        let places = order.map { page.html.firstRange(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil })
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    @Test func `Claims alone are no success and no failure`() throws {
        var run = ReportExample.run()
        var report = ReportExample.report()
        report.comparisons = []
        run.answer = .report(report)
        let page = try Self.page(run)
        #expect(page.html.contains("<p class=\"verdict decided\"><strong>Claims</strong>"))
        #expect(page.problems == [])
    }

    @Test func `The values of a figure are on its marks and in its table`() throws {
        let page = try Self.page(ReportExample.run())
        #expect(
            page.html.contains(
                "<circle class=\"v\" cx=\"20\" cy=\"30\" r=\"8\">"
                    + "<title>V2 · ring_frames 8 · n 3 · median 0.125 · min 0.1 · max 0.15</title>")
        )
        #expect(
            page.html.contains(
                "<tr><th scope=\"row\">V2</th><td class=\"n\">64</td><td class=\"n\">3</td>"
                    + "<td class=\"n\">0.01563</td>"))
        #expect(page.all("figcaption").map(\.text) == ["Frame loss by ring size"])
    }

    @Test func `A figure without a picture says why, and keeps its table`() throws {
        var run = ReportExample.run()
        run.figures[0].picture = .missing("gnuplot: No such file or directory")
        let page = try Self.page(run)
        #expect(page.problems == [])
        #expect(page.all("svg").isEmpty)
        #expect(page.html.contains("The picture is missing: gnuplot: No such file or directory."))
        #expect(page.html.contains("<td class=\"n\">0.01563</td>"))
        run.figures[0].picture = .svg("<svg viewBox='0 0 10 10'><g>")
        let cut = try Self.page(run)
        #expect(cut.problems == [])
        #expect(cut.html.contains("gnuplot wrote no SVG that can be read"))
    }

    @Test func `Markup in any text of a run is shown, and acts nowhere`() throws {
        let bad = "<script>alert(1)</script>\"'&<b>\u{202E}"
        var run = ReportExample.run(question: bad, roles: [bad, "b"]) { $0.message = bad }
        run.manifest.experiment = bad
        run.manifest.cpuModel = bad
        run.manifest.facts[bad] = bad
        run.manifest.commandLine = ["bench", bad]
        run.path = bad
        run.notes = [bad]
        run.experiment = bad
        run.answer = .report(ReportExample.report(named: bad))
        run.figures[0].title = bad
        run.figures[0].tables = [
            "loss-by-ring.csv": ReportExample.csv.replacing(",V2,V2", with: ",V2,\"<i>\"\"</i>\"")
        ]
        let page = try Self.page(run)
        #expect(page.problems == [])
        #expect(page.all("b").isEmpty && page.all("i").isEmpty)
        #expect(
            page.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;"))
        #expect(!page.html.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `Several runs are in one page with an index, and no id stands twice`() throws {
        var second = ReportExample.run(question: "And again?")
        second.manifest.runID = "20260201T101500Z-000000"
        // A figure may be called as a section is.
        second.figures[0].name = "ledger"
        let page = try Self.page(ReportExample.run(), second)
        #expect(page.problems == [])
        #expect(page.all("h1").map(\.text) == ["Report of 2 runs"])
        #expect(page.all("h2").map(\.text) == ["Does a ring help?", "And again?"])
        #expect(page.all("article").compactMap { $0.attributes["id"] } == ["run-1", "run-2"])
        let nav = try #require(page.html.components(between: "<nav", and: "</nav>").first)
        #expect(nav.contains("href=\"#run-2\"") && nav.contains("href=\"#run-2-trials\""))
    }

    @Test func `A run without a valid trial says so everywhere`() throws {
        let page = try Self.page(
            ReportExample.run { record in
                record.outcome = .invalid
                record.invalidReason = .ledger
            })
        #expect(page.problems == [])
        #expect(page.html.contains("No trial is valid, so there is no ledger."))
        #expect(page.html.contains("No valid trial: recv, 8 slots"))
        #expect(page.html.contains("<td class=\"n\">no valid trial</td>"))
    }

    @Test func `A run without any trial or figure is a page`() throws {
        var run = ReportExample.reported([], question: nil, roles: [])
        run.figures = []
        run.trialsCSV = nil
        run.experiment = nil
        let page = try Self.page(run)
        #expect(page.problems == [])
        #expect(page.all("h2").map(\.text) == ["rings"])
        #expect(page.html.contains("The run has no trial."))
        #expect(page.html.contains("No figure can be drawn from this run."))
    }

    @Test func `trials.csv is in the page byte for byte, unless it is too large`() throws {
        var run = ReportExample.run()
        let page = try Self.page(run)
        let links = page.all("a").filter {
            $0.attributes["download"]?.hasSuffix("trials.csv") == true
        }
        let data = try #require(links.first?.attributes["href"]?.split(separator: ",").last)
        #expect(Data(base64Encoded: String(data)).map { [UInt8]($0) } == run.trialsCSV)
        run.trialsCSV = nil
        let large = try Self.page(run)
        #expect(!large.html.contains("-trials.csv"))
        #expect(large.html.contains("too large for this page. It is in \(run.path)."))
    }

    @Test func `The command can be pasted, and has the seed`() {
        let run = ReportExample.run()
        #expect(
            RepeatSection.command(run.manifest) == "bench sweep 'my rings.toml' --seed 7")
        var seeded = run.manifest
        seeded.commandLine += ["--seed", "7"]
        #expect(RepeatSection.command(seeded) == "bench sweep 'my rings.toml' --seed 7")
    }

    @Test func `More attempts than a page can show are cut off, and that is said`() throws {
        var run = ReportExample.run()
        let row = run.records[2]
        run.records = (1...TrialsSection.mostRows + 5).map { trial in
            var record = row
            record.trial = trial
            return record
        }
        let html = try ReportHTML.text([run], version: "0")
        #expect(html.contains("These are the first 2000 of 2005 attempts."))
        #expect(html.contains("<th scope=\"row\">2000</th>"))
        #expect(!html.contains("<th scope=\"row\">2001</th>"))
    }
}
