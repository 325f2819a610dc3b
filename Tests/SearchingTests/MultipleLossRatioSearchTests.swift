import Frames
import Testing

@testable import Searching

struct MultipleLossRatioSearchTests {
    private static let maximum = 1_488_095
    private static let goals = [SearchGoal.noDropRate, .partialDropRate]

    private static func search(maximum: Int? = maximum, start: Int = 150_000)
        -> MultipleLossRatioSearch
    {
        MultipleLossRatioSearch(goals: goals, minimum: 1000, maximum: maximum, start: start)
    }

    /// What a hundred devices of a kind came to.
    private struct Tally {
        var hits = 0
        var seconds = 0.0
        var plainSeconds = 0.0
        var mostTrials = 0
    }

    /// Capacities from 20,000 to 1,300,000, one for each seed.
    private static func tally(_ change: (inout SimulatedDevice) -> Void) -> Tally {
        var tally = Tally()
        for seed in 1...100 as ClosedRange<UInt64> {
            let capacity = 20_000 * Double.exp2(Double(seed) * 6 / 100)
            var device = SimulatedDevice(capacity: capacity, seed: seed)
            change(&device)
            var search = search()
            guard run(&search, on: &device) else { continue }
            let isHit = search.results.allSatisfy { result in
                // With a loss that is allowed, a load a little beyond capacity meets the goal.
                let truth = capacity / (1 - result.lossRatio)
                guard let lower = result.lower, result.end == .width else { return false }
                return abs(Double(lower) - truth) <= 0.02 * truth
            }
            if isHit { tally.hits += 1 }
            tally.seconds += device.seconds
            tally.mostTrials = max(tally.mostTrials, device.trials)
            for _ in goals {
                tally.plainSeconds += plainSeconds(
                    capacity: capacity, maximum: Double(maximum), width: 0.02)
            }
        }
        return tally
    }

    @Test func aDeviceWithoutNoiseIsFoundAlways() {
        let tally = Self.tally { _ in }
        #expect(tally.hits == 100)
        #expect(tally.seconds * 3 <= tally.plainSeconds, "\(tally)")
        #expect(tally.mostTrials <= 60, "\(tally)")
    }

    @Test func aNoisyDeviceIsFoundInNinetyOfAHundred() {
        let tally = Self.tally { $0.noise = 0.004 }
        #expect(tally.hits >= 90, "\(tally)")
        #expect(tally.seconds * 3 <= tally.plainSeconds, "\(tally)")
    }

    @Test func aDeviceThatIsSlowNowAndThenIsFoundInNinetyOfAHundred() {
        let tally = Self.tally { $0.slowShare = 0.12 }
        #expect(tally.hits >= 90, "\(tally)")
        #expect(tally.seconds * 3 <= tally.plainSeconds, "\(tally)")
    }

    @Test func aDeviceThatStallsIsFoundInNinetyOfAHundred() {
        let tally = Self.tally { $0.stallsPerSecond = 0.05 }
        #expect(tally.hits >= 90, "\(tally)")
        #expect(tally.seconds * 3 <= tally.plainSeconds, "\(tally)")
    }

    @Test func beyondTheEngineTheResultIsAtLeast() throws {
        var device = SimulatedDevice(capacity: 5e6, seed: 1)
        device.engineLimit = 1.2e6
        var search = Self.search(maximum: nil)
        #expect(run(&search, on: &device))
        for result in search.results {
            #expect(result.end == .atLeast)
            #expect(result.upper == nil)
            let lower = try #require(result.lower)
            #expect(lower <= 1_200_000 && lower >= 1_100_000)
        }
        #expect(device.trials < 25)
    }

    @Test func aDisturbedEngineIsNoLimit() throws {
        var device = SimulatedDevice(capacity: 300_000, seed: 1)
        var search = Self.search(maximum: nil)
        var random = SplitMix64(seed: 5)
        for _ in 0..<1000 {
            guard let request = search.next() else { break }
            let isDisturbed = random.next() % 10 == 0
            search.note(
                isDisturbed
                    ? .beyondEngine(offered: Double(request.load) * 0.97)
                    : device.outcome(request))
        }
        for result in search.results {
            #expect(result.end == .width)
            let lower = try #require(result.lower)
            #expect(lower > 290_000 && lower < 305_000)
        }
    }

    @Test func aDeviceFasterThanTheMaximumIsAtLeastThat() {
        var device = SimulatedDevice(capacity: 5e6, seed: 1)
        var search = Self.search()
        #expect(run(&search, on: &device))
        #expect(search.results.allSatisfy { $0.end == .atLeast && $0.lower == Self.maximum })
    }

    @Test func aDeviceSlowerThanTheMinimumIsAtMostThat() {
        var device = SimulatedDevice(capacity: 500, seed: 1)
        var search = Self.search()
        #expect(run(&search, on: &device))
        #expect(
            search.results.allSatisfy { $0.end == .atMost && $0.upper == 1000 && $0.lower == nil })
        #expect((search.floor ?? 0) > 0.4)
    }

    @Test func noDropRateIsNotFoundWhereEveryTrialStallsAndPartialDropRateIs() throws {
        var device = SimulatedDevice(capacity: 300_000, seed: 1)
        device.stallsPerSecond = 1.0
        var search = Self.search()
        #expect(run(&search, on: &device))
        let floor = try #require(search.floor)
        #expect(floor > 0.0005 && floor < 0.008)
        #expect(search.results[0].lower ?? 0 < 250_000)
        #expect(search.results[1].end == .width)
        #expect(abs((search.results[1].lower ?? 0) - 300_000) <= 6000)
        #expect(device.trials <= 80)
    }

    @Test func anInterruptedSearchGoesOnAsIfItHadNotBeen() {
        var device = SimulatedDevice(capacity: 300_000, seed: 7)
        device.noise = 0.01
        device.stallsPerSecond = 0.1
        var whole = Self.search()
        var outcomes: [(SearchRequest, SearchOutcome)] = []
        while let request = whole.next() {
            let outcome = device.outcome(request)
            outcomes.append((request, outcome))
            whole.note(outcome)
        }
        for cut in [1, outcomes.count / 2, outcomes.count - 1] {
            var again = Self.search()
            for (index, (request, outcome)) in outcomes.enumerated() {
                #expect(again.next() == request)
                // What says nothing changes nothing.
                if index == cut { again.note(.invalid) }
                #expect(again.next() == request)
                again.note(outcome)
            }
            #expect(again.next() == nil)
            #expect(again.results == whole.results)
            #expect(again.floor == whole.floor)
        }
    }

    @Test func fiveInvalidTrialsInARowEndIt() {
        var search = Self.search()
        for _ in 0..<5 { search.note(.invalid) }
        #expect(search.next() == nil)
        #expect(search.results.allSatisfy { $0.end == .irregular && $0.lower == nil })
        #expect(search.results[0].remark == "5 trials in a row were invalid")
    }

    @Test func aLoadThatMeetsTheGoalAboveOneThatDoesNotIsRemarked() throws {
        var search = MultipleLossRatioSearch(
            goals: [.partialDropRate, .noDropRate], minimum: 1000, maximum: 400_000, start: 400_000)
        for _ in 0..<300 {
            guard let request = search.next() else { break }
            let loss = request.load <= 200_000 ? 0 : request.load <= 300_000 ? 0.3 : 0.003
            search.note(.measured(lossRatio: loss))
        }
        // 400,000 is within 0.5 %, until the other goal shows what lies below.
        let result = search.results[0]
        let upper = try #require(result.upper)
        #expect(upper > 200_000 && upper <= 204_000)
        #expect(result.lower ?? 0 <= 200_000)
        #expect(
            result.remark == "400000 frames/s met the goal too, above a load that did not")
        #expect(search.results[1].remark == nil)
    }
}

extension Double {
    /// Two to this power.
    fileprivate static func exp2(_ power: Double) -> Double {
        let whole = power.rounded(.down)
        // 2^x between whole numbers is near enough to a straight line.
        return Double(sign: .plus, exponent: Int(whole), significand: 1) * (1 + power - whole)
    }
}
