/// The number that decimal digits stand for, rounded once to the nearest `Double`.
enum DecimalQuotient {
    /// - Parameters:
    ///   - digits: the number without its point.
    ///   - places: digits behind the point, at most 18.
    /// - Returns: `digits / 10^places`; of two that are equally near, the even one (IEEE 754).
    static func value(_ digits: UInt64, places: Int) -> Double {
        // Both parts of the one division are exact.
        if digits < 1 << 53 { return Double(digits) / Double(powers[places]) }
        let shift = powers[places].leadingZeroBitCount
        let up = digits.leadingZeroBitCount
        let whole = digits << up
        // Half of it, with 64 more bits, by a divisor with the first bit set: 63 or 64 bits.
        let (quotient, remainder) = (powers[places] << shift)
            .dividingFullWidth((whole >> 1, whole << 63))
        // Ten bits more than are kept; the last one says whether anything follows them.
        let rounded = Double(remainder == 0 ? quotient : quotient | 1)
        return rounded * Double(sign: .plus, exponent: shift - up - 63, significand: 1)
    }

    private static let powers: [UInt64] = (0..<19).reduce(into: [1]) { powers, _ in
        powers.append(powers[powers.count - 1] &* 10)
    }
}
