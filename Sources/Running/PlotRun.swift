import Experiment
import Kernel
import Plotting
package import Results

/// Draws the figures of a run: reads its CSV, writes scripts, runs gnuplot where there is one.
package struct PlotRun {
    private let directory: RunDirectory
    private let root: String
    private let wanted: [String]

    /// - Parameters:
    ///   - root: the plots go to `root/EXPERIMENT/RUN`.
    ///   - figures: names; empty for every figure that the data can fill.
    package init(directory: RunDirectory, root: String, figures: [String] = []) {
        self.directory = directory
        self.root = root
        wanted = figures
    }

    /// What was written, and what could not be drawn.
    package struct Drawn: Sendable {
        package init() {}

        package var files: [String] = []
        package var notes: [String] = []
    }

    package func run() throws -> Drawn {
        let manifest = try directory.manifest()
        let table = try directory.trials(knowing: Set(Sweep.settingNames))
        let target = "\(root)/\(manifest.experiment)/\(manifest.runID)"
        let figures = try figures(manifest)
        let gaps = figures.contains(where: \.readsGaps) ? try directory.gaps() : Table()
        let set = PlotSet.render(
            PlotData(
                manifest: manifest, records: table.records,
                roleOrder: Self.list(manifest, Self.seriesFact), titles: Self.titles(manifest),
                gaps: gaps.records),
            figures: figures)
        var drawn = Drawn()
        drawn.notes = [table.warning, gaps.warning].compactMap { $0 } + table.remarks
        // That a figure nobody asked for has no data is no news.
        if !wanted.isEmpty || !Self.requests(manifest).isEmpty { drawn.notes += set.notes }
        try Directory.makeForInvoker(target)
        try GnuplotRun.write(set.files, to: target, &drawn)
        for script in set.scripts {
            GnuplotRun.draw(script, set.files[script] ?? "", in: target, &drawn)
        }
        return drawn
    }

    /// The figures asked for, else those of the experiment, else all.
    private func figures(_ manifest: Manifest) throws(SweepError) -> [Figure] {
        let named = wanted.isEmpty ? Self.requests(manifest).map(\.name) : wanted
        guard !named.isEmpty else {
            // A long run's gaps are read only if somebody wants them.
            let isLong = directory.gapsBytes > Self.mostGapsUnasked
            return Figure.all.filter { !($0.readsGaps && isLong) }
        }
        var figures: [Figure] = []
        for name in named {
            guard let figure = Figure.named(name) else {
                let names = Figure.all.map(\.name).joined(separator: ", ")
                throw SweepError(.usage, "no figure “\(name)”; there are: \(names)")
            }
            figures.append(figure)
        }
        return figures
    }

    /// Bytes of `gaps.csv` up to which it is read for figures that nobody asked for by name.
    private static let mostGapsUnasked = 32 << 20

    /// Facts of the manifest that a plot needs: the labels in the order of the file, a line each;
    /// the figures wanted, a line each, with a tab before the title if the file gives one.
    static let seriesFact = "series"
    static let figuresFact = "figures"

    private static func list(_ manifest: Manifest, _ fact: String) -> [String] {
        (manifest.facts[fact] ?? "").split(separator: "\n").map(String.init)
    }

    private static func requests(_ manifest: Manifest) -> [(name: String, title: String?)] {
        list(manifest, figuresFact).map { line in
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : nil)
        }
    }

    private static func titles(_ manifest: Manifest) -> [String: String] {
        Dictionary(
            requests(manifest).compactMap { request in request.title.map { (request.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
