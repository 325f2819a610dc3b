import Experiment
import Kernel
import Plotting
package import Results
import Settings

/// Draws the figures of a run: reads its CSV, writes scripts, runs gnuplot where there is one.
package struct PlotRun {
    private let directory: RunDirectory
    private let root: String
    private let wanted: [String]

    /// - Parameters:
    ///   - root: the plots go to `root/EXPERIMENT/RUN`.
    ///   - figures: names; empty for those of the experiment.
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
        let manifest = try directory.orderedManifest()
        let table = try directory.trials(knowing: Set(Sweep.settingNames))
        let target = "\(root)/\(manifest.experiment)/\(manifest.runID)"
        let rendered = try rendered(
            manifest, table.records, try directory.capacities().records)
        let set = rendered.set
        var drawn = Drawn()
        drawn.notes = [table.warning].compactMap { $0 } + table.remarks + rendered.notes
        // Nothing to draw leaves no folder behind.
        guard !set.files.isEmpty else { return drawn }
        try Directory.makeForInvoker(target)
        try GnuplotRun.write(set.files, to: target, &drawn)
        for script in set.scripts {
            GnuplotRun.draw(script, set.files[script] ?? "", in: target, &drawn)
        }
        return drawn
    }

    /// Figures as texts: scripts and data, their titles by name, and what could not be drawn.
    func rendered(
        _ manifest: Manifest, _ records: [TrialRecord], _ capacities: [CapacityRecord]
    ) throws -> (set: PlotSet, titles: [String: String], notes: [String]) {
        let titles = Self.titles(manifest)
        var data = PlotData(
            manifest: manifest, records: records, titles: titles)
        data.capacities = capacities
        let asked = wanted.isEmpty ? manifest.plots ?? [] : wanted.map { PlotRequest(figure: $0) }
        let figures = try figures(asked, of: data)
        let gaps = figures.contains(where: \.readsGaps) ? try directory.gaps() : Table()
        data.gaps = gaps.records
        let readsLosses = figures.contains(where: \.readsLosses)
        let losses = readsLosses ? try directory.losses() : Table()
        data.losses = losses.records
        let pauses = readsLosses ? try directory.pauses() : Table()
        data.pauses = pauses.records
        let set = PlotSet.render(data, figures: figures)
        var notes = [gaps.warning, losses.warning, pauses.warning].compactMap { $0 }
        // That a figure nobody asked for has no data is no news.
        if !asked.isEmpty { notes += set.notes }
        if wanted.isEmpty { notes += PlotSet.unshownAxes(data, requests: asked) }
        let own = Dictionary(figures.map { ($0.name, $0.title) }, uniquingKeysWith: { $1 })
        return (set, own.merging(titles) { $1 }, notes)
    }

    /// The figures asked for, else those that the axes of the results suggest.
    private func figures(
        _ asked: [PlotRequest], of data: PlotData
    ) throws(SweepError) -> [Figure] {
        guard !asked.isEmpty else {
            // The long files of a long run are read only if somebody wants them.
            let isLong = { RunDirectory.size(of: $0) > Self.mostUnasked }
            return PlotSet.suggested(data).compactMap(Figure.requested).filter {
                !($0.readsGaps && isLong(directory.gapsPath))
                    && !($0.readsLosses && isLong(directory.lossesPath))
            }
        }
        var figures: [Figure] = []
        for request in asked {
            guard let figure = Figure.requested(request) else {
                let names = Figure.all.map(\.name).joined(separator: ", ")
                throw SweepError(.usage, "no figure “\(request.name)”; there are: \(names)")
            }
            figures.append(figure)
        }
        return figures
    }

    /// Bytes of `gaps.csv` and of `losses.csv` up to which they are read for figures that nobody
    /// asked for by name.
    private static let mostUnasked = 32 << 20

    private static func titles(_ manifest: Manifest) -> [String: String] {
        Dictionary(
            (manifest.plots ?? []).compactMap { plot in plot.title.map { (plot.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
