/// Numbers that a flow may or may not have, in 4 bytes each: optional ones would take 8.
struct SparseNumbers: Sendable {
    private var values = InlineArray<4, UInt32>(repeating: 0)
    private var known: UInt8 = 0

    /// Which of them.
    enum NumberName: Int {
        /// The first number of a segment without data, before there was one with data.
        case hint
        /// Newest timestamp of the sender.
        case timestamp
        /// What this direction acknowledged last, and what the other side acknowledged last.
        case sent, got
    }

    subscript(name: NumberName) -> UInt32? {
        get { known & 1 << name.rawValue == 0 ? nil : values[name.rawValue] }
        set {
            values[name.rawValue] = newValue ?? 0
            let bit: UInt8 = 1 << name.rawValue
            known = newValue == nil ? known & ~bit : known | bit
        }
    }
}
