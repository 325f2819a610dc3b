import FoundationEssentials
import Glibc
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

    /// One with a decimal comma, where the machine has it: gnuplot refuses a locale that is missing.
    private static let locale =
        system("locale -a | grep -q '^de_DE.utf8$'") == 0 ? "de_DE.UTF-8" : "C.UTF-8"

    /// What people have in their start files, and more.
    static let settings = [
        "set decimalsign ','", "set decimalsign locale", "set datafile separator ';'",
        "set datafile commentschars '0123'", "set datafile missing '1'",
        "set datafile columnheaders", "set linetype 1 lc rgb 'red' lw 5 pt 5 dt 3 ps 3",
        "set linetype cycle 2", "set dashtype 1 (10,10,2,2)", "set dashtype 2 (1,1)",
        "set monochrome", "set colorsequence podo", "set encoding iso_8859_1",
        "set terminal svg mousing linewidth 4 dashlength 5 fontscale 2 rounded noenhanced",
        "set termoption lw 3", "set minussign", "set micro", "set style data impulses",
        "set key bottom box", "set grid", "set logscale", "set format '%g!'", "set border 0",
        "set tics font ',30'", "set title 'mine'", "set label 99 'mine' at screen 0.5,0.5",
        "set arrow 99 from screen 0,0 to screen 1,1", "set samples 2", "set angles degrees",
        "set size 0.3,0.3", "set origin 0.5,0.5", "set xrange [1:2]", "set pointsize 5",
        "set errorbars 10", "set timefmt '%s'", "set xdata time", "set dummy t", "set polar",
        "set margins 0,0,0,0", "set style fill solid", "set boxwidth 3", "set offsets 1,1,1,1",
        "set overflow undefined", "set zeroaxis", "set clip two", "pass = 7", "of(s, n) = 1",
        "set multiplot",
    ]

    @Test(arguments: runs.indices)
    func noStartFileChangesADrawing(run: Int) throws {
        let (name, data) = Self.runs[run]
        let set = PlotSet.render(data)
        try Gnuplot.inDirectory("start-\(name)") { directory in
            for (file, text) in set.files {
                // Only the SVG is compared, and PNG takes longer.
                let text = [" pngcairo ", " png "].reduce(text) {
                    $0.replacing("'\($1)'", with: "' no such '")
                }
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            let start = Self.settings.joined(separator: "\n") + "\n"
            try Data(start.utf8).write(to: URL(filePath: "\(directory)/.gnuplot"))
            let svg = { (script: String) in
                try Data(contentsOf: URL(filePath: "\(directory)/\(script.dropLast(3)).svg"))
            }
            for script in set.scripts {
                _ = Gnuplot.run(script, in: directory, environment: "HOME=/nonexistent LC_ALL=C")
                let plain = try svg(script)
                let environment = "HOME='\(directory)' LC_ALL=\(Self.locale)"
                let result = Gnuplot.run(script, in: directory, environment: environment)
                #expect(result.status == 0)
                #expect(try svg(script) == plain, "\(script)")
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
