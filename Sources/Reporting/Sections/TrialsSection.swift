import Results

/// Every attempt in a row of its own, those that do not count among them.
enum TrialsSection {
    /// More rows than this make a page slow; the CSV has all.
    static let mostRows = 2000

    private static let columns: [PageTable.PageColumn] = [
        .header("trial"), .text("series"), .text("at"), .text("outcome"), .number("loss %"),
        .number("busy %"), .number("ns/frame"), .number("offered/s"), .number("offered"),
        .number("delivered"), .number("block"), .text("flags"), .text("message"),
    ]

    static func blocks(_ run: RunPoints, id: String) -> [Block] {
        guard !run.records.isEmpty else { return [.paragraph("The run has no trial.")] }
        let shown = run.records.prefix(mostRows)
        let rows = shown.indices.map { row(run.records[$0], at: run.points[run.pointOfRecord[$0]]) }
        let table = PageTable(
            id: "\(id)-trials-table", caption: "Attempts, in the order of running",
            columns: columns, rows: rows,
            tone: { run.records[$0].outcome == .valid ? nil : "off" })
        var blocks: [Block] = []
        if run.records.count > mostRows {
            blocks.append(
                .paragraph(
                    "These are the first \(mostRows) of \(run.records.count) attempts. "
                        + "trials.csv has all of them."))
        }
        return blocks + [
            .details(
                Details(
                    summary: "\(run.records.count) attempts", isOpen: true,
                    blocks: [.table(table)]))
        ]
    }

    private static func row(_ record: TrialRecord, at point: RunPoints.ReportedPoint) -> [String] {
        [
            name(record), record.role, point.at, outcome(record),
            NumberText.short(record.lossPercent), NumberText.short(record.cpuBusyPercent),
            NumberText.short(record.cpuNsPerUniqueFrame), NumberText.short(record.ratePpsOffered),
            NumberText.whole(record.offeredFrames), NumberText.whole(record.arrivedFrames),
            "\(record.block)", record.flags.map(\.rawValue).joined(separator: ", "),
            record.message ?? "",
        ]
    }

    /// `17`, or `17, attempt 2`.
    static func name(_ record: TrialRecord) -> String {
        record.attempt > 1 ? "\(record.trial), attempt \(record.attempt)" : "\(record.trial)"
    }

    /// `valid`, or `invalid: steal`.
    static func outcome(_ record: TrialRecord) -> String {
        [record.outcome.rawValue, record.invalidReason?.rawValue].compactMap { $0 }
            .joined(separator: ": ")
    }
}
