import Statistics
import Testing

/// Tables and worked examples in print.
struct PublishedTests {
    /// Differences with the magnitudes 1…count, those with these ranks negative: the largest that
    /// still fit into the sum.
    private func differences(_ count: Int, negativeRanks sum: Int) -> [Double] {
        var rest = sum
        return (1...count).reversed().map { rank in
            guard rank <= rest else { return Double(rank) }
            rest -= rank
            return -Double(rank)
        }
    }

    /// Largest sum of the ranks of one sign that is significant at the two-sided level.
    ///
    /// Source: McCornack, "Extended tables of the Wilcoxon matched pair signed rank statistic",
    /// Journal of the American Statistical Association 60, 1965.
    @Test(arguments: [
        (6, 0.05, 0), (7, 0.05, 2), (8, 0.05, 3), (9, 0.05, 5), (10, 0.05, 8), (11, 0.05, 10),
        (12, 0.05, 13), (13, 0.05, 17), (14, 0.05, 21), (15, 0.05, 25), (16, 0.05, 29),
        (17, 0.05, 34), (18, 0.05, 40), (19, 0.05, 46), (20, 0.05, 52), (25, 0.05, 89),
        (30, 0.05, 137), (8, 0.01, 0), (9, 0.01, 1), (10, 0.01, 3), (12, 0.01, 7), (15, 0.01, 15),
        (20, 0.01, 37), (25, 0.01, 68),
    ])
    func criticalSignedRanksAreThoseOfTheTable(count: Int, level: Double, sum: Int) throws {
        let significant = try #require(SignedRank(differences(count, negativeRanks: sum)))
        #expect(significant.pValue <= level)
        let not = try #require(SignedRank(differences(count, negativeRanks: sum + 1)))
        #expect(not.pValue > level)
    }

    /// Largest U that is significant at the two-sided level of 5 %.
    ///
    /// Source: Mann, Whitney, 1947, as extended by Auble, "Extended tables for the Mann-Whitney
    /// statistic", Bulletin of the Institute of Educational Research at Indiana University 1, 1953.
    @Test(arguments: [
        (4, 4, 0), (4, 5, 1), (3, 8, 2), (5, 5, 2), (5, 8, 6), (6, 6, 5), (7, 7, 8), (8, 8, 13),
        (10, 10, 23), (12, 12, 37), (10, 15, 39), (15, 15, 64), (5, 20, 20), (20, 20, 127),
    ])
    func criticalRankSumsAreThoseOfTheTable(base: Int, head: Int, statistic: Int) throws {
        #expect(try #require(ranked(base, head, statistic)).pValue <= 0.05)
        #expect(try #require(ranked(base, head, statistic + 1)).pValue > 0.05)
    }

    /// Samples in which so many pairs have the head above the base.
    private func ranked(_ base: Int, _ head: Int, _ statistic: Int) -> RankSum? {
        var rest = statistic
        let heads = (0..<head).map { place in
            let below = min(base, rest)
            rest -= below
            return Double(below) + 0.5 + Double(place) / 1000
        }
        return RankSum(base: (1...base).map(Double.init), head: heads)
    }

    /// Depression scale factor before and after a tranquilizer: V = 40, p = 0.0195 one-sided, effect
    /// −0.46 with (−0.786, −0.010) at 96.1 %.
    ///
    /// Source: Hollander, Wolfe, "Nonparametric statistical methods", 1973, examples 3.1 to 3.4.
    @Test func theTranquilizerLowersTheScaleFactor() throws {
        let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
        let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
        let test = try #require(SignedRank(zip(before, after).map { $1 - $0 }))
        #expect(same(test.pValue(.less), 10.0 / 512))
        #expect(abs(test.estimate - -0.46) < 1e-9)
        let interval = try #require(test.interval(confidence: 0.95))
        #expect(abs(interval.lowerBound - -0.786) < 1e-9)
        #expect(abs(interval.upperBound - -0.010) < 1e-9)
        #expect(try #require(test.interval(confidence: 0.96)) == interval)
        #expect(try #require(test.interval(confidence: 0.962)) != interval)
    }

    /// Permeability of a membrane at term and earlier: W = 35, p = 0.1272 one-sided, effect 0.305.
    ///
    /// Source: Hollander, Wolfe, "Nonparametric statistical methods", 1973, examples 4.1 and 4.2.
    @Test func theMembraneIsNotProvenMorePermeable() throws {
        let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
        let earlier = [1.15, 0.88, 0.90, 0.74, 1.21]
        let test = try #require(RankSum(base: earlier, head: term))
        #expect(abs(test.pValue(.greater) - 0.1272) < 5e-5)
        #expect(abs(test.estimate - 0.305) < 1e-9)
    }

    /// Of these four, the procedure rejects the first and the last at 5 %.
    @Test func holmsProcedureStopsAtTheFirstThatIsNotSignificant() {
        let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
        #expect(zip(adjusted, [0.03, 0.06, 0.06, 0.02]).allSatisfy(same))
        #expect(Holm.adjusted([]) == [])
        #expect(Holm.adjusted([0.7, 0.9]) == [1, 1])
    }

    /// A half width of 1.96 standard errors and a power of 80 %: 2.8 standard errors.
    @Test func detectableIsWhatPowerTablesSay() {
        let detectable = Power.detectable(-1.96...1.96, confidence: 0.95)
        #expect(abs(detectable - 2.8016) < 1e-3)
        #expect(same(Power.detectable(2...6, confidence: 0.9, power: 0.5), 2))
    }
}
