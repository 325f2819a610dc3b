import FoundationEssentials
import Kernel
import Results
import Testing

/// Reports in a real browser: nothing is loaded or complained of, and what people need who see
/// little, use a phone or the keyboard is there.
@Suite(.serialized, .enabled(if: Chromium.isInstalled, "needs chromium: apt-get install chromium"))
struct ReportBrowserTests {
    /// Two runs whose labels would act if they were let, with figures.
    private static func page(_ bench: Bench) throws -> String {
        let bad = "<script>document.title='owned'</script><b onclick=1>&amp;\"'"
        let runs = CompareRuns(bench: bench)
        let roles = [bad, "V3"]
        let paths = try ["1", "2"].map { number in
            try runs.write(
                [
                    .init(role: roles[0], point: "h1", cost: 4000),
                    .init(role: roles[1], point: "h2", cost: 2000),
                ], experiment: CompareRuns.plainExperiment, run: number,
                change: { $0.question = bad },
                row: { row in
                    row.ringFrames = 1 << (row.block % 6)
                    row.point += "\(row.ringFrames ?? 0)"
                    row.message = bad
                    row.ledger = Ledger(offered: 1000, unique: 900, dropsSocket: 100)
                    if row.block == 3 { row.outcome = .invalid }
                }
            ).path
        }
        let result = try bench.run(["report"] + paths)
        try #require(result.status == 0, "\(result.errors)")
        return bench.folder + "/report.html"
    }

    @Test func `A page loads without a message on the console`() throws {
        let bench = try Bench()
        let page = try Self.page(bench)
        let result = try Chromium.load(page, in: bench)
        #expect(result.console == [])
        #expect(result.page.contains("Report of 2 runs"))
        #expect(!result.page.contains("<title>owned"))
    }

    @Test func `A message on the console would be seen`() throws {
        let bench = try Bench()
        try bench.write("<script>console.log('here')</script>", to: "talks.html")
        let result = try Chromium.load(bench.folder + "/talks.html", in: bench)
        #expect(result.console.count == 1)
    }

    @Test(arguments: ["light", "dark"])
    func `At every width the page keeps the rules of accessibility`(scheme: String) throws {
        let bench = try Bench()
        let page = try Self.page(bench)
        let html = String(
            decoding: try Data(contentsOf: URL(filePath: page)), as: UTF8.self)
        try bench.write(AccessibilityRules.page(checking: html), to: "check.html")
        let result = try Chromium.load(bench.folder + "/check.html", scheme: scheme, in: bench)
        let found = result.page.firstMatch(of: /<pre id="found">([^<]*)<\/pre>/)?.output.1
        #expect(found == "checked 320, 800, 1400: no problem", "\(found ?? "nothing")")
    }

    @Test func `The rules find what breaks them`() throws {
        let bench = try Bench()
        let html = """
            <html><head><style>:focus { outline: none }</style></head><body><h3>a</h3>
            <p style="color: #999999">pale</p><svg></svg><div style="width: 900px">wide</div>
            <table><tr><td>x</td></tr></table></body></html>
            """
        try bench.write(AccessibilityRules.page(checking: html), to: "check.html")
        let result = try Chromium.load(bench.folder + "/check.html", in: bench)
        for word in ["no lang", "h3 after h0", "contrast", "svg", "wider", "caption", "no main"] {
            #expect(result.page.contains(word), "\(word)")
        }
    }
}
