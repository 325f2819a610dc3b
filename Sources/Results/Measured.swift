/// A number that may be missing, in eight bytes: an optional takes sixteen, and a row of `trials.csv`
/// has nearly ninety of them.
package struct Measured<Number: MeasuredNumber>: Sendable, BitwiseCopyable {
    private var number: Number

    /// Not measured.
    package init() {
        number = .missing
    }

    package init(_ number: Number) {
        self.number = number
    }

    /// `nil` is “not measured”; what stands for that is not measured either.
    package var value: Number? {
        get { number.isMissing ? nil : number }
        set { number = newValue ?? .missing }
    }
}

extension Measured: Hashable {
    package static func == (one: Measured, other: Measured) -> Bool { one.value == other.value }
    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// A number with a value that stands for a missing one.
package protocol MeasuredNumber: Hashable, Sendable, BitwiseCopyable {
    static var missing: Self { get }
    var isMissing: Bool { get }
}

extension Int: MeasuredNumber {
    /// The one whole number without an opposite; no count is so far below 0.
    package static var missing: Int { .min }
    package var isMissing: Bool { self == .min }
}

extension Double: MeasuredNumber {
    /// One of the many bit patterns that are no number.
    package static var missing: Double { Double(bitPattern: 0x7FF8_0000_6E6F_6E65) }
    package var isMissing: Bool { bitPattern == Self.missing.bitPattern }
}

/// How a record may hold a number that may be missing.
package protocol MeasuredField<Number>: Sendable, BitwiseCopyable {
    associatedtype Number: MeasuredNumber
    /// - Returns: `nil` if the field cannot hold it.
    init?(measured number: Number)
    var measured: Number? { get }
}

extension Measured: MeasuredField {
    package init?(measured number: Number) {
        guard !number.isMissing else { return nil }
        self.number = number
    }

    package var measured: Number? { value }
}

extension Optional: MeasuredField where Wrapped: MeasuredNumber {
    package init?(measured number: Wrapped) {
        self = number
    }

    package var measured: Wrapped? { self }
}
