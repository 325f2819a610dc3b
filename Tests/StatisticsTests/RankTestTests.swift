import Frames
import Statistics
import Testing

/// What must hold whatever the data.
struct RankTestTests {
    /// Continuous, with a few outliers and a shift: no ties.
    private func draws(_ count: Int, _ random: inout SplitMix64, shift: Double = 0) -> [Double] {
        (0..<count).map { _ in
            let value = Double.random(in: -1...1, using: &random)
            return shift + value / (1.01 - value.magnitude)
        }
    }

    @Test func nothingAndNoNumbersAreNoTest() {
        #expect(SignedRank([]) == nil)
        #expect(SignedRank([1, .nan]) == nil)
        #expect(SignedRank([-.infinity]) == nil)
        #expect(RankSum(base: [], head: [1]) == nil)
        #expect(RankSum(base: [1], head: []) == nil)
        #expect(RankSum(base: [.nan], head: [1]) == nil)
        #expect(WithinBlocks([]) == nil)
        #expect(WithinBlocks([[1, 2]]) == nil)
        #expect(WithinBlocks([[1], [2]]) == nil)
        #expect(WithinBlocks([[1, 2], [1]]) == nil)
        #expect(WithinBlocks([[1, 2], [1, .infinity]]) == nil)
    }

    @Test func noDifferenceAtAllIsNoEvidence() throws {
        for count in [1, 6, 15, 300] {
            let test = try #require(SignedRank([Double](repeating: 0, count: count)))
            #expect(test.pValue == 1)
            #expect(test.estimate == 0)
            let same = [Double](repeating: 7, count: count)
            let unpaired = try #require(RankSum(base: same, head: same))
            #expect(unpaired.pValue == 1)
            #expect(unpaired.estimate == 0)
        }
        #expect(try #require(WithinBlocks([[1, 1, 1], [2, 2, 2]])).pValue == 1)
        #expect(try #require(WithinBlocks([[1, 1, 1], [2, 2, 2]])).statistic == 0)
    }

    /// 2/2ⁿ: 6 differences are the fewest that can be sure at 95 %.
    @Test func theLeastProbabilityIsThatOfOneSign() throws {
        for count in 1...30 {
            let test = try #require(SignedRank((1...count).map(Double.init)))
            let least = 2 / Double(sign: .plus, exponent: count, significand: 1)
            #expect(test.pValue == min(1, least))
            #expect((test.interval(confidence: 0.95) == nil) == (count < 6))
        }
        #expect(
            try #require(SignedRank([-1, -2, -3, -4, -5, -6])).interval(confidence: 0.95)
                == -6.0 ... -1.0)
        #expect(try #require(RankSum(base: [1, 2, 3], head: [4, 5, 6])).pValue == 0.1)
    }

    @Test func theOtherSignHasTheSameProbability() throws {
        var random = SplitMix64(seed: 1)
        for count in [5, 9, 15, 40, 250] {
            let values = draws(count, &random, shift: 0.3)
            let test = try #require(SignedRank(values))
            let mirrored = try #require(SignedRank(values.map(-)))
            #expect(same(test.pValue, mirrored.pValue))
            #expect(same(test.pValue(.less), mirrored.pValue(.greater)))
            #expect(test.estimate == -mirrored.estimate)
            let other = draws(count + 3, &random)
            let unpaired = try #require(RankSum(base: values, head: other))
            let swapped = try #require(RankSum(base: other, head: values))
            #expect(same(unpaired.pValue, swapped.pValue))
            #expect(same(unpaired.pValue(.less), swapped.pValue(.greater)))
            #expect(unpaired.estimate == -swapped.estimate)
        }
    }

    @Test func theOrderOfValuesDoesNotMatter() throws {
        var random = SplitMix64(seed: 2)
        let values = draws(17, &random, shift: 0.5).map { ($0 * 4).rounded() / 4 }
        let test = try #require(SignedRank(values))
        let shuffled = try #require(SignedRank(random.shuffled(values)))
        #expect(test.pValue == shuffled.pValue)
        #expect(test.estimate == shuffled.estimate)
        #expect(test.interval(confidence: 0.9) == shuffled.interval(confidence: 0.9))
    }

    @Test func aShiftOfTheValuesShiftsEffectAndInterval() throws {
        var random = SplitMix64(seed: 3)
        for count in [6, 10, 15, 33] {
            let values = draws(count, &random)
            let test = try #require(SignedRank(values))
            let shifted = try #require(SignedRank(values.map { $0 + 10 }))
            let interval = try #require(test.interval(confidence: 0.95))
            let other = try #require(shifted.interval(confidence: 0.95))
            #expect(same(shifted.estimate, test.estimate + 10))
            #expect(same(other.lowerBound, interval.lowerBound + 10))
            #expect(same(other.upperBound, interval.upperBound + 10))
            #expect(interval.contains(test.estimate))
        }
    }

    @Test func theIntervalLeavesOutZeroExactlyWhereTheTestRejects() throws {
        var random = SplitMix64(seed: 4)
        var rejected = 0
        for round in 0..<300 {
            let values = draws(6 + round % 20, &random, shift: 0.1 * Double(round % 9))
            let test = try #require(SignedRank(values))
            let interval = try #require(test.interval(confidence: 0.95))
            #expect(interval.contains(0) == (test.pValue >= 0.05))
            let other = draws(9, &random)
            let unpaired = try #require(RankSum(base: other, head: values))
            let range = try #require(unpaired.interval(confidence: 0.95))
            #expect(range.contains(0) == (unpaired.pValue >= 0.05))
            if test.pValue < 0.05 { rejected += 1 }
        }
        #expect((30...270).contains(rejected))
    }

    @Test func moreConfidenceIsAWiderInterval() throws {
        var random = SplitMix64(seed: 5)
        let test = try #require(SignedRank(draws(15, &random)))
        let wide = try #require(test.interval(confidence: 0.99))
        let narrow = try #require(test.interval(confidence: 0.8))
        let none = try #require(test.interval(confidence: 0))
        #expect(wide.lowerBound < narrow.lowerBound && narrow.upperBound < wide.upperBound)
        #expect(none.contains(test.estimate) && narrow.contains(none.lowerBound))
        #expect(test.interval(confidence: 1) == nil)
    }

    @Test func aTreatmentThatMattersIsFound() throws {
        let rows = (0..<8).map { block in [1.0, 2, 3].map { Double(block) + $0 } }
        let test = try #require(WithinBlocks(rows))
        #expect(test.statistic == 16)
        #expect(test.pValue < 0.001)
    }

    @Test func theSameBlocksAlwaysHaveTheSameProbability() throws {
        var random = SplitMix64(seed: 6)
        let rows = (0..<6).map { _ in draws(4, &random) }
        let first = try #require(WithinBlocks(rows)).pValue
        #expect(first == (try #require(WithinBlocks(rows)).pValue))
        #expect(first > 0.001 && first < 1)
    }

    @Test func hugeValuesDoNotOverflow() throws {
        let most = Double.greatestFiniteMagnitude
        let test = try #require(SignedRank([most, most, most, -most, most, most]))
        #expect(test.estimate == most)
        let unpaired = try #require(RankSum(base: [-most, -most], head: [most, most]))
        #expect(unpaired.estimate == most)
    }
}
