import Comparing
import Experiment
import FoundationEssentials
import Kernel
import Plotting
package import Reporting
import Results

/// Reads what a report needs of a run, and has its figures drawn.
package struct ReportRun {
    private let found: RunDirectory.Newest

    /// - Parameter path: `results/EXPERIMENT/RUN`, or `results/EXPERIMENT` for its newest run.
    /// - Throws: if there is no such run.
    package init(path: String) throws {
        found = try RunDirectory.find(path)
    }

    /// The run with its figures.
    ///
    /// gnuplot works in a folder of its own, which is gone afterwards.
    ///
    /// - Throws: if a file cannot be read; that a figure cannot be drawn is told in its place.
    package func read() throws -> ReportedRun {
        let directory = found.directory
        let manifest = try directory.orderedManifest()
        let table = try directory.trials(knowing: Set(Sweep.settingNames))
        let compared = try compared(manifest, table)
        var run = ReportedRun(
            path: directory.path, manifest: manifest, records: table.records,
            answer: compared.answer)
        run.notes = compared.notes
        run.capacities = compared.capacities
        if RunDirectory.size(of: directory.trialsPath) <= ReportedRun.mostBytes {
            run.trialsCSV = [UInt8](try Data(contentsOf: URL(filePath: directory.trialsPath)))
        }
        run.experiment = try? ExperimentFile.read(path: directory.experimentPath)
        let drawn = try PlotRun(directory: directory, root: "")
            .rendered(manifest, table.records, compared.capacities)
        run.notes += drawn.notes
        run.figures = try figures(drawn.set.files, drawn.set.scripts) { drawn.titles[$0] ?? $0 }
        if let report = compared.report, case let files = EffectFigure.render(report),
            !files.isEmpty
        {
            let title = "Effects with their 95 % intervals"
            run.figures.insert(
                contentsOf: try figures(files, ["effects.gp"]) { _ in title }, at: 0)
        }
        return run
    }

    /// What is told of a comparison; its numbers go before figures are drawn, as they are many.
    private struct Compared {
        let report: ComparisonReport?
        let answer: ReportedRun.Answer
        let notes: [String]
        let capacities: [CapacityRecord]
    }

    private func compared(
        _ manifest: Manifest, _ table: Table<TrialRecord>
    ) throws(ResultsError) -> Compared {
        let run = try ComparedRun(found, manifest: manifest, table: table)
        let (report, answer) = answer(run)
        return Compared(
            report: report, answer: answer, notes: run.warnings, capacities: run.capacities)
    }

    /// What `bench compare RUN` would report.
    private func answer(_ run: ComparedRun) -> (ComparisonReport?, ReportedRun.Answer) {
        let request = ComparisonRequest(subject: .within(run.data), plan: run.plan)
        do throws(ComparisonError) {
            let report = try ReportMaker.report(request)
            return (report, .report(report))
        } catch {
            guard !error.isInconclusive else { return (nil, .none("\(error)")) }
            return (nil, .none("the experiment file declares no contrast and no hypothesis"))
        }
    }

    /// Draws scripts in a folder that is made for it.
    private func figures(
        _ files: [String: String], _ scripts: [String], title: (String) -> String
    ) throws -> [ReportedFigure] {
        let random = String(UInt64.random(in: 0 ... .max), radix: 36)
        let place = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        let folder = "\(place)/bench-report-\(random)"
        try Directory.make(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let tables = files.filter { $0.key.hasSuffix(".csv") }
        for (name, text) in tables {
            try TextFile.write(HoverScript.numbered(text), to: "\(folder)/\(name)")
        }
        return scripts.map { name in
            let script = HoverScript.text(files[name] ?? "")
            let stem = String(name.dropLast(".gp".count))
            return ReportedFigure(
                name: stem, title: title(stem), script: script, tables: tables,
                picture: draw(script, "\(folder)/\(stem).svg", in: folder))
        }
    }

    private func draw(
        _ script: String, _ path: String, in folder: String
    ) -> ReportedFigure.Picture {
        do throws(Command.Failure) {
            try GnuplotRun.run(script, in: folder)
        } catch {
            return .missing("gnuplot: \(error.reason)")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            return .missing("gnuplot wrote no SVG")
        }
        return .svg(String(decoding: data, as: UTF8.self))
    }
}
