import FoundationEssentials
import Glibc
import Plotting
import Testing

/// Scripts as they were when someone last looked at the drawing.
///
/// `BENCH_UPDATE_GOLDEN=1` writes them anew; look at the drawings then.
struct GoldenScriptTests {
    @Test(arguments: ["loss-by-ring", "cpu-by-ring", "ledger"])
    func ringFiguresAreAsTheyWere(name: String) throws {
        try compare(name, SyntheticRun.ringSizes())
    }

    @Test(arguments: ["loss-by-size", "cpu-by-size"])
    func sizeFiguresAreAsTheyWere(name: String) throws {
        try compare(name, SyntheticRun.frameSizes())
    }

    private func compare(_ name: String, _ data: PlotData) throws {
        let figure = try #require(Figure.named(name))
        let text = try #require(PlotSet.render(data, figures: [figure]).files["\(name).gp"])
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let golden = tests.appending(path: "Fixtures/gnuplot/\(name).gp")
        if getenv("BENCH_UPDATE_GOLDEN") != nil {
            try Data(text.utf8).write(to: golden)
        }
        let kept = try String(decoding: Data(contentsOf: golden), as: UTF8.self)
        #expect(text == kept)
    }
}
