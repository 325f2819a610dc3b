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
