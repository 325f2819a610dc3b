package import Comparing
import Kernel
import Plotting

/// Draws a report's figure.
package enum EffectPlot {
    /// Writes script and data below `directory`, and runs gnuplot where there is one.
    ///
    /// - Throws: if a file cannot be written.
    package static func draw(
        _ report: ComparisonReport, in directory: String
    ) throws -> PlotRun.Drawn {
        var drawn = PlotRun.Drawn()
        try Directory.makeForInvoker(directory)
        let files = EffectFigure.render(report)
        try GnuplotRun.write(files, to: directory, &drawn)
        for script in files.keys.sorted() where script.hasSuffix(".gp") {
            GnuplotRun.draw(script, files[script] ?? "", in: directory, &drawn)
        }
        return drawn
    }
}
