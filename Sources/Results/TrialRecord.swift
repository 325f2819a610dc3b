/// One attempt at one trial: a row of `trials.csv`.
///
/// It has every property of ``TrialValues``; numbers are optional: `nil` is “not measured”. The
/// values are shared by copies until one of them is changed, because a row is more than a thousand
/// bytes, and a large file has many.
@dynamicMemberLookup
package struct TrialRecord: Sendable {
    private(set) var row: ValueBox

    package init() {
        row = ValueBox(TrialValues())
    }

    init(_ values: consuming TrialValues) {
        row = ValueBox(values)
    }

    /// Changed only by its one owner.
    final class ValueBox: @unchecked Sendable {
        var values: TrialValues

        init(_ values: consuming TrialValues) {
            self.values = values
        }
    }

    /// What the columns read and write.
    var values: TrialValues {
        get { row.values }
        set { change { $0 = newValue } }
    }

    /// The value of a column as a number; `nil` for texts, and if not measured.
    package func number(in column: Column<TrialValues>) -> Double? { column.number(row.values) }

    mutating func change(_ body: (inout TrialValues) -> Void) {
        if !isKnownUniquelyReferenced(&row) { row = ValueBox(row.values) }
        body(&row.values)
    }
}

extension TrialRecord {
    package typealias ValueField<Value> = any WritableKeyPath<TrialValues, Value> & Sendable

    package subscript(dynamicMember field: ValueField<Measured<Int>>) -> Int? {
        get { row.values[keyPath: field].value }
        set { change { $0[keyPath: field].value = newValue } }
    }

    package subscript(dynamicMember field: ValueField<Measured<Double>>) -> Double? {
        get { row.values[keyPath: field].value }
        set { change { $0[keyPath: field].value = newValue } }
    }

    package subscript(dynamicMember field: ValueField<String?>) -> String? {
        get { row.values[keyPath: field] }
        set { change { $0[keyPath: field] = newValue } }
    }

    package subscript<Value>(dynamicMember field: ValueField<Value>) -> Value {
        get { row.values[keyPath: field] }
        set { change { $0[keyPath: field] = newValue } }
    }
}

extension TrialRecord: Hashable {
    package static func == (one: TrialRecord, other: TrialRecord) -> Bool {
        one.row === other.row || one.row.values == other.row.values
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(row.values)
    }
}

extension TrialRecord {
    /// Those settings that are the engine's.
    package var engineSettings: [String: String] {
        row.values.settings.filter { $0.key.hasPrefix("engine_") }
    }
}

extension TrialRecord {
    /// The fixed columns of `trials.csv`, in order.
    ///
    /// Setting columns follow them.
    package static let columns: [Column<TrialValues>] =
        identityColumns + conditionsColumns + framesColumns + cpuColumns + requestColumns
        + sendingColumns + kernelColumns + softirqColumns + processColumns + lossesColumns
        + waitingColumns + workerColumns + machineColumns

    /// The fixed column of this name, `nil` if there is none.
    package static func column(_ name: String) -> Column<TrialValues>? {
        columns.first { $0.name == name }
    }
}
