/// Paired comparison: one difference (or log ratio) a block, head against base.
///
/// Wilcoxon's signed-rank test as the permutation test it is: if nothing but chance tells the two
/// apart, each difference could as well have had the other sign. Exact up to 150 differences, with
/// ties, too. Differences of 0 have a rank but no sign (Pratt).
///
/// Our own, as the other tests here are: no Swift package has exact rank tests. SciPy's values are
/// among the tests.
///
/// Source: Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945;
/// Pratt, "Remarks on zeros and ties in the Wilcoxon signed rank procedures", Journal of the
/// American Statistical Association 54, 1959; Hodges, Lehmann, "Estimates of location based on rank
/// tests", Annals of Mathematical Statistics 34, 1963.
package struct SignedRank: RankTest, Sendable {
    /// Ascending.
    private let averages: WalshAverages
    private let chance: NullDistribution
    /// Neither ties nor zeros.
    private let untied: Bool
    package let atMost: Double
    package let atLeast: Double

    /// `nil` if there is no difference, or one that is no number.
    package init?(_ differences: [Double]) {
        guard !differences.isEmpty, differences.allSatisfy(\.isFinite) else { return nil }
        averages = WalshAverages(differences)
        let ranks = Midranks.doubled(differences.map(\.magnitude))
        var signed: [Int] = []
        var positive = 0
        for (difference, rank) in zip(differences, ranks) where difference != 0 {
            signed.append(rank)
            if difference > 0 { positive += rank }
        }
        chance = .flippingSigns(signed)
        untied = signed.sorted() == Midranks.untied(differences.count)
        atMost = chance.atMost(positive)
        atLeast = chance.atLeast(positive)
    }

    /// Differences, those of 0 included.
    package var count: Int { averages.values }

    /// The Hodges–Lehmann estimate of the difference, in the unit of the differences.
    ///
    /// The median of the means of all pairs of differences, each also paired with itself (Walsh
    /// averages).
    package var estimate: Double { averages.median }

    /// The differences that the test would not reject: two order statistics of the Walsh averages.
    ///
    /// Conservative: covers the true difference with at least this probability, for discrete
    /// distributions, too; without ties it leaves out 0 exactly if p ≤ 1 − confidence. `nil` where
    /// no number of differences with one sign could be that sure (2/2ⁿ > 1 − confidence).
    ///
    /// Source: Noether, "Wilcoxon confidence intervals for location parameters in the discrete
    /// case", Journal of the American Statistical Association 62, 1967.
    package func interval(confidence: Double) -> ClosedRange<Double>? {
        let chance = untied ? chance : .flippingSigns(Midranks.untied(count))
        let rank = chance.critical((1 - confidence) / 2) / 2 + 1
        return averages.between(rank)
    }
}

/// The means of all pairs of values, each value also paired with itself; never held at once.
private struct WalshAverages: OrderStatistics {
    /// Half the values, ascending: a mean is the sum of two, without overflow.
    private let halves: [Double]

    init(_ values: [Double]) {
        halves = values.sorted().map { $0 / 2 }
    }

    var values: Int { halves.count }
    var count: Int { halves.count * (halves.count + 1) / 2 }
    var range: ClosedRange<Double> { 2 * halves[0]...2 * halves[halves.count - 1] }

    func count(upTo limit: Double) -> Int {
        halves.withUnsafeBufferPointer { halves in
            var found = 0
            var last = halves.count - 1
            for first in halves.indices {
                while last >= first, halves[first] + halves[last] > limit { last -= 1 }
                guard last >= first else { break }
                found += last - first + 1
            }
            return found
        }
    }
}
