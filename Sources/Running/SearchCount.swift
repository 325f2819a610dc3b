import Experiment
import Frames
import Results
import Searching

extension SearchOutcome {
    /// What a search learns from the last attempt at a trial.
    init(_ row: TrialRecord, counting loss: SearchPlan.CountedLoss) {
        switch (row.outcome, row.invalidReason) {
        case (.valid, _):
            self = row.lossRatio(loss).map { .measured(lossRatio: $0) } ?? .invalid
        case (_, .engineLimit?): self = .beyondEngine(offered: row.ratePpsOffered)
        // Not once in all attempts was it offered: here it cannot be.
        case (_, .load?) where row.isShort: self = .beyondEngine(offered: row.ratePpsOffered)
        default: self = .invalid
        }
    }
}

extension TrialRecord {
    /// What was lost as a share of what was offered; `nil` if that was not measured.
    func lossRatio(_ counted: SearchPlan.CountedLoss) -> Double? {
        switch counted {
        case .total: return self.lossPercent.map { max(0, $0 / 100) }
        case .socket:
            guard let offered = self.offeredFrames, offered > 0, let drops = self.dropsSocket else {
                return nil
            }
            return Double(drops) / Double(offered)
        }
    }

    /// Whether less was offered than was to be.
    fileprivate var isShort: Bool {
        guard let offered = self.ratePpsOffered, let intended = self.ratePpsIntended else {
            return false
        }
        return offered < intended
    }
}

/// What a search has cost so far.
struct SearchCost {
    var trials = 0
    var invalid = 0
    var seconds = 0.0

    mutating func add(_ row: TrialRecord) {
        if row.outcome == .valid {
            trials += 1
            seconds += row.durationS ?? 0
        } else {
            invalid += 1
        }
    }
}

extension SearchPlan {
    /// The search that begins at a point.
    func search(at point: SweepPoint) -> any LoadSearch {
        let sizes = point.traffic.sizes
        let rate = { (load: Load?) in
            load?.framesPerSecond(sizes: sizes).map { Int(min($0, 1e9).rounded()) }
        }
        let start = rate(point.traffic.load.load) ?? 1
        let seconds = Double(finalTrial) / 1e9
        switch procedure {
        case .mlr:
            return MultipleLossRatioSearch(
                goals: goals, minimum: rate(minimum) ?? 1, maximum: rate(maximum), start: start)
        case .staircase:
            return FrameLossStaircase(maximum: rate(maximum) ?? start, seconds: seconds)
        case .backToBack:
            return BackToBackSearch(longest: longestBurst, repeats: repeats, seconds: seconds)
        }
    }
}

extension CapacityRecord {
    /// What a search found for one of its goals.
    init(
        _ search: PlannedTrial, _ plan: SearchPlan, _ result: SearchResult, floor: Double?,
        _ cost: SearchCost
    ) {
        self.init()
        let point = search.point
        self.point = point.id
        role = point.label
        build = point.build?.name
        block = search.block
        procedure = plan.procedure.rawValue
        goal = SearchPlan.goalText(result.lossRatio)
        countedLoss = plan.countedLoss.rawValue
        end = CapacityEnd(rawValue: result.end.rawValue) ?? .irregular
        if plan.procedure == .backToBack {
            burstFrames = result.conditional
            burstLeast = result.lower
            burstMost =
                result.upper.map { $0 - 1 } ?? (result.end == .atLeast ? plan.longestBurst : nil)
        } else {
            lowerPps = result.lower.map(Double.init)
            upperPps = result.upper.map(Double.init)
            conditionalPps = result.conditional
            let bits = 8 * (point.traffic.sizes.meanBytes + Double(FrameSize.wireOverhead))
            wireBps = lowerPps.map { ($0 * bits).rounded() }
        }
        floorLossPercent = floor.map { $0 * 100 }
        trials = cost.trials
        invalidTrials = cost.invalid
        trialSeconds = cost.seconds
        remark = result.remark
        // The load is what was searched.
        values = point.values.filter { !["rate", "link_rate", "load", "speed"].contains($0.key) }
    }
}
