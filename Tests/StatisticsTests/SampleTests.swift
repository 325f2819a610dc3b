import Statistics
import Testing

struct SampleTests {
    /// Of 1, 2, 4, 8 and 16: what R's quantile(type = 7) says.
    @Test(arguments: [
        (0.0, 1.0), (0.1, 1.4), (0.25, 2), (0.5, 4), (0.75, 8), (0.9, 12.8), (1, 16), (2, 16),
        (-1, 1),
    ])
    func quantilesAreThoseOfTypeSeven(p: Double, value: Double) throws {
        let sample = try #require(Sample([8, 1, 16, 2, 4]))
        #expect(abs(sample.quantile(p) - value) < 1e-12)
    }

    @Test(arguments: [
        ([3.0], 3.0), ([1.0, 2.0], 1.5), ([5.0, 1.0, 3.0], 3.0), ([4.0, 1.0, 3.0, 2.0], 2.5),
    ])
    func theMedianIsTheMiddle(values: [Double], median: Double) throws {
        #expect(try #require(Sample(values)).median == median)
    }

    @Test func aSampleKnowsItsRange() throws {
        let sample = try #require(Sample([2, -1, 5]))
        #expect(sample.minimum == -1)
        #expect(sample.maximum == 5)
        #expect(sample.count == 3)
        #expect(sample.mean == 2)
    }

    @Test func nothingAndNoNumbersAreNoSample() {
        #expect(Sample([]) == nil)
        #expect(Sample([1, .nan]) == nil)
        #expect(Sample([.infinity]) == nil)
    }
}

struct ProportionTests {
    /// Against R's prop.test(correct = FALSE) and Wilson's closed form.
    @Test(arguments: [
        (0, 10, 0.0, 0.277_533), (1, 10, 0.017_876, 0.404_150), (5, 10, 0.236_593, 0.763_407),
        (10, 10, 0.722_467, 1),
    ])
    func wilsonHoldsNearTheEnds(count: Int, total: Int, low: Double, high: Double) throws {
        let interval = try #require(Proportion(count, of: total)).wilson()
        #expect(abs(interval.lowerBound - low) < 1e-5)
        #expect(abs(interval.upperBound - high) < 1e-5)
    }

    /// 45 %, 26 %, 14 % and 5 %, exact: 1 − 0.05^(1/n).
    @Test(arguments: [(1, 0.95), (5, 0.450_720), (10, 0.258_866), (20, 0.139_108), (59, 0.049_507)])
    func noEventInSoManyTrialsBoundsItsProbability(trials: Int, bound: Double) throws {
        #expect(abs(try #require(Proportion.upperBoundIfNone(of: trials)) - bound) < 1e-6)
    }

    @Test func impossibleProportionsAreRefused() {
        #expect(Proportion(2, of: 1) == nil)
        #expect(Proportion(-1, of: 1) == nil)
        #expect(Proportion(0, of: 0) == nil)
        #expect(Proportion.upperBoundIfNone(of: 0) == nil)
    }
}
