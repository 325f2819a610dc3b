import Results

/// Where each offered frame went, point by point.
enum LedgerSection {
    private struct Term: Sendable {
        let title: String
        let value: @Sendable (TrialRecord) -> Int?
    }

    private static let terms =
        [
            Term(title: "offered", value: { $0.offeredFrames }),
            Term(title: "delivered", value: { $0.arrivedFrames }),
        ] + LossPlace.all.map { Term(title: $0.words, value: $0.frames) }

    static func blocks(_ run: RunPoints, id: String) -> [Block] {
        let records = run.records
        let points = run.points.compactMap { point -> (RunPoints.ReportedPoint, [Int])? in
            let valid = point.places.filter { records[$0].outcome == .valid }
            return valid.isEmpty ? nil : (point, valid)
        }
        guard !points.isEmpty else {
            return [.paragraph("No trial is valid, so there is no ledger.")]
        }
        // A term that nobody measured is no column.
        let shown = terms.filter { term in
            points.contains { $0.1.contains { term.value(records[$0]) != nil } }
        }
        let rows = points.map { point, valid in
            [point.role, point.at, "\(valid.count)"]
                + shown.map { term in
                    NumberText.whole(sum(valid) { term.value(records[$0]) })
                }
        }
        let columns =
            [PageTable.PageColumn.header("series"), .text("at"), .number("trials")]
            + shown.map { .number($0.title) }
        return [
            .paragraph(
                "Every frame that was offered was delivered, or stands in the column of the place "
                    + "that lost it. What no counter names is “unexplained”."),
            .table(
                PageTable(
                    id: "\(id)-ledger-table", caption: "Frames, summed over the valid trials",
                    columns: columns, rows: rows)),
        ]
    }

    /// `nil` where no trial measured it.
    private static func sum(_ places: [Int], _ value: (Int) -> Int?) -> Int? {
        let known = places.compactMap(value)
        return known.isEmpty ? nil : known.reduce(0) { $0 &+ $1 }
    }
}
