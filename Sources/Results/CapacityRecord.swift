package import FoundationEssentials

/// What one search found for one goal: a row of `capacity.csv`.
///
/// `nil` is “not known”, never 0.
package struct CapacityRecord: Sendable, Hashable {
    package var point = ""
    package var role = ""
    package var build: String?
    package var block = 0
    package var procedure = ""
    /// What may be lost, as text: `0.5 %`.
    package var goal = ""
    /// `total` or `socket`.
    package var countedLoss = ""
    package var end = CapacityEnd.irregular
    package var lowerPps: Double?
    package var upperPps: Double?
    package var conditionalPps: Double?
    package var wireBps: Double?
    package var burstFrames: Double?
    package var burstLeast: Int?
    package var burstMost: Int?
    package var floorLossPercent: Double?
    package var trials = 0
    package var invalidTrials = 0
    package var trialSeconds = 0.0
    package var remark: String?
    /// Host name, in a merged run.
    package var machine: String?
    /// Every setting of the point but the load, in canonical text: a column each.
    package var values: [String: String] = [:]

    package init() {}
}

/// Why a search ended: how its bounds are to be read.
package enum CapacityEnd: String, Sendable, CaseIterable {
    /// Both bounds are known, as near to each other as was asked for.
    case width
    /// The goal was met at the highest load that could be offered.
    case atLeast = "at-least"
    /// The goal was not met at the lowest load.
    case atMost = "at-most"
    /// It ended before that.
    case irregular
}

extension CapacityEnd: WordList {}

extension CapacityRecord {
    /// The fixed columns of `capacity.csv`, in order.
    package static let columns: [Column<CapacityRecord>] = identityColumns + foundColumns

    private static let identityColumns: [Column<CapacityRecord>] = [
        .label("point", \.point, "the search: the column `search` of its rows in `trials.csv`"),
        .label("role", \.role, "label of the series"),
        .text("build", \.build, "which program captured, where several are compared"),
        .count("block", \.block, "repetition, from 1"),
        .label("procedure", \.procedure, "`mlr`, `staircase` or `back-to-back`"),
        .label("goal", \.goal, "what may be lost: `0 %`, `0.5 %`"),
        .label(
            "counted_loss", \.countedLoss,
            "the loss that counts: `total`, or `socket` for that of socket or ring alone"),
        .word(
            "end", \.end,
            "why it ended: `width`: the bounds are near enough; `at-least`: met at the highest load "
                + "offered; `at-most`: not met at the lowest; `irregular`: none of these"),
    ]

    private static let foundColumns: [Column<CapacityRecord>] = [
        .decimal(
            "lower_pps", "frames/s", \.lowerPps,
            "highest load below `upper_pps` that met the goal (RFC 9971: relevant lower bound)"),
        .decimal(
            "upper_pps", "frames/s", \.upperPps,
            "lowest load that did not meet it (relevant upper bound)"),
        .decimal(
            "conditional_pps", "frames/s", \.conditionalPps,
            "what arrives at `lower_pps` (conditional throughput)"),
        .decimal(
            "wire_bps", "bit/s", \.wireBps,
            "`lower_pps` on the wire, with 20 bytes of preamble and gap for each frame"),
        .decimal(
            "burst_frames", "frames", \.burstFrames,
            "longest burst without loss (RFC 9004), mean of the repeats"),
        .integer("burst_least", "frames", \.burstLeast, "the shortest among the repeats"),
        .integer("burst_most", "frames", \.burstMost, "the longest among them"),
        .decimal(
            "floor_loss_percent", "%", \.floorLossPercent,
            "mean loss at loads of at most a quarter of the largest `lower_pps`: what stalls lose at "
                + "any load"),
        .count("trials", \.trials, "trials that counted; those of all goals of the search"),
        .count("invalid_trials", \.invalidTrials, "attempts that were invalid"),
        .decimal("trial_s", "s", \.trialSecondsCell, "traffic of the trials that counted"),
        .text("remark", \.remark, "notes on the result"),
        .text("machine", \.machine, "host name of the machine, in a merged run").later,
    ]

    private var trialSecondsCell: Double? {
        get { trialSeconds }
        set { trialSeconds = newValue ?? 0 }
    }
}

extension CapacityRecord {
    /// The search as a row of trials has it, so that searches are compared as trials are.
    ///
    /// The goal is a setting like others. Only a search that found both bounds has a capacity: “at
    /// least” says what the engine can send, not what can be captured.
    package var comparable: TrialRecord {
        var record = sample
        record.point = "\(point) \(goal)"
        record.settings["goal"] = goal
        record.outcome = end == .irregular ? .invalid : .valid
        record.capacityPps = end == .width ? lowerPps : nil
        record.burstFrames = end == .width ? burstFrames : nil
        return record
    }

    /// The point as a row of trials has it, so that labels and conditions are made alike.
    package var sample: TrialRecord {
        var record = TrialRecord()
        record.point = point
        record.role = role
        record.build = build
        record.block = block
        record.machine = machine
        record.backend = values["backend"]
        record.topology = values["topology"]
        record.napiPolicy = record.topology == "veth-napi" ? values["napi_policy"] : nil
        record.engine = values["engine"]
        record.frameSize = values["frame_size"].flatMap { Int($0) }
        record.sizes = values["sizes"]
        record.frameFormat = values["frame_format"]
        record.streams = values["streams"].flatMap { Int($0) }
        record.recording = values["recording"]
        record.repeat = values["repeat"]
        record.shiftAddresses = values["shift_addresses"]
        record.ringFrames = values["ring_frames"].flatMap { Int($0) }
        record.snaplen = values["snaplen"].flatMap { Int($0) }
        record.settings = values.filter { TrialRecord.column($0.key) == nil }
        return record
    }
}

/// The layout of `capacity.csv`: the fixed columns, then one for each setting.
package enum CapacityTable {
    /// The whole file.
    package static func bytes(_ records: [CapacityRecord]) -> [UInt8] {
        let names = Set(records.flatMap(\.values.keys)).sorted()
        var writer = CSVWriter()
        writer.row(CapacityRecord.columns.map(\.name) + names)
        for record in records {
            for column in CapacityRecord.columns { column.write(record, &writer) }
            for name in names { writer.cell(record.values[name] ?? "") }
            writer.endRow()
        }
        return writer.bytes
    }

    /// Reads a whole file; every column that is not fixed is a setting.
    package static func read(
        _ text: some ContiguousBytes, file: String
    ) throws(ResultsError) -> Table<CapacityRecord> {
        try RowReader(
            source: CSVSource(text, file: file), columns: CapacityRecord.columns,
            blank: CapacityRecord(),
            extras: { names in
                { _, texts, record in
                    for (name, text) in zip(names, texts()) where !text.isEmpty {
                        record.values[name] = text
                    }
                }
            }
        ).read()
    }
}
