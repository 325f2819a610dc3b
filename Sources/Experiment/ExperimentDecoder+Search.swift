import Frames
import Searching
import TOMLKit

extension ExperimentDecoder {
    /// What `[search]` says; `nil` if there is no such table, or something is wrong with it.
    func searchPlan() -> SearchPlan? {
        guard root.contains(key: "search"), let table = findTable("search") else { return nil }
        let reader = reader("search", table)
        reader.checkKeys(KeyTable.names(in: "search"), hint: home)
        var plan = SearchPlan()
        let before = findings.all.count
        read(KeyTable.procedure, reader) { text in
            plan.procedure = SearchPlan.Procedure(rawValue: text) ?? .mlr
        }
        read(KeyTable.countedLoss, reader) { text in
            plan.countedLoss = SearchPlan.CountedLoss(rawValue: text) ?? .total
        }
        if reader.has(KeyTable.goals.name), let goals = reader.axis(KeyTable.goals) {
            plan.lossRatios = goals
        }
        read(KeyTable.width, reader) { plan.width = $0 }
        read(KeyTable.exceedRatio, reader) { plan.exceedRatio = $0 }
        read(KeyTable.initialTrial, reader) { plan.initialTrial = $0 }
        read(KeyTable.finalTrial, reader) { plan.finalTrial = $0 }
        read(KeyTable.durationSum, reader) { plan.durationSum = $0 }
        read(KeyTable.minRate, reader) { plan.minimum = $0 }
        read(KeyTable.maxRate, reader) { plan.maximum = $0 }
        read(KeyTable.longestBurst, reader) { plan.longestBurst = $0 }
        read(KeyTable.burstEvery, reader) { plan.burstEvery = $0 }
        read(KeyTable.repeats, reader) { plan.repeats = $0 }
        guard findings.all.count == before else { return nil }
        fit(&plan, reader)
        checkProcedure(plan, reader)
        checkGoals(plan, reader)
        checkRates(plan, reader)
        return findings.all.count == before ? plan : nil
    }

    private func read<Value>(
        _ key: Key<Value>, _ reader: TableReader, _ take: (Value) -> Void
    ) {
        if let value = reader.one(key) { take(value) }
    }

    /// Defaults follow what was given: who shortens one duration means the others to fit.
    private func fit(_ plan: inout SearchPlan, _ reader: TableReader) {
        if !reader.has(KeyTable.initialTrial.name) {
            plan.initialTrial = min(plan.initialTrial, plan.finalTrial)
        }
        if !reader.has(KeyTable.durationSum.name) {
            plan.durationSum = 5 * plan.finalTrial
        }
        if !reader.has(KeyTable.burstEvery.name) {
            plan.burstEvery = min(plan.burstEvery, plan.finalTrial / 4)
        }
    }

    /// Keys that mean nothing with this procedure are mistakes.
    private func checkProcedure(_ plan: SearchPlan, _ reader: TableReader) {
        let mlr = ["width", "exceed_ratio", "initial_trial", "duration_sum", "min_rate"]
        let bursts = ["longest_burst", "burst_every", "repeats"]
        let foreign =
            switch plan.procedure {
            case .mlr: bursts
            case .staircase: mlr + bursts
            case .backToBack: mlr + ["max_rate"]
            }
        for key in foreign where reader.has(key) {
            reader.add(key, "has no meaning with procedure “\(plan.procedure.rawValue)”")
        }
        if plan.procedure != .mlr, reader.has("goals"), plan.lossRatios != [0] {
            reader.add(
                "goals",
                "procedure “\(plan.procedure.rawValue)” looks for loads without loss: only 0% is"
                    + " possible")
        }
        if plan.procedure == .backToBack, plan.burstEvery * 2 > plan.finalTrial {
            reader.add("burst_every", "a trial must hold two bursts: at most half of final_trial")
        }
    }

    private func checkGoals(_ plan: SearchPlan, _ reader: TableReader) {
        guard plan.procedure == .mlr else { return }
        for (index, goal) in plan.goals.enumerated() {
            guard let problem = goal.problem else { continue }
            let key =
                switch problem.attribute {
                case .loss: "goals[\(index)]"
                case .final: KeyTable.finalTrial.name
                case .sum: KeyTable.durationSum.name
                case .exceed: KeyTable.exceedRatio.name
                case .width: KeyTable.width.name
                case .initial: KeyTable.initialTrial.name
                }
            reader.add(key, problem.words)
            return
        }
    }

    /// Bounds that leave nothing to search, for one size of frames or another.
    private func checkRates(_ plan: SearchPlan, _ reader: TableReader) {
        for (key, load) in [
            (KeyTable.minRate.name, plan.minimum), (KeyTable.maxRate.name, plan.maximum),
        ] {
            switch load {
            case .burst, .unpaced, .recorded:
                reader.add(key, "must be a rate, in pps or bit/s")
            default: break
            }
        }
        let sizes = SizeDistribution.fixed(FrameSize.minimum)
        if let least = plan.minimum.framesPerSecond(sizes: sizes),
            let most = plan.maximum?.framesPerSecond(sizes: sizes), least >= most
        {
            reader.add(
                KeyTable.minRate.name,
                "\(plan.minimum.text) is not below max_rate (\(plan.maximum?.text ?? "")): nothing"
                    + " is left to search")
        }
    }
}
