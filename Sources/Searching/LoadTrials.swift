/// The trials at one load.
struct LoadTrials: Sendable, Hashable {
    struct LoadTrial: Sendable, Hashable {
        let seconds: Double
        let lossRatio: Double
    }

    private(set) var trials: [LoadTrial] = []

    mutating func add(seconds: Double, lossRatio: Double) {
        trials.append(LoadTrial(seconds: seconds, lossRatio: lossRatio))
    }

    /// What trials so far say of a load.
    enum LoadStanding { case lower, upper, undecided }

    /// Lower bound, upper bound, or not decided yet.
    ///
    /// Short trials count only against a load, and only as far as good short ones do not balance
    /// them. Source: RFC 9971, appendix A.
    func standing(_ target: Target) -> LoadStanding {
        let (good, bad) = sums(target) { $0 >= target.seconds }
        let (goodShort, badShort) = sums(target) { $0 < target.seconds }
        let exceed = target.exceedRatio
        let balancing = goodShort * exceed / (1 - exceed)
        let effectiveBad = bad + max(0, badShort - balancing)
        let whole = max(good + effectiveBad, target.sumSeconds)
        let quantile = whole * exceed
        let optimistic = effectiveBad <= quantile
        let pessimistic = whole - good <= quantile
        if optimistic && pessimistic { return .lower }
        return optimistic || pessimistic ? .undecided : .upper
    }

    private func sums(
        _ target: Target, where isCounted: (Double) -> Bool
    ) -> (good: Double, bad: Double) {
        trials.reduce(into: (good: 0, bad: 0)) { sums, trial in
            guard isCounted(trial.seconds) else { return }
            if trial.lossRatio <= target.lossRatio {
                sums.good += trial.seconds
            } else {
                sums.bad += trial.seconds
            }
        }
    }

    /// Whether a trial as long as the target asks for was made.
    func isBegun(_ target: Target) -> Bool {
        trials.contains { $0.seconds >= target.seconds }
    }

    /// The loss ratio that the share `exceed` of the time may exceed, of `load` what remains.
    ///
    /// Source: RFC 9971, appendix B.
    func conditionalThroughput(_ load: Int, _ target: Target) -> Double {
        let long = trials.filter { $0.seconds >= target.seconds }
            .sorted { $0.lossRatio < $1.lossRatio }
        let whole = max(target.sumSeconds, long.reduce(0) { $0 + $1.seconds })
        var remaining = whole * (1 - target.exceedRatio)
        var quantile: Double?
        for trial in long where quantile == nil || remaining > 0 {
            quantile = trial.lossRatio
            remaining -= trial.seconds
        }
        return Double(load) * (1 - (remaining > 0 ? 1 : quantile ?? 1))
    }

    /// How long all trials lasted.
    var seconds: Double { trials.reduce(0) { $0 + $1.seconds } }

    /// Mean share lost, each trial weighed by its time; `nil` without trials.
    var meanLoss: Double? {
        guard seconds > 0 else { return nil }
        return trials.reduce(0) { $0 + $1.seconds * $1.lossRatio } / seconds
    }
}

/// A goal, or what leads to one: short trials that find the range in which long ones decide.
struct Target: Sendable, Hashable {
    let lossRatio: Double
    let seconds: Double
    let sumSeconds: Double
    let exceedRatio: Double
    let width: Double

    /// The goal itself.
    init(_ goal: SearchGoal) {
        lossRatio = goal.lossRatio
        seconds = goal.finalSeconds
        sumSeconds = goal.sumSeconds
        exceedRatio = goal.exceedRatio
        width = goal.width
    }

    /// What precedes a goal: one short trial decides about a load.
    init(preceding goal: SearchGoal) {
        lossRatio = goal.lossRatio
        seconds = goal.initialSeconds
        sumSeconds = goal.initialSeconds
        exceedRatio = goal.exceedRatio
        width = goal.width
    }
}
