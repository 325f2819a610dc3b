import ArgumentParser
import Comparing
import Experiment
import Explaining
import Frames
import Kernel
import Results
import Running

/// `bench explain`: why a point lost what it lost, in words.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain where frames were lost, why, and which setting acts on it.",
        discussion: """
            bench explain RUN                  the worst points of each series, briefly
            bench explain RUN h57ed6c          a point, by the beginning of its id
            bench explain RUN recv             a series, a point's label, or KEY=VALUE

            A run is results/EXPERIMENT/RUN; results/EXPERIMENT stands for its newest run. Every \
            statement has the numbers of the row that say so. Where no rule fits, the terms of the \
            ledger are printed.
            """
    )

    @Argument(
        help:
            "The results directory: results/EXPERIMENT/RUN, or results/EXPERIMENT for its newest.",
        completion: .directory)
    var directory: String

    @Argument(help: "A point's id or its beginning, its label, a series, or KEY=VALUE.")
    var point: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try becomeInvoker()
        do {
            let found = try RunDirectory.find(directory)
            let manifest = try found.directory.orderedManifest()
            let table = try found.directory.trials(knowing: Set(Sweep.settingNames))
            for note in found.notes + [table.warning].compactMap({ $0 }) {
                StandardStream.writeError("bench: \(note)\n")
            }
            let run = ExplainedRun(
                name: found.directory.path, manifest: manifest, records: table.records)
            guard !run.points.isEmpty else {
                throw fail("\(run.name) has no trial yet", ExitStatus.inconclusive)
            }
            if let point { return try tell(run, named: point) }
            let compared = try? ComparedRun(found, manifest: manifest, table: table)
            try tell(run, Array(run.points.indices), most: 2, compared.map(openVerdicts) ?? [])
        } catch let error as ResultsError {
            throw fail("\(error)", ExitStatus.usage)
        }
    }

    /// What the experiment declares and its trials do not decide; nothing if it declares nothing.
    private func openVerdicts(_ run: ComparedRun) -> [OpenVerdict] {
        guard run.data.hasBuilds || run.plan.isDeclared else { return [] }
        let report = try? ReportMaker.report(
            ComparisonRequest(subject: .within(run.data), plan: run.plan))
        // Claims are about series, and none of a run of two builds.
        return OpenVerdict.all(report, declared: run.data.hasBuilds ? [] : run.plan.hypotheses)
    }

    private func tell(_ run: ExplainedRun, named word: String) throws {
        let found = run.named(word)
        guard !found.isEmpty else { throw unknown(word, run) }
        guard found.count == 1 else { return try tell(run, found, most: 8, []) }
        let told = [ExplainedPoint(run, found[0])]
        try output(
            json
                ? ExplainJSON.text(run, told, open: [])
                : ExplainText.full(told, width: StandardStream.columns))
    }

    /// - Parameter most: points of one series.
    private func tell(
        _ run: ExplainedRun, _ points: [Int], most: Int, _ open: [OpenVerdict]
    ) throws {
        let worst = run.worst(points, most: most)
        let told = worst.points.map { ExplainedPoint(run, $0) }
        try output(
            json
                ? ExplainJSON.text(run, told, open: open)
                : ExplainText.brief(
                    run.name, told, lossless: worst.lossless, left: points.count - told.count,
                    open: open, width: StandardStream.columns))
    }

    private func unknown(_ word: String, _ run: ExplainedRun) -> ExitCode {
        let labels = run.ordered.prefix(20).map { "  \($0.id)  \($0.label)\n" }.joined()
        let more = run.points.count > 20 ? "  and \(run.points.count - 20) more\n" : ""
        return fail(
            "\(run.name) has no point “\(word)” (allowed: the beginning of an id, a label, a series:"
                + " \(PlainText.quotedList(run.series)); or KEY=VALUE with a value that a point "
                + "has, KEY one of \(run.keys.joined(separator: ", "))):\n\(labels)\(more)",
            ExitStatus.usage)
    }
}
