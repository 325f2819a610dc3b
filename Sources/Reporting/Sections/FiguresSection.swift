import Results

/// Every figure with the table of its data.
enum FiguresSection {
    static func blocks(_ run: ReportedRun, id: String) -> [Block] {
        guard !run.figures.isEmpty else {
            return [.paragraph("No figure can be drawn from this run.")]
        }
        return run.figures.map { .figure(figure($0, run, id: "\(id)-figure-\($0.name)")) }
    }

    private static func figure(
        _ figure: ReportedFigure, _ run: ReportedRun, id: String
    ) -> PageFigure {
        let tables = FigureTables(
            HoverScript.files(in: figure.script).compactMap { name in
                figure.tables[name].map { (name, $0) }
            })
        let picture: PageFigure.InlinePicture?
        let missing: String?
        switch figure.picture {
        case .svg(let text):
            picture = PictureMaker.picture(text, tables: tables, prefix: id)
            missing =
                picture == nil
                ? "The picture is missing: gnuplot wrote no SVG that can be read."
                : nil
        case .missing(let reason):
            picture = nil
            missing = "The picture is missing: \(reason)."
        }
        return PageFigure(
            figureID: id, title: figure.title, picture: picture, missing: missing,
            data: tables.first.map { data($0, run, title: figure.title, id: id) })
    }

    /// The table behind the curves or bars; single trials have a section of their own.
    private static func data(
        _ table: FigureTable, _ run: ReportedRun, title: String, id: String
    ) -> Details {
        let rows = table.rows.prefix(TrialsSection.mostRows).map { row in
            table.shown.map { table.words(row, $0) }
        }
        let columns = table.shown.enumerated().map { place, column in
            let name = table.columns[column]
            return place == 0
                ? PageTable.PageColumn.header(name)
                : table.isText(column) ? .text(name) : .number(name)
        }
        let stem = "\(run.manifest.experiment)-\(run.manifest.runID)"
        return Details(
            summary: "The data of this figure: \(table.rows.count) rows", isOpen: false,
            blocks: [
                .table(
                    PageTable(
                        id: "\(id)-data", caption: "\(title): \(table.name)", columns: columns,
                        rows: Array(rows))),
                RepeatSection.download(
                    "Download \(table.name)", "\(stem)-\(table.name)", "text/csv", table.csv.utf8),
            ])
    }
}
