import Frames
import Testing

@testable import Searching

struct StaircaseAndBurstTests {
    private static func steps(
        capacity: Double, engineLimit: Double = .infinity
    ) -> (loads: [Int], result: SearchResult) {
        var device = SimulatedDevice(capacity: capacity, seed: 1)
        device.engineLimit = engineLimit
        var search = FrameLossStaircase(maximum: 100_000, seconds: 1)
        var loads: [Int] = []
        while let request = search.next() {
            loads.append(request.load)
            search.note(device.outcome(request))
        }
        return (loads, search.results[0])
    }

    @Test func theStaircaseEndsAfterTwoTrialsWithoutLoss() {
        let (loads, result) = Self.steps(capacity: 75_000)
        #expect(loads == [100_000, 90_000, 80_000, 70_000, 60_000])
        #expect(result.lower == 70_000)
        #expect(result.upper == 80_000)
        #expect(result.end == .width)
    }

    @Test func aStaircaseWithoutLossAtTheTopIsAtLeastThat() {
        let (loads, result) = Self.steps(capacity: 200_000)
        #expect(loads == [100_000, 90_000])
        #expect(result.lower == 100_000)
        #expect(result.end == .atLeast)
    }

    @Test func aStaircaseWithLossAtTheBottomIsAtMostThat() {
        let (loads, result) = Self.steps(capacity: 5000)
        #expect(loads.count == 10)
        #expect(result.upper == 10_000)
        #expect(result.lower == nil)
        #expect(result.end == .atMost)
    }

    @Test func stepsBeyondTheEngineArePassedOver() {
        let (loads, result) = Self.steps(capacity: 200_000, engineLimit: 75_000)
        // It takes two trials to believe that the engine cannot.
        #expect(
            loads == [100_000, 100_000, 90_000, 90_000, 80_000, 80_000, 70_000, 60_000])
        #expect(result.lower == 70_000)
        #expect(result.upper == nil)
        #expect(result.end == .atLeast)
    }

    @Test(arguments: [1, 2, 63, 64, 65, 128, 1000, 4096, 30_000])
    func theLongestBurstIsTheRingsDepth(slots: Int) {
        var search = BackToBackSearch(longest: 65_536, repeats: 5, seconds: 1)
        var trials = 0
        while let request = search.next(), trials < 1000 {
            trials += 1
            // A consumer that is stopped: what does not fit is lost.
            let lost = max(0, request.load - slots)
            search.note(.measured(lossRatio: Double(lost) / Double(request.load)))
        }
        let result = search.results[0]
        #expect(result.lower == slots)
        #expect(result.upper == slots + 1)
        #expect(result.conditional == Double(slots))
        #expect(result.end == .width)
        #expect(trials < 140)
    }

    @Test func aStallDoesNotShortenABurst() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var search = BackToBackSearch(longest: 65_536, repeats: 3, seconds: 1)
            while let request = search.next() {
                let isStalled = random.next() % 100 < 3
                search.note(.measured(lossRatio: request.load > 512 || isStalled ? 0.1 : 0))
            }
            // Both of two trials are stalled in one of a thousand.
            #expect(abs((search.results[0].conditional ?? 0) - 512) <= 60, "seed \(seed)")
        }
    }

    @Test func aRingLongerThanEveryBurstIsAtLeastThat() {
        var search = BackToBackSearch(longest: 1000, repeats: 2, seconds: 1)
        while search.next() != nil { search.note(.measured(lossRatio: 0)) }
        #expect(search.results[0].end == .atLeast)
        #expect(search.results[0].lower == 1000)
        #expect(search.results[0].upper == nil)
    }

    @Test func aConsumerThatLosesEveryFrameIsAtMostNothing() {
        var search = BackToBackSearch(longest: 1000, repeats: 2, seconds: 1)
        while search.next() != nil { search.note(.measured(lossRatio: 1)) }
        #expect(search.results[0].end == .atMost)
        #expect(search.results[0].lower == 0)
    }
}
