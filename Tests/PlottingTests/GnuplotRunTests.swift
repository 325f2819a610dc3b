import FoundationEssentials
import Plotting
import Testing

@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct GnuplotRunTests {
    static let runs: [(String, PlotData)] = [
        ("ringsize", SyntheticRun.ringSizes()),
        ("ringsize-once", SyntheticRun.ringSizes(repetitions: 1)),
        ("ringsize-policies", SyntheticRun.ringSizes(policies: ["other", "fifo"])),
        ("packetsize", SyntheticRun.frameSizes()),
        ("hostile", SyntheticRun.hostile()),
        ("generators", GeneratorRun.data()),
        ("zerocopy", SentAndMissedTests.run(rate: "max")),
        ("many", SyntheticRun.manyPolicies(24)),
    ]

    @Test(arguments: runs.indices)
    func everyScriptRunsByHandAndWritesBothFormats(run: Int) throws {
        let (name, data) = Self.runs[run]
        let set = PlotSet.render(data)
        #expect(set.scripts.count >= 2)
        try Gnuplot.inDirectory(name) { directory in
            for (file, text) in set.files {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            for script in set.scripts {
                let result = Gnuplot.run(script, in: directory)
                #expect(result.status == 0)
                #expect(result.output == "", "\(script)")
                let stem = script.dropLast(3)
                #expect(Gnuplot.size("\(directory)/\(stem).svg") > 5000)
                #expect(Gnuplot.size("\(directory)/\(stem).png") > 5000)
            }
        }
    }

    /// As on a gnuplot built without cairo, and on one without libgd too.
    @Test(arguments: [[" pngcairo "], [" pngcairo ", " png "]])
    func withoutATerminalForPNGTheSVGIsWritten(missing: [String]) throws {
        let set = PlotSet.render(SyntheticRun.ringSizes(), figures: [Figure.all[0]])
        try Gnuplot.inDirectory("missing-\(missing.count)") { directory in
            for (file, text) in set.files {
                let text = missing.reduce(text) { $0.replacing("'\($1)'", with: "' no such '") }
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            let result = Gnuplot.run("loss-by-ring.gp", in: directory)
            #expect(result.status == 0)
            #expect(Gnuplot.size("\(directory)/loss-by-ring.svg") > 5000)
            let hasPNG = Gnuplot.size("\(directory)/loss-by-ring.png") > 5000
            #expect(hasPNG == (missing.count == 1))
            #expect(result.output.contains("cannot write PNG") == !hasPNG)
        }
    }
}
