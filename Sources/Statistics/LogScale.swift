import RealModule

/// Ratios on the scale on which they add up.
///
/// Costs vary by shares, not by amounts; the logarithm of a ratio is as far from 0 for a half as
/// for a double.
package enum LogScale {
    /// The logarithm of a value above 0.
    package static func of(_ value: Double) -> Double { Double.log(value) }

    /// The logarithm of 1 + share: 0.05 for 5 % more.
    package static func ofShare(_ share: Double) -> Double { Double.log(onePlus: share) }

    /// The share that a logarithm stands for: ``ofShare(_:)`` undone.
    package static func share(_ logarithm: Double) -> Double { Double.expMinusOne(logarithm) }
}
