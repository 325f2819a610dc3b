/// Where a record keeps a value.
package typealias Field<Record, Value> = any WritableKeyPath<Record, Value> & Sendable

extension Column {
    /// A whole number that every row has.
    package static func count(
        _ name: String, _ field: Field<Record, Int>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: nil, meaning: meaning, kind: .integer,
            write: { $1.cell(CellText.bounded($0[keyPath: field])) },
            read: { cell, record in
                guard let value = cell.integer else { return false }
                record[keyPath: field] = value
                return true
            },
            number: { Double($0[keyPath: field]) }, isRequired: true, place: CellPlace(of: field))
    }

    /// A whole number.
    package static func integer<Value: MeasuredField<Int>>(
        _ name: String, _ unit: String?, _ field: Field<Record, Value>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: unit, meaning: meaning, kind: .integer,
            write: { $1.cell($0[keyPath: field].measured.map(CellText.bounded)) },
            read: { cell, record in
                guard let number = cell.integer, let value = Value(measured: number) else {
                    return false
                }
                record[keyPath: field] = value
                return true
            },
            number: { $0[keyPath: field].measured.map(Double.init) }, isRequired: false,
            place: CellPlace(of: field))
    }

    /// A decimal number of at most 10^18 in size: nothing that is measured is larger, and rounded it
    /// fits 64 bits.
    package static func decimal<Value: MeasuredField<Double>>(
        _ name: String, _ unit: String?, _ field: Field<Record, Value>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: unit, meaning: meaning, kind: .decimal,
            write: { $1.cell($0[keyPath: field].measured) },
            read: { cell, record in
                guard let number = cell.decimal, abs(number) <= 1e18,
                    let value = Value(measured: number)
                else { return false }
                record[keyPath: field] = value
                return true
            },
            number: { $0[keyPath: field].measured }, isRequired: false, place: CellPlace(of: field))
    }

    /// A text that every row has.
    package static func label(
        _ name: String, _ field: Field<Record, String>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: nil, meaning: meaning, kind: .text,
            write: { $1.cell($0[keyPath: field]) },
            read: { cell, record in
                record[keyPath: field] = cell.text
                return true
            },
            number: { _ in nil }, isRequired: true, place: CellPlace(of: field))
    }

    /// A text.
    package static func text(
        _ name: String, _ field: Field<Record, String?>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: nil, meaning: meaning, kind: .text,
            write: { $1.cell($0[keyPath: field] ?? "") },
            read: { cell, record in
                record[keyPath: field] = cell.text
                return true
            },
            number: { _ in nil }, isRequired: false, place: CellPlace(of: field))
    }
}

extension Column {
    /// One word of a fixed list, in every row.
    package static func word<Word: WordList>(
        _ name: String, _ field: Field<Record, Word>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: nil, meaning: meaning, kind: .word(Word.spellings),
            write: { $1.cell($0[keyPath: field].rawValue) },
            read: { cell, record in
                guard let word = Word(rawValue: cell.text) else { return false }
                record[keyPath: field] = word
                return true
            },
            number: { _ in nil }, isRequired: true)
    }

    /// One word of a fixed list.
    package static func optionalWord<Word: WordList>(
        _ name: String, _ field: Field<Record, Word?>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: nil, meaning: meaning, kind: .word(Word.spellings),
            write: { $1.cell($0[keyPath: field]?.rawValue ?? "") },
            read: { cell, record in
                record[keyPath: field] = Word(rawValue: cell.text)
                return record[keyPath: field] != nil
            },
            number: { _ in nil }, isRequired: false)
    }

    /// Words of a fixed list, joined by `;`.
    package static func words<Word: WordList>(
        _ name: String, _ field: Field<Record, [Word]>, _ meaning: String
    ) -> Column {
        let bySpelling = Dictionary(
            Word.allCases.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        return Column(
            name: name, unit: nil, meaning: meaning, kind: .words(Word.spellings),
            write: { $1.cell($0[keyPath: field].map(\.rawValue).joined(separator: ";")) },
            read: { cell, record in
                var words: [Word] = []
                for text in cell.words {
                    guard let word = bySpelling[text] else { return false }
                    words.append(word)
                }
                record[keyPath: field] = words
                return true
            },
            number: { _ in nil }, isRequired: false)
    }

    /// 1 for yes and 0 for no, in every row.
    package static func flag(
        _ name: String, _ field: Field<Record, Bool>, _ meaning: String
    ) -> Column {
        Column(
            name: name, unit: nil, meaning: meaning, kind: .integer,
            write: { $1.cell($0[keyPath: field] ? 1 : 0) },
            read: { cell, record in
                guard let value = cell.integer, value == 0 || value == 1 else { return false }
                record[keyPath: field] = value == 1
                return true
            },
            number: { $0[keyPath: field] ? 1 : 0 }, isRequired: true)
    }
}

/// An enumeration whose cases are the words of a column.
package protocol WordList: RawRepresentable<String>, CaseIterable, Sendable {}

extension WordList {
    static var spellings: [String] { allCases.map(\.rawValue) }
}

extension Outcome: WordList {}
extension InvalidReason: WordList {}
extension TrialFlag: WordList {}
