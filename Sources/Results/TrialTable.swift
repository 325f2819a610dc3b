package import FoundationEssentials

/// The layout of one `trials.csv`: the fixed columns, then one for each other setting.
package struct TrialTable: Sendable {
    /// Names of the setting columns, sorted.
    package let settingNames: [String]

    /// The union of the settings of all backends and engines; those with a fixed column, and
    /// repeated ones, are dropped.
    package init(settingNames: some Sequence<String>) {
        let fixed = Set(TrialRecord.columns.map(\.name))
        self.settingNames = Set(settingNames).subtracting(fixed).sorted()
    }

    /// The layout of a file that is being continued, its columns in the order they have there.
    package init(continuing table: Table<TrialRecord>) {
        settingNames = table.extraNames
    }

    /// The header row, with its newline.
    package var header: [UInt8] {
        var writer = CSVWriter()
        writer.row(TrialRecord.columns.map(\.name) + settingNames)
        return writer.bytes
    }

    /// One row, with its newline.
    package func row(_ record: TrialRecord) -> [UInt8] {
        var writer = CSVWriter()
        let values = record.values
        for column in TrialRecord.columns { column.write(values, &writer) }
        for name in settingNames { writer.cell(values.settings[name] ?? "") }
        writer.endRow()
        return writer.bytes
    }

    /// Reads a whole `trials.csv`; every column that is not fixed is a setting column.
    ///
    /// Rows with the same settings share one dictionary.
    ///
    /// - Parameters:
    ///   - known: the settings there are; other columns are passed over with a remark, since they
    ///     would tell trials apart that differ in nothing. `nil` to take every column.
    ///   - isStrict: whether a loss that contradicts its frames is an error.
    package static func read(
        _ text: some ContiguousBytes, file: String, known: Set<String>? = nil,
        isStrict: Bool = false
    ) throws(ResultsError) -> Table<TrialRecord> {
        try read(CSVSource(text, file: file), known: known, isStrict: isStrict)
    }

    /// The same of a source.
    static func read(
        _ source: CSVSource, known: Set<String>?, isStrict: Bool
    ) throws(ResultsError) -> Table<TrialRecord> {
        var table = Table<TrialRecord>()
        var records: [TrialRecord] = []
        table.facts = try read(source, known: known, isStrict: isStrict) { records.append($0) }
        table.records = records
        return table
    }

    /// The same row by row; `take` is given each.
    static func read(
        _ source: CSVSource, known: Set<String>?, isStrict: Bool, _ take: (TrialRecord) -> Void
    ) throws(ResultsError) -> TableFacts {
        var facts = try RowReader(
            source: source, columns: TrialRecord.columns,
            blank: TrialValues(), extras: { settingCells($0, known) },
            contradiction: { isStrict ? contradiction(in: $0) : nil }
        ).read { take(TrialRecord($0)) }
        if let known {
            let unknown = facts.extraNames.filter { !known.contains($0) }
            facts.extraNames.removeAll { !known.contains($0) }
            facts.remarks = unknown.map {
                "\(source.file):1: the column “\($0)” is none of this bench's; it is passed over"
            }
        }
        return facts
    }

    /// A loss that is not that of the row's frames: somebody changed one of them.
    private static func contradiction(in values: TrialValues) -> String? {
        let frames = Ledger(offered: values.offeredFrames.value, unique: values.uniqueFrames.value)
        guard let loss = values.lossPercent.value, let right = frames.lossPercent,
            abs(loss - right) > 1e-6 * max(1, abs(right))
        else { return nil }
        return "loss_percent: \(loss) contradicts offered_frames and unique_frames, which give "
            + "\(DecimalText.rounded(right, places: 6))"
    }

    /// Puts setting cells together, once for all rows that have the same ones.
    private static func settingCells(
        _ names: [String], _ known: Set<String>?
    ) -> ExtraCells<TrialValues>? {
        let isKnown = names.map { known?.contains($0) ?? true }
        guard !names.isEmpty else { return nil }
        var shared = TextPool<[String: String]>()
        return { raw, texts, record in
            func make() -> [String: String] {
                let cells = texts()
                let places = names.indices.filter { isKnown[$0] && !cells[$0].isEmpty }
                return Dictionary(uniqueKeysWithValues: places.map { (names[$0], cells[$0]) })
            }
            guard let raw else {
                record.settings = make()
                return
            }
            record.settings = shared.value(of: raw, make: make)
        }
    }
}

/// A record that is a row of a table with fixed columns only.
package protocol TableRow: Sendable {
    /// The columns, in order.
    static var columns: [Column<Self>] { get }
    var trial: Int { get }
    var attempt: Int { get }
    /// Nothing measured yet.
    init()
}

extension IntervalRecord: TableRow {}

/// The layout of `intervals.csv`.
package typealias IntervalTable = RowTable<IntervalRecord>

/// The layout of `gaps.csv`.
package typealias GapTable = RowTable<GapRecord>

/// The layout of `losses.csv`.
package typealias LossTable = RowTable<LossRecord>

/// The layout of `pauses.csv`.
package typealias PauseTable = RowTable<PauseRecord>

/// The layout of `workers.csv`.
package typealias WorkerTable = RowTable<WorkerRecord>

/// The layout of a table that goes with `trials.csv`.
package enum RowTable<Record: TableRow> {
    /// The header row, with its newline.
    package static var header: [UInt8] {
        var writer = CSVWriter()
        writer.row(Record.columns.map(\.name))
        return writer.bytes
    }

    /// One row, with its newline.
    package static func row(_ record: Record) -> [UInt8] {
        var writer = CSVWriter()
        for column in Record.columns { column.write(record, &writer) }
        writer.endRow()
        return writer.bytes
    }

    /// Reads a whole file; columns it does not know are passed over.
    package static func read(
        _ text: some ContiguousBytes, file: String
    ) throws(ResultsError) -> Table<Record> {
        try read(CSVSource(text, file: file))
    }

    /// The same of a source.
    static func read(_ source: CSVSource) throws(ResultsError) -> Table<Record> {
        try RowReader(
            source: source, columns: Record.columns, blank: Record(), extras: { _ in nil }
        ).read()
    }
}
