import Experiment
import Kernel
import Results
import Searching

extension Sweep {
    /// Makes every search of the plan, one after the other.
    func searchAll() throws {
        guard let method = experiment.searched else { return }
        let planned = plan.trials.filter { !$0.isBaseline }
        for (index, search) in planned.enumerated() {
            progress.place = "\(index + 1)/\(planned.count)"
            searches.begin(search)
            guard try !skipSearch(search, method) else { continue }
            let place = "\(index + 1)/\(planned.count)"
            let found = try make(search, method, place)
            searches.note(found)
            progress.say(CapacityWords.result(found, place: place, axes: experiment.axisKeys))
            try Invoker.files { try directory.write(searches.found) }
        }
        progress.place = nil
    }

    /// Whether a search needs no trial to be known impossible; its row says so once.
    private func skipSearch(_ search: PlannedTrial, _ method: SearchPlan) throws -> Bool {
        if searches.rows(of: search).contains(where: { $0.outcome == .skipped }) {
            searches.refuse(search)
            return true
        }
        // What the first trial cannot do, the others cannot either.
        guard let first = method.search(at: search.point).next() else { return false }
        guard try skip(trial(first, of: search, method, number: searches.nextTrial)) else {
            return false
        }
        _ = searches.takeTrial()
        searches.refuse(search)
        return true
    }

    private func trial(
        _ request: SearchRequest, of search: PlannedTrial, _ method: SearchPlan, number: Int
    ) -> PlannedTrial {
        PlannedTrial(
            index: number, block: search.block, point: search.point.trying(request, method),
            search: search.point.id)
    }

    /// Makes one search, from where an earlier part of the run left it.
    private func make(
        _ search: PlannedTrial, _ method: SearchPlan, _ place: String
    ) throws -> [CapacityRecord] {
        var machine = method.search(at: search.point)
        var cost = SearchCost()
        try replay(searches.rows(of: search), of: search, method, &machine, &cost)
        while let request = machine.next() {
            let number = searches.takeTrial()
            progress.place = "\(place) #\(number)"
            let row = try attempt(trial(request, of: search, method, number: number))
            cost.add(row)
            let outcome = SearchOutcome(row, counting: method.countedLoss)
            if row.outcome == .valid, outcome == .invalid {
                progress.say(
                    "\(search.point.label) reports no drops of its socket alone: use"
                        + " loss = \"total\"")
            }
            machine.note(outcome)
            if machine.next() == nil, outcome == .invalid { searches.giveUp(search) }
        }
        return machine.results.map {
            CapacityRecord(search, method, $0, floor: machine.floor, cost)
        }
    }

    /// Takes over what earlier trials of a search showed; those that say nothing are made again.
    private func replay(
        _ rows: [TrialRecord], of search: PlannedTrial, _ method: SearchPlan,
        _ machine: inout any LoadSearch, _ cost: inout SearchCost
    ) throws {
        for row in rows {
            cost.add(row)
            let outcome = SearchOutcome(row, counting: method.countedLoss)
            // A load that was not offered counts only after the last retry.
            let isLast = row.invalidReason != .load || row.attempt > experiment.retries
            guard outcome != .invalid, isLast else { continue }
            guard let request = machine.next(),
                search.point.trying(request, method).id == row.point
            else {
                throw SweepError(
                    .usage,
                    "cannot resume: trial \(row.trial) is not what this version of bench asks for;"
                        + " start a new run")
            }
            machine.note(outcome)
        }
    }

    /// How the searches ended.
    func searchResult(signal: Int32?, problem: String?) -> SweepResult {
        let all = Set(plan.trials.filter { !$0.isBaseline }.map(SearchLedger.key))
        let known = searches.found.filter { record in
            record.lowerPps != nil || record.upperPps != nil || record.burstFrames != nil
        }
        let done = Set(
            known.map { TrialKey(point: $0.point, block: $0.block, build: $0.build) }
        ).subtracting(searches.givenUp)
        return SweepResult(
            directory: directory,
            missing: all.subtracting(done).subtracting(searches.impossible).count,
            unbegun: all.subtracting(searches.begun).count, beyondEngine: 0,
            unsupported: searches.impossible.count, hasValid: !done.isEmpty, signal: signal,
            problem: problem, capacities: searches.found)
    }
}
