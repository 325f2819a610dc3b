/// Search for a number by halving the set of the numbers that a `Double` can hold.
///
/// At most 64 steps, whatever the range, and the answer is exact: no tolerance.
enum Bisection {
    /// The smallest number in `range` that has the property; the upper end if none has.
    ///
    /// What has the property must have it for all larger numbers, too. The range is finite. Zero is
    /// one number, without a sign.
    static func smallest(
        in range: ClosedRange<Double>, where holds: (Double) -> Bool
    ) -> Double {
        var low = key(range.lowerBound)
        var high = key(range.upperBound)
        while low < high {
            // The mean, rounded down, without overflow.
            let middle = (low & high) + ((low ^ high) >> 1)
            if holds(number(middle)) { high = middle } else { low = middle + 1 }
        }
        return number(low)
    }

    /// Integers in the order of the numbers: IEEE 754 orders magnitudes as it orders their bits.
    private static func key(_ number: Double) -> Int64 {
        let bits = Int64(bitPattern: number.bitPattern)
        return bits >= 0 ? bits : .min - bits
    }

    private static func number(_ key: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: key >= 0 ? key : .min - key))
    }
}
