/// Where a record keeps a cell, as an offset into its memory.
///
/// A large file has millions of cells. To call a closure and to follow a key path for each takes
/// ten times as long.
struct CellPlace: BitwiseCopyable, Sendable {
    private let kind: CellType
    private let offset: Int

    private enum CellType: BitwiseCopyable {
        case integer
        /// An integer without the one that stands for a missing number.
        case measuredInteger
        case measuredDecimal
        case text
        case optionalText
    }

    /// - Returns: `nil` for a field that is computed, or of a type that has no place here.
    init?<Record, Value>(of field: Field<Record, Value>) {
        switch Value.self {
        case is Int.Type: kind = .integer
        case is Measured<Int>.Type: kind = .measuredInteger
        case is Measured<Double>.Type: kind = .measuredDecimal
        case is String.Type: kind = .text
        case is String?.Type: kind = .optionalText
        default: return nil
        }
        guard let offset = MemoryLayout<Record>.offset(of: field) else { return nil }
        self.offset = offset
    }

    /// Puts a cell that is not empty there.
    ///
    /// - Parameter record: the memory of a record of the field's type.
    /// - Returns: `false` if it does not hold what the field takes.
    @inline(__always)
    func take(_ cell: CellText, into record: UnsafeMutableRawPointer) -> Bool {
        let place = record + offset
        switch kind {
        case .integer, .measuredInteger:
            guard let number = cell.integer, kind == .integer || !number.isMissing else {
                return false
            }
            place.assumingMemoryBound(to: Int.self).pointee = number
        case .measuredDecimal:
            guard let number = cell.decimal else { return false }
            place.assumingMemoryBound(to: Measured<Double>.self).pointee = Measured(number)
        case .text: place.assumingMemoryBound(to: String.self).pointee = cell.text
        case .optionalText: place.assumingMemoryBound(to: String?.self).pointee = cell.text
        }
        return true
    }
}
