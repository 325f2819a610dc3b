import Frames

/// Randomised blocks: whether the treatments differ at all, each tried once in every block.
///
/// Friedman's test as a permutation test: if they do not, the values of a block could as well have
/// come in any other order.
///
/// Source: Friedman, "The use of ranks to avoid the assumption of normality implicit in the
/// analysis of variance", Journal of the American Statistical Association 32, 1937; Phipson, Smyth,
/// "Permutation p-values should never be zero", Statistical Applications in Genetics and Molecular
/// Biology 9, 2010.
package struct WithinBlocks: Sendable {
    /// Doubled midranks, ranked within each block; rows are blocks, columns are treatments.
    private let ranks: [[Int]]

    private static let permutations = 10_000

    /// `nil` unless there are at least two blocks of the same two or more treatments, and all
    /// values are numbers.
    package init?(_ rows: [[Double]]) {
        guard rows.count >= 2, let first = rows.first, first.count >= 2 else { return nil }
        guard rows.allSatisfy({ $0.count == first.count && $0.allSatisfy(\.isFinite) }) else {
            return nil
        }
        ranks = rows.map(Midranks.doubled)
    }

    /// Friedman's statistic, corrected for ties: near χ² with one degree of freedom less than
    /// treatments, if they do not differ; 0 where all are equal in every block.
    package var statistic: Double {
        let blocks = Double(ranks.count)
        let treatments = Double(ranks[0].count)
        // The mean of doubled ranks is treatments + 1.
        let mean = blocks * (treatments + 1)
        let between = sums(ranks).reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let within = ranks.joined().reduce(0.0) {
            $0 + (Double($1) - treatments - 1) * (Double($1) - treatments - 1)
        }
        return within > 0 ? (treatments - 1) * between / within : 0
    }

    /// Probability of treatments at least as different if chance alone decides.
    ///
    /// The share of 10,000 random orders within the blocks (always the same ones), the order seen
    /// included; with more than 100 blocks, that of χ².
    package var pValue: Double {
        guard ranks.count <= 100 else {
            return ChiSquare.atLeast(statistic, degrees: ranks[0].count - 1)
        }
        var random = SplitMix64(seed: 0x426c_6f63_6b73)
        var shuffled = ranks
        let seen = spread(ranks)
        var asFar = 1
        for _ in 0..<Self.permutations {
            for block in shuffled.indices { random.shuffle(&shuffled[block]) }
            if spread(shuffled) >= seen { asFar += 1 }
        }
        return Double(asFar) / Double(Self.permutations + 1)
    }

    /// The sum of the squares of the treatments' sums: all of the statistic that depends on the
    /// order within blocks.
    private func spread(_ ranks: [[Int]]) -> Int {
        sums(ranks).reduce(0) { $0 + $1 * $1 }
    }

    /// One a treatment.
    private func sums(_ ranks: [[Int]]) -> [Int] {
        var sums = [Int](repeating: 0, count: ranks[0].count)
        for block in ranks {
            for (treatment, rank) in block.enumerated() { sums[treatment] += rank }
        }
        return sums
    }
}

extension SplitMix64 {
    /// As `shuffled`, in place.
    fileprivate mutating func shuffle(_ items: inout [Int]) {
        for last in stride(from: items.count - 1, to: 0, by: -1) {
            items.swapAt(last, Int(next().multipliedFullWidth(by: UInt64(last + 1)).high))
        }
    }
}
