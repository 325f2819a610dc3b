import Statistics
import Testing

/// As many rows as a results file may have; answers that can be written down.
struct ManyValuesTests {
    private static let count = 50_000

    /// Of evenly spaced values, ⌊s²/4⌋ pairs have a sum of at most s.
    @Test func fiftyThousandDifferencesHaveTheExactEffect() throws {
        let n = Double(Self.count)
        let test = try #require(SignedRank((1...Self.count).reversed().map { Double($0) - 24_900 }))
        #expect(test.estimate == (n + 1) / 2 - 24_900)
        #expect(test.count == Self.count)
        // z of the mean of squares: the shift is 100.5 of a spread of n/√12.
        #expect(test.pValue > 0.05 && test.pValue < 0.3)
        let interval = try #require(test.interval(confidence: 0.95))
        let deviation = (n * (n + 1) * (2 * n + 1) / 24).squareRoot()
        let rank = (n * (n + 1) / 4 - 1.959_963_984_540_054 * deviation - 0.5).rounded(.down) + 1
        let low = (4 * rank).squareRoot().rounded(.up) / 2
        #expect(interval.lowerBound == low - 24_900)
        #expect(interval.upperBound == n + 1 - low - 24_900)
    }

    @Test func fiftyThousandValuesAreCompared() throws {
        let base = (0..<30_000).map(Double.init)
        let head = (0..<20_000).map { Double($0) * 1.5 + 200.25 }
        let test = try #require(RankSum(base: base, head: head))
        // Centres at 14,999.5 and 15,199.5; distances come in halves, ± 0.25.
        #expect(abs(test.estimate - 200) <= 0.5)
        let interval = try #require(test.interval(confidence: 0.95))
        #expect(interval.contains(200))
        #expect(interval.upperBound - interval.lowerBound < 500)
        #expect(interval.contains(0) == (test.pValue >= 0.05))
    }

    /// The median of so many draws is near to normal: ± 1.96 √n / 2 ranks.
    @Test(arguments: [49_999, 50_000])
    func fiftyThousandValuesHaveAMedianWithAnInterval(count: Int) throws {
        let interval = try #require(Sample((1...count).map(Double.init))).medianInterval()
        let middle = Double(count + 1) / 2
        let half = 1.96 * Double(count).squareRoot() / 2
        #expect(abs(interval.lowerBound - (middle - half)) < 1.5)
        #expect(abs(interval.upperBound - (middle + half)) < 1.5)
    }

    /// Either side of where counting ends; two more values say about the same.
    @Test func theNormalDistributionGoesOnWhereCountingEnds() throws {
        func paired(_ count: Int) throws -> Double {
            let values = (1...count).map { Double($0) * ($0 % 7 < 3 ? -1 : 1) + 0.25 }
            return try #require(SignedRank(values)).pValue
        }
        #expect(abs(try paired(147) - paired(154)) < 0.02)
        #expect((0.01..<0.3).contains(try paired(147)))
        func unpaired(_ count: Int) throws -> Double {
            let base = (1...count).map { Double($0 * 37 % 101) }
            return try #require(RankSum(base: base, head: base.map { $0 + 15.5 })).pValue
        }
        #expect(abs(try unpaired(34) - unpaired(37)) < 0.02)
        #expect((0.001..<0.2).contains(try unpaired(34)))
    }

    @Test func manyEqualValuesAreNoEvidence() throws {
        let zeros = [Double](repeating: 0, count: 20_000)
        #expect(try #require(RankSum(base: zeros, head: zeros)).pValue == 1)
        let one = try #require(RankSum(base: zeros, head: zeros.dropLast() + [1]))
        #expect(one.pValue > 0.3)
        #expect(one.estimate == 0)
        #expect(one.interval(confidence: 0.95) == 0...0)
    }

    @Test(arguments: [1, 7])
    func fewValuesHaveTheirRangeForAnInterval(count: Int) throws {
        let sample = try #require(Sample((1...count).map(Double.init)))
        #expect(sample.medianInterval(confidence: 0.5) == 1...Double(count))
    }

    @Test func equalValuesHaveNoWidth() throws {
        for count in [8, 9, 100] {
            let sample = try #require(Sample([Double](repeating: 2.5, count: count)))
            #expect(sample.medianInterval() == 2.5...2.5)
        }
    }
}
