/// What one search is to find: the highest load at which no more than this share is lost.
///
/// Source: RFC 9971 (MLRsearch), Search Goal.
package struct SearchGoal: Sendable, Hashable {
    /// Goal Loss Ratio: lost frames as a share of those offered, from 0 to below 1.
    package let lossRatio: Double
    /// Seconds of the trials that decide (Goal Final Trial Duration).
    package let finalSeconds: Double
    /// Seconds of traffic that decide about one load (Goal Duration Sum).
    package let sumSeconds: Double
    /// The share of that time in which the loss may be exceeded (Goal Exceed Ratio).
    package let exceedRatio: Double
    /// How far apart the bounds may be, as a share of the upper one (Goal Width).
    package let width: Double
    /// Seconds of the trials that only look for the range (Goal Initial Trial Duration).
    package let initialSeconds: Double

    package init(
        lossRatio: Double, finalSeconds: Double = 2, sumSeconds: Double = 10,
        exceedRatio: Double = 0.5, width: Double = 0.02, initialSeconds: Double = 1
    ) {
        self.lossRatio = lossRatio
        self.finalSeconds = finalSeconds
        self.sumSeconds = sumSeconds
        self.exceedRatio = exceedRatio
        self.width = width
        self.initialSeconds = initialSeconds
    }

    /// No drop rate: not one frame is lost.
    package static let noDropRate = SearchGoal(lossRatio: 0)
    /// Partial drop rate: 0.5 % may be lost.
    package static let partialDropRate = SearchGoal(lossRatio: 0.005)
}

/// What contradicts itself in a goal, and the attribute to blame.
package struct GoalProblem: Error, Hashable {
    package enum Attribute: Sendable { case loss, final, sum, exceed, width, initial }
    package let attribute: Attribute
    /// A clause, such as `is shorter than the final trial`.
    package let words: String
}

extension SearchGoal {
    /// What contradicts itself; `nil` if the goal can be searched.
    package var problem: GoalProblem? {
        if !(0..<1).contains(lossRatio) {
            return GoalProblem(attribute: .loss, words: "is not a share from 0% to below 100%")
        }
        if !(0..<1).contains(exceedRatio) {
            return GoalProblem(attribute: .exceed, words: "is not a share from 0% to below 100%")
        }
        if !(width > 0 && width < 1) {
            return GoalProblem(attribute: .width, words: "is not a share above 0% and below 100%")
        }
        if !(finalSeconds > 0 && initialSeconds > 0) {
            return GoalProblem(attribute: .final, words: "is not longer than nothing")
        }
        if initialSeconds > finalSeconds {
            return GoalProblem(
                attribute: .initial,
                words: "is longer than the final trial: the first trials only look for the range")
        }
        if sumSeconds < finalSeconds {
            return GoalProblem(
                attribute: .sum,
                words: "is shorter than one final trial, so that no trial could count in full")
        }
        return nil
    }
}
