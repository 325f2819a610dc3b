import Frames
import Statistics
import Testing

struct GapHistogramTests {
    private typealias Bin = TimeBin

    @Test(arguments: [1, 2, 3, 10, 999, 1000])
    func percentilesAreThoseOfTheSortedGaps(count: Int) {
        var random = SystemRandomNumberGenerator()
        let gaps = (0..<count).map { _ in Int.random(in: 0...5000, using: &random) }.sorted()
        let histogram = GapHistogram(gaps.shuffled().map { Bin(from: $0, to: $0, count: 1) })
        #expect(histogram.count == count)
        for p in [0.001, 0.5, 0.9, 0.99, 0.999, 1] {
            let rank = max(1, Int((p * Double(count)).rounded(.up)))
            #expect(histogram.percentile(p) == gaps[rank - 1], "\(p)")
        }
    }

    @Test func aPercentileIsTheEndOfItsBin() {
        let histogram = GapHistogram([
            Bin(from: 0, to: 0, count: 50), Bin(from: 100, to: 109, count: 49),
            Bin(from: 2000, to: 2047, count: 1),
        ])
        #expect(histogram.percentile(0.5) == 0)
        #expect(histogram.percentile(0.501) == 109)
        #expect(histogram.percentile(0.99) == 109)
        #expect(histogram.percentile(0.991) == 2047)
    }

    @Test func binsOfSeveralTrialsAreAddedUp() {
        let one = [Bin(from: 0, to: 0, count: 3), Bin(from: 8, to: 9, count: 2)]
        let other = [Bin(from: 8, to: 9, count: 5), Bin(from: 4, to: 4, count: 1)]
        let histogram = GapHistogram(one + other + [Bin(from: 1, to: 1, count: 0)])
        #expect(
            histogram.bins == [
                Bin(from: 0, to: 0, count: 3), Bin(from: 4, to: 4, count: 1),
                Bin(from: 8, to: 9, count: 7),
            ])
        #expect(histogram.shareTogether == 3.0 / 11)
    }

    @Test func aShareIsThatOfGapsAtLeastAsLong() {
        let gaps = [0, 0, 3, 3, 3, 7, 20, 20]
        let histogram = GapHistogram(gaps.map { Bin(from: $0, to: $0, count: 1) })
        let shares = histogram.longerShares
        #expect(shares.map(\.gap) == [3, 7, 20])
        for (gap, share) in shares {
            #expect(share == Double(gaps.count { $0 >= gap }) / Double(gaps.count))
        }
    }

    @Test func withoutGapsNothingIsKnown() {
        let histogram = GapHistogram([])
        #expect(histogram.percentile(0.5) == nil)
        #expect(histogram.longerShares.isEmpty)
        #expect(histogram.shareTogether == 0)
    }
}
