package import Results
import Statistics

/// The table at the end of a sweep: one line for each point.
package enum SummaryTable {
    /// Lines of at most `width` characters (at least 60); the medians of valid trials, `-` where
    /// nothing was measured.
    ///
    /// Baselines are not in it, valid or not.
    package static func text(
        _ records: [TrialRecord], width: Int, order: DeclaredOrder = DeclaredOrder()
    ) -> String {
        let points = points(records, order)
        guard !points.isEmpty else { return "no trial\n" }
        let columns = fitting(SummaryColumn.all(for: points), points, width: max(width, 60))
        let lines = [columns.map(\.title)] + points.map { point in columns.map { $0.text(point) } }
        return layout(lines, columns: columns, width: max(width, 60))
    }

    /// The same as cells: every column with something in it, a row for each point.
    package static func cells(
        _ records: [TrialRecord], order: DeclaredOrder = DeclaredOrder()
    ) -> (columns: [(title: String, isNumber: Bool)], rows: [[String]]) {
        let points = points(records, order)
        let columns = SummaryColumn.all(for: points)
        return (
            columns.map { ($0.title, $0.isNumber) },
            points.map { point in columns.map { $0.text(point) } }
        )
    }

    private static func points(_ records: [TrialRecord], _ order: DeclaredOrder) -> [SummaryPoint] {
        let groups = records.filter { $0.outcome != .baseline && $0.hasCapture }
            .grouped(by: PointIdentity.init)
        let firsts = groups.map { $0[0] }
        let labels = PointLabels(firsts, settingNames: firsts.settingNames, order: order)
        return labels.ordered().map { index in
            SummaryPoint(groups[index], at: labels.conditions(of: index).joined(separator: ", "))
        }
    }

    /// Leaves out what matters least until the texts fit.
    private static func fitting(
        _ columns: [SummaryColumn], _ points: [SummaryPoint], width: Int
    ) -> [SummaryColumn] {
        var columns = columns
        let gap = 2
        while true {
            let widths = columns.map { $0.width(of: points) }
            let over = widths.reduce(0, +) + gap * (columns.count - 1) - width
            // The names of series can be cut down to 20 characters.
            let room = max(0, (widths.first ?? 0) - 20)
            guard over > room else { return columns }
            let least = columns.indices.max { columns[$0].rank < columns[$1].rank }
            guard let least, columns[least].rank > 0 else { return columns }
            columns.remove(at: least)
        }
    }

    private static func layout(
        _ lines: [[String]], columns: [SummaryColumn], width: Int
    ) -> String {
        var widths = columns.indices.map { index in lines.map { $0[index].count }.max() ?? 0 }
        let over = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        if over > 0 {
            widths[0] = max(8, widths[0] - over)
            let rest = widths.reduce(0, +) + 2 * (widths.count - 1) - width
            if rest > 0, widths.count > 1 { widths[1] = max(8, widths[1] - rest) }
        }
        return lines.map { cells in
            let padded = cells.indices.map { index in
                pad(cells[index], to: widths[index], right: columns[index].isNumber)
            }
            var line = padded.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private static func pad(_ text: String, to width: Int, right: Bool) -> String {
        guard text.count <= width else {
            return WrappedText.shortened(text, to: width)
        }
        let blank = String(repeating: " ", count: width - text.count)
        return right ? blank + text : text + blank
    }
}

extension SummaryTable {
    /// One column of the table.
    fileprivate struct SummaryColumn {
        let title: String
        /// 0 stays; the highest goes first where there is no room.
        let rank: Int
        let isNumber: Bool
        let text: (SummaryPoint) -> String

        func width(of points: [SummaryPoint]) -> Int {
            points.reduce(title.count) { max($0, text($1).count) }
        }

        /// Without columns that would be empty in every line.
        static func all(for points: [SummaryPoint]) -> [SummaryColumn] {
            let columns = [
                SummaryColumn(title: "series", rank: 0, isNumber: false, text: \.role),
                SummaryColumn(title: "at", rank: 0, isNumber: false, text: \.at),
                SummaryColumn(title: "n", rank: 0, isNumber: true) { "\($0.valid)" },
                SummaryColumn(title: "invalid", rank: 0, isNumber: true) { "\($0.invalid)" },
                SummaryColumn(title: "loss % (min–max)", rank: 0, isNumber: true, text: \.loss),
                SummaryColumn(title: "busy %", rank: 1, isNumber: true) {
                    $0.median { $0.cpuBusyPercent }
                },
                SummaryColumn(title: "sar %", rank: 3, isNumber: true) {
                    $0.median { $0.cpuSarPercent }
                },
                SummaryColumn(title: "ns/frame", rank: 4, isNumber: true) {
                    $0.median({ $0.cpuNsPerUniqueFrame }, places: 0)
                },
                SummaryColumn(title: "lost at", rank: 2, isNumber: false, text: \.lostAt),
            ]
            return columns.filter { column in
                switch column.title {
                case "at": points.contains { !$0.at.isEmpty }
                case "invalid": points.contains { $0.invalid > 0 }
                default: true
                }
            }
        }
    }
}

/// What one line says.
private struct SummaryPoint {
    let role: String
    let at: String
    let invalid: Int
    private let records: [TrialRecord]
    private let isSkipped: Bool

    init(_ all: [TrialRecord], at: String) {
        role = all.first?.role ?? ""
        self.at = at
        invalid = all.count { $0.outcome == .invalid }
        isSkipped = all.allSatisfy { $0.outcome == .skipped }
        records = all.filter { $0.outcome == .valid }
    }

    var valid: Int { records.count }

    /// `18.1 (14.9–20.3)`; words if there is no valid trial.
    var loss: String {
        guard valid > 0 else { return isSkipped ? "skipped" : "no valid trial" }
        guard let sample = Sample(records.compactMap { $0.lossPercent }) else { return "-" }
        let text = Self.percent(sample.median)
        guard sample.count > 1 else { return text }
        return "\(text) (\(Self.percent(sample.minimum))–\(Self.percent(sample.maximum)))"
    }

    func median(_ value: (TrialRecord) -> Double?, places: Int = 1) -> String {
        Sample(records.compactMap(value)).map {
            DecimalText.rounded($0.median, places: places)
        } ?? "-"
    }

    /// The term of the ledger with the most frames, over all valid trials.
    var lostAt: String {
        var most = 0
        var name = "-"
        for term in LedgerTerm.all.dropFirst() {
            let frames = records.reduce(0) { $0 &+ (term.value($1) ?? 0) }
            if frames > most { (most, name) = (frames, term.short) }
        }
        return name
    }

    /// Three digits that count, two below 1: `18.1`, `0.042`, `0`.
    private static func percent(_ value: Double) -> String {
        var places = abs(value) >= 10 ? 1 : 2
        var size = abs(value)
        while size < 0.1, size > 0, places < 7 {
            size *= 10
            places += 1
        }
        return DecimalText.rounded(value, places: places)
    }
}
