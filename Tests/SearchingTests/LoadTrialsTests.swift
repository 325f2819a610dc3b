import Testing

@testable import Searching

struct LoadTrialsTests {
    private static let target = Target(
        SearchGoal(lossRatio: 0.005, finalSeconds: 2, sumSeconds: 10))

    private static func trials(_ all: [(seconds: Double, loss: Double)]) -> LoadTrials {
        var trials = LoadTrials()
        for trial in all { trials.add(seconds: trial.seconds, lossRatio: trial.loss) }
        return trials
    }

    @Test func halfOfTheDurationSumDecidesWithAnExceedRatioOfOneHalf() {
        let good = (seconds: 2.0, loss: 0.005)
        let bad = (seconds: 2.0, loss: 0.006)
        #expect(Self.trials([good, good]).standing(Self.target) == .undecided)
        #expect(Self.trials([good, good, good]).standing(Self.target) == .lower)
        #expect(Self.trials([bad, bad]).standing(Self.target) == .undecided)
        #expect(Self.trials([bad, bad, bad]).standing(Self.target) == .upper)
        #expect(Self.trials([bad, good, bad, good]).standing(Self.target) == .undecided)
        #expect(Self.trials([bad, good, bad, good, good]).standing(Self.target) == .lower)
    }

    @Test func anExceedRatioOfNothingForgivesNoTrial() {
        let target = Target(
            SearchGoal(lossRatio: 0, finalSeconds: 60, sumSeconds: 60, exceedRatio: 0))
        #expect(Self.trials([(60, 0)]).standing(target) == .lower)
        #expect(Self.trials([(60, 1e-9)]).standing(target) == .upper)
        #expect(Self.trials([(60, 0), (60, 1e-9)]).standing(target) == .upper)
    }

    @Test func badShortTrialsCountUnlessGoodShortOnesBalanceThem() {
        let good = (seconds: 1.0, loss: 0.0)
        let bad = (seconds: 1.0, loss: 0.1)
        #expect(Self.trials(Array(repeating: bad, count: 5)).standing(Self.target) == .undecided)
        #expect(Self.trials(Array(repeating: bad, count: 6)).standing(Self.target) == .upper)
        // Good ones alone decide nothing, and take away from the bad ones.
        #expect(Self.trials(Array(repeating: good, count: 60)).standing(Self.target) == .undecided)
        #expect(
            Self.trials(Array(repeating: bad, count: 6) + [good]).standing(Self.target)
                == .undecided)
    }

    @Test func theConditionalThroughputIsWhatTheWorstTrialThatCountsForwards() {
        let trials = Self.trials([(2, 0.001), (2, 0.004), (2, 0.002), (0.5, 0.9)])
        // Of 10 s 5 s must be met: the third of the long trials by their loss.
        let throughput = trials.conditionalThroughput(100_000, Self.target)
        #expect(abs(throughput - 99_600) < 1e-6)
        // Time that was never measured counts as lost.
        #expect(Self.trials([(2, 0)]).conditionalThroughput(100_000, Self.target) == 0)
    }

    @Test func contradictoryGoalsAreRefused() {
        let problems: [(SearchGoal, GoalProblem.Attribute)] = [
            (SearchGoal(lossRatio: 1), .loss),
            (SearchGoal(lossRatio: -0.1), .loss),
            (SearchGoal(lossRatio: 0, exceedRatio: 1), .exceed),
            (SearchGoal(lossRatio: 0, width: 0), .width),
            (SearchGoal(lossRatio: 0, width: 1), .width),
            (SearchGoal(lossRatio: 0, finalSeconds: 20, sumSeconds: 10), .sum),
            (SearchGoal(lossRatio: 0, finalSeconds: 2, initialSeconds: 3), .initial),
            (SearchGoal(lossRatio: 0, finalSeconds: 0, initialSeconds: 0), .final),
        ]
        for (goal, attribute) in problems { #expect(goal.problem?.attribute == attribute) }
        #expect(SearchGoal.noDropRate.problem == nil)
        #expect(SearchGoal.partialDropRate.problem == nil)
    }
}
