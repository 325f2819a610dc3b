import Comparing
import Results

/// Makes the page's model from runs.
struct PageMaker {
    let page: Page

    /// - Parameter version: of bench.
    init(_ runs: [ReportedRun], version: String) {
        let parts = runs.enumerated().map { RunParts($1, number: $0 + 1) }
        let names = runs.map(\.manifest.experiment)
        let title = runs.count == 1 ? "Report: \(names[0])" : "Report of \(runs.count) runs"
        page = Page(
            title: title,
            lead: "Made by bench \(version) from the files of each run. Percentages and times are "
                + "medians of valid trials unless a table says otherwise; “-” is not measured.",
            style: Templates.style, index: parts.map(\.index), runs: parts.map(\.part))
    }
}

/// One run's sections, and its entry in the contents.
private struct RunParts {
    let index: Page.IndexEntry
    let part: Page.RunPart

    init(_ run: ReportedRun, number: Int) {
        let id = "run-\(number)"
        let points = RunPoints(run)
        let answer = AnswerSection(run, id: id)
        let named: [(key: String, name: String, blocks: [Block])] = [
            ("answer", "Answer", answer.blocks),
            ("figures", "Figures", FiguresSection.blocks(run, id: id)),
            ("ledger", "Where the frames went", LedgerSection.blocks(points, id: id)),
            ("trials", "Every trial", TrialsSection.blocks(points, id: id)),
            ("validity", "Validity", ValiditySection.blocks(points, id: id)),
            ("environment", "Environment", EnvironmentSection.blocks(run, id: id)),
            ("repeat", "How to repeat it", RepeatSection.blocks(run)),
        ]
        let sections = named.map {
            Page.Section(sectionID: "\(id)-\($0.key)", name: $0.name, blocks: $0.blocks)
        }
        let manifest = run.manifest
        let title = manifest.question ?? manifest.experiment
        let facts = [
            manifest.experiment, "run \(manifest.runID)", "begun \(manifest.startedAt)",
            manifest.quick ? "quick: durations cut to a tenth" : nil,
        ].compactMap { $0 }.joined(separator: " · ")
        part = Page.RunPart(runID: id, runTitle: title, facts: facts, sections: sections)
        index = Page.IndexEntry(
            runID: id, runTitle: title, facts: facts, outcome: answer.outcome,
            links: sections.map { Page.SectionLink(target: $0.sectionID, name: $0.name) })
    }
}
