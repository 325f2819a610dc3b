import FoundationEssentials
import Glibc
import Results
import Testing

@testable import Comparing
@testable import Plotting

@Suite("The figure of effects")
struct EffectFigureTests {
    @Test("A report without comparisons has no figure")
    func nothing() {
        #expect(EffectFigure.render(ComparisonReport(title: "", base: "", head: "")).isEmpty)
    }

    @Test(
        "The script is as it was when someone last looked at the drawing",
        arguments: ["ci", "huge"])
    func golden(name: String) throws {
        let report = try #require(EffectReports.all.first { $0.name == name }).report
        let text = try #require(EffectFigure.render(report)["effects.gp"])
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let golden = tests.appending(path: "Fixtures/gnuplot/effects-\(name).gp")
        if getenv("BENCH_UPDATE_GOLDEN") != nil {
            try Data(text.utf8).write(to: golden)
        }
        let kept = try String(decoding: Data(contentsOf: golden), as: UTF8.self)
        #expect(text == kept)
    }

    @Test("The data have a row for each line, with effects in the panel's unit")
    func data() throws {
        let text = try #require(EffectFigure.render(EffectReports.ci())["effects.csv"])
        let lines = text.split(separator: "\n")
        #expect(lines.count == 7)
        let header = lines[0].split(separator: ",")
        let first = lines[1].split(separator: ",", omittingEmptySubsequences: false)
        let cell = { (name: Substring) in header.firstIndex(of: name).map { first[$0] } }
        #expect(cell("panel") == "1" && cell("line") == "2")
        #expect(cell("effect") == "-59.2" && cell("effect_low") == "-61")
        #expect(cell("smallest_effect") == "5")
        #expect(cell("verdict") == "better" && cell("standing") == "primary")
        #expect(cell("name") == "recv → V3")
    }

    @Test("Primary comparisons are above the exploratory ones, the noise floor is last")
    func order() {
        let panel = EffectPanels(EffectReports.ci()).panels[0]
        let words = panel.lines.map { line in
            switch line {
            case .heading(let words): words
            case .comparison(let comparison): comparison.name
            }
        }
        #expect(
            words == [
                "primary", "recv → V3", "recv → V2", "exploratory", "V2 → V3", "noise floor",
                "recv → recv again",
            ])
    }

    @Test("Beyond 40 lines the smallest exploratory effects are left out, and counted")
    func crowded() throws {
        let panel = EffectPanels(EffectReports.many(100)).panels[0]
        let kept = panel.lines.compactMap { $0.comparison?.effect?.estimate }
        #expect(kept.count == 40 && panel.left == 60)
        let all = EffectReports.many(100).comparisons.compactMap { $0.effect?.estimate }
        let least = try #require(kept.map { abs($0) }.min())
        #expect(all.count { abs($0) > least } <= 40)
        let script = try #require(EffectFigure.render(EffectReports.many(100))["effects.gp"])
        #expect(script.contains("60 exploratory comparisons with smaller effects are not shown."))
    }

    @Test("An effect far beyond the others does not squeeze them")
    func range() {
        let panel = EffectPanels(EffectReports.huge()).panels[0]
        #expect(panel.range.upperBound < 1000)
        #expect(panel.range.contains(0) && panel.range.contains(6) && panel.range.contains(-5))
        let normal = EffectPanels(EffectReports.ci()).panels[0]
        #expect(normal.range.contains(-61) && normal.range.contains(19))
    }
}

@Suite("gnuplot draws effects", .enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct EffectGnuplotTests {
    @Test("Without a complaint, in both formats", arguments: EffectReports.all.indices)
    func draws(index: Int) throws {
        let (name, report) = EffectReports.all[index]
        try Gnuplot.inDirectory("effects-\(name)") { directory in
            for (file, text) in EffectFigure.render(report) {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            let result = Gnuplot.run("effects.gp", in: directory)
            #expect(result.status == 0)
            #expect(result.output == "")
            #expect(Gnuplot.size("\(directory)/effects.svg") > 5000)
            #expect(Gnuplot.size("\(directory)/effects.png") > 5000)
        }
    }
}
