/// Unpaired comparison of two independent samples, head against base.
///
/// Wilcoxon's rank-sum test (Mann and Whitney's) as the permutation test it is: if nothing but
/// chance tells the two apart, any of the values could as well have been those of the head. Exact
/// up to about 35 and 35 values, with ties 30 and 30.
///
/// Source: Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945;
/// Mann, Whitney, "On a test of whether one of two random variables is stochastically larger than
/// the other", Annals of Mathematical Statistics 18, 1947; Hodges, Lehmann, "Estimates of location
/// based on rank tests", Annals of Mathematical Statistics 34, 1963.
package struct RankSum: RankTest, Sendable {
    private let differences: PairwiseDifferences
    private let chance: NullDistribution
    private let untied: Bool
    package let atMost: Double
    package let atLeast: Double

    /// `nil` if either has no value, or one that is no number.
    package init?(base: [Double], head: [Double]) {
        guard !base.isEmpty, !head.isEmpty else { return nil }
        let all = head + base
        guard all.allSatisfy(\.isFinite) else { return nil }
        differences = PairwiseDifferences(base: base, head: head)
        let ranks = Midranks.doubled(all)
        untied = ranks.sorted() == Midranks.untied(all.count)
        // Counting is quicker for the smaller sample; the other has the rest of the ranks.
        chance = .choosing(min(base.count, head.count), of: ranks)
        if head.count <= base.count {
            let sum = ranks.prefix(head.count).reduce(0, +)
            atMost = chance.atMost(sum)
            atLeast = chance.atLeast(sum)
        } else {
            let sum = ranks.suffix(base.count).reduce(0, +)
            atMost = chance.atLeast(sum)
            atLeast = chance.atMost(sum)
        }
    }

    /// The Hodges–Lehmann estimate of head − base, in the unit of the values.
    ///
    /// The median of the differences of all pairs, one value from each sample.
    package var estimate: Double { differences.median }

    /// The shifts of head against base that the test would not reject: two order statistics of the
    /// differences of all pairs.
    ///
    /// Conservative, as `SignedRank.interval`. `nil` where samples of this size could never be that
    /// sure.
    package func interval(confidence: Double) -> ClosedRange<Double>? {
        let smaller = differences.smallerSample
        let chance =
            untied ? chance : .choosing(smaller, of: Midranks.untied(differences.values))
        // Mann and Whitney's statistic: the sum of ranks, less the least that it can be.
        let critical = chance.critical((1 - confidence) / 2) / 2 - smaller * (smaller + 1) / 2
        return differences.between(critical + 1)
    }
}

/// The differences head − base of all pairs, one value from each sample; never held at once.
private struct PairwiseDifferences: OrderStatistics {
    /// Both ascending.
    private let base: [Double]
    private let head: [Double]

    init(base: [Double], head: [Double]) {
        self.base = base.sorted()
        self.head = head.sorted()
    }

    var values: Int { base.count + head.count }
    var smallerSample: Int { min(base.count, head.count) }
    var count: Int { base.count * head.count }

    var range: ClosedRange<Double> {
        finite(head[0] - base[base.count - 1])...finite(head[head.count - 1] - base[0])
    }

    private func finite(_ difference: Double) -> Double {
        let most = Double.greatestFiniteMagnitude
        return min(max(difference, -most), most)
    }

    func count(upTo limit: Double) -> Int {
        head.withUnsafeBufferPointer { head in
            base.withUnsafeBufferPointer { base in
                var found = 0
                var end = 0
                for value in base {
                    while end < head.count, head[end] - value <= limit { end += 1 }
                    found += end
                }
                return found
            }
        }
    }
}
