/// How a sum of ranks is distributed where nothing but chance decides which ranks are in it.
///
/// Ranks and sums are doubled (`Midranks`), so that they are whole with ties, too. Exact as long
/// as counting all outcomes is quick; then the normal distribution, its variance that of the ranks
/// at hand (which is the correction for ties) and corrected for continuity.
struct NullDistribution: Sendable {
    private enum Form {
        /// The shares of all outcomes that have the sums `first`, `first` + `unit`, ….
        case exact(shares: [Double], first: Int, unit: Int)
        case normal(mean: Double, deviation: Double)
    }

    private let form: Form

    /// Half the distance of two sums without ties, which are 2 apart.
    private static let continuity = 1.0

    /// P(sum ≤ `sum`).
    func atMost(_ sum: Int) -> Double {
        switch form {
        case .exact(let shares, let first, let unit):
            return min(1, shares.prefix((sum - first) / unit + 1).reduce(0, +))
        case .normal(let mean, let deviation):
            guard deviation > 0 else { return 1 }
            return Normal.cumulative((Double(sum) + Self.continuity - mean) / deviation)
        }
    }

    /// P(sum ≥ `sum`).
    func atLeast(_ sum: Int) -> Double {
        switch form {
        case .exact(let shares, let first, let unit):
            return min(1, shares.dropFirst((sum - first) / unit).reversed().reduce(0, +))
        case .normal(let mean, let deviation):
            guard deviation > 0 else { return 1 }
            return Normal.cumulative((mean + Self.continuity - Double(sum)) / deviation)
        }
    }

    /// The largest sum with P(sum ≤ this) ≤ `probability`; below all sums that can be, if even the
    /// least is more probable.
    ///
    /// For ranks without ties: a multiple of 2.
    func critical(_ probability: Double) -> Int {
        switch form {
        case .exact(let shares, let first, let unit):
            var sum = first - unit
            var below = 0.0
            for share in shares {
                below += share
                guard below <= probability else { break }
                sum += unit
            }
            return sum
        case .normal(let mean, let deviation):
            let sum = mean + Normal.quantile(probability) * deviation - Self.continuity
            return 2 * Int((sum / 2).rounded(.down))
        }
    }
}

extension NullDistribution {
    /// Each rank is in the sum or not, with probability ½: the signed-rank statistic.
    ///
    /// Exact for up to 150 ranks.
    static func flippingSigns(_ ranks: [Int]) -> Self {
        guard ranks.count <= 150 else {
            let squares = ranks.reduce(0.0) { $0 + Double($1) * Double($1) }
            let mean = Double(ranks.reduce(0, +)) / 2
            return Self(form: .normal(mean: mean, deviation: (squares / 4).squareRoot()))
        }
        let unit = commonUnit(ranks)
        let steps = ranks.map { $0 / unit }
        // 2^150 outcomes at most: no overflow.
        var outcomes = [Double](repeating: 0, count: steps.reduce(1, +))
        outcomes[0] = 1
        outcomes.withUnsafeMutableBufferPointer { outcomes in
            var top = 0
            for step in steps {
                for sum in stride(from: top, through: 0, by: -1) {
                    outcomes[sum + step] += outcomes[sum]
                }
                top += step
            }
        }
        return exact(outcomes, 0, unit)
    }

    /// Any `count` (at least 1) of the ranks are in the sum, all choices with the same probability:
    /// the rank-sum statistic.
    ///
    /// Exact for up to about 35 of 70 ranks (with ties 30 of 60), and for more where `count` is small.
    static func choosing(_ count: Int, of ranks: [Int]) -> Self {
        let sorted = ranks.sorted()
        let unit = commonUnit(sorted.map { $0 - sorted[0] })
        let steps = sorted.map { ($0 - sorted[0]) / unit }
        let spread = steps.suffix(count).reduce(0, +) - steps.prefix(count).reduce(0, +)
        // About the sums that are gone through; larger samples are near enough to normal.
        let work = Double(count) * Double(ranks.count - count) * (Double(spread) / 4 + 1)
        guard work <= 400e3 else { return approximatelyChoosing(count, of: ranks) }
        let choices = Choices(count, of: steps)
        return exact(choices.counted(), count * sorted[0], unit)
    }

    private static func approximatelyChoosing(_ count: Int, of ranks: [Int]) -> Self {
        let all = Double(ranks.count)
        let mean = ranks.reduce(0.0) { $0 + Double($1) } / all
        let squares = ranks.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let chosen = Double(count)
        let variance = chosen * (all - chosen) / (all * (all - 1)) * squares
        return Self(form: .normal(mean: chosen * mean, deviation: variance.squareRoot()))
    }

    private static func exact(_ outcomes: [Double], _ first: Int, _ unit: Int) -> Self {
        let all = outcomes.reduce(0, +)
        return Self(form: .exact(shares: outcomes.map { $0 / all }, first: first, unit: unit))
    }

    /// The greatest common divisor: 2 without ties; 1 where all are 0.
    private static func commonUnit(_ ranks: [Int]) -> Int {
        max(1, ranks.reduce(0, greatestCommonDivisor))
    }

    private static func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return one
    }
}
