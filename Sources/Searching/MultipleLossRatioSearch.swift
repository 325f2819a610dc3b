/// Finds the highest load within each of several loss goals, from shared trials: MLRsearch.
///
/// For each goal short trials find the range, long ones decide about its ends, and what they
/// contradict is searched again. Source: RFC 9971; the choice of loads is this file's own, which
/// the RFC leaves open.
package struct MultipleLossRatioSearch: LoadSearch {
    private let goals: [SearchGoal]
    /// Those that are reached most easily first, so that one that stalls make hopeless does not use
    /// up the trials of the others.
    private let order: [SearchGoal]
    private let minimum: Int
    private let start: Int
    /// The highest load to try, which falls where the engine cannot follow.
    ///
    /// `nil` if nothing limits it.
    private var maximum: Int?
    private var byLoad: [Int: LoadTrials] = [:]
    /// A load that the engine could not offer once, and that is asked for again.
    private var doubted: Int?
    private var failures = 0
    private var count = 0

    /// The most trials for each goal: noise must not keep a search going for ever.
    package static let mostTrialsForGoal = 40
    private var mostTrials: Int { Self.mostTrialsForGoal * goals.count }
    /// How far one step may go beyond what is known.
    private static let longestStep = 4.0
    /// The share lost from which a load is far beyond capacity, so that what was forwarded tells
    /// where that is.
    private static let overload = 0.1

    /// - Parameters:
    ///   - goals: at least one, each without a ``SearchGoal/problem``.
    ///   - minimum: frames a second below which is not searched, at least 1.
    ///   - maximum: frames a second above which is not searched; `nil` if only the engine limits it.
    ///   - start: the first load, in frames a second.
    package init(goals: [SearchGoal], minimum: Int, maximum: Int?, start: Int) {
        self.goals = goals
        order = goals.sorted { $0.lossRatio > $1.lossRatio }
        self.minimum = max(1, minimum)
        self.maximum = maximum
        self.start = min(max(self.minimum, start), maximum ?? .max)
    }

    package func next() -> SearchRequest? {
        guard failures < mostFailures, count < mostTrials, (maximum ?? minimum) >= minimum
        else { return nil }
        let loads = byLoad.keys.sorted()
        for goal in order {
            let target = Target(goal)
            let found = bracket(target, loads)
            if isEnough(found, target) { continue }
            let leading = Target(preceding: goal)
            let range = bracket(leading, loads)
            if let load = load(for: leading, range, loads, hint: Bracket()) {
                return SearchRequest(load: load, seconds: leading.seconds)
            }
            if let load = load(for: target, found, loads, hint: range) {
                return SearchRequest(load: load, seconds: target.seconds)
            }
        }
        return floorRequest(loads)
    }

    package mutating func note(_ outcome: SearchOutcome) {
        guard let request = next() else { return }
        switch outcome {
        case .measured(let lossRatio):
            failures = 0
            count += 1
            byLoad[request.load, default: LoadTrials()]
                .add(seconds: request.seconds, lossRatio: lossRatio)
        case .beyondEngine(let offered):
            count += 1
            // What was offered before can be offered: then a disturbance looks like a limit. It may
            // also where nothing is known, so that it takes two.
            guard !byLoad.contains(where: { $0.key >= request.load }) else {
                failures += 1
                return
            }
            guard doubted == request.load else {
                doubted = request.load
                return
            }
            failures = 0
            let reached = min(offered ?? .infinity, Double(request.load) * 0.98)
            maximum = min(maximum ?? .max, Int(reached * 0.98))
        case .invalid:
            failures += 1
        }
    }
}

// MARK: Bounds

extension MultipleLossRatioSearch {
    /// The relevant bounds under one target.
    private struct Bracket {
        var lower: Int?
        var upper: Int?
    }

    private func standing(_ load: Int, _ target: Target) -> LoadTrials.LoadStanding {
        byLoad[load]?.standing(target) ?? .undecided
    }

    private func bracket(_ target: Target, _ loads: [Int]) -> Bracket {
        let upper = loads.first { standing($0, target) == .upper }
        let lower = loads.last { $0 < upper ?? .max && standing($0, target) == .lower }
        return Bracket(lower: lower, upper: upper)
    }

    /// Whether the bounds are near enough, or cannot come nearer.
    private func isEnough(_ bracket: Bracket, _ target: Target) -> Bool {
        end(bracket, target) != .irregular
    }

    private func end(_ bracket: Bracket, _ target: Target) -> SearchEnd {
        switch (bracket.lower, bracket.upper) {
        case (let lower?, let upper?):
            let gap = Double(upper - lower)
            return gap <= 1 || gap <= target.width * Double(upper) ? .width : .irregular
        case (let lower?, nil): return lower >= maximum ?? .max ? .atLeast : .irregular
        case (nil, let upper?): return upper <= minimum ? .atMost : .irregular
        case (nil, nil): return .irregular
        }
    }

    package var results: [SearchResult] {
        let loads = byLoad.keys.sorted()
        return goals.map { goal in
            let target = Target(goal)
            let found = bracket(target, loads)
            let conditional = found.lower.flatMap { load in
                byLoad[load].map { $0.conditionalThroughput(load, target) }
            }
            return SearchResult(
                lossRatio: goal.lossRatio, lower: found.lower, upper: found.upper,
                conditional: conditional, end: end(found, target),
                remark: remark(found, target, loads))
        }
    }

    private func remark(_ found: Bracket, _ target: Target, _ loads: [Int]) -> String? {
        if end(found, target) == .irregular {
            if failures >= mostFailures { return "\(failures) trials in a row were invalid" }
            if count >= mostTrials { return "not decided after \(count) trials" }
        }
        guard let upper = found.upper,
            let above = loads.last(where: { $0 > upper && standing($0, target) == .lower })
        else { return nil }
        return "\(above) frames/s met the goal too, above a load that did not"
    }
}

// MARK: Choice of loads

extension MultipleLossRatioSearch {
    /// The load to try next under a target; `nil` if its bounds are near enough.
    ///
    /// - Parameter hint: the range that shorter trials found.
    private func load(
        for target: Target, _ found: Bracket, _ loads: [Int], hint: Bracket
    ) -> Int? {
        if isEnough(found, target) { return nil }
        let isOpen = { (load: Int) in
            load > found.lower ?? 0 && load < found.upper ?? .max && load <= maximum ?? .max
                && standing(load, target) == .undecided
        }
        // What was begun is decided first.
        if let begun = loads.first(where: { isOpen($0) && byLoad[$0]?.isBegun(target) == true }) {
            return begun
        }
        if let load = [hint.lower, hint.upper].compactMap({ $0 }).first(where: isOpen) {
            return load
        }
        switch (found.lower, found.upper) {
        case (let lower?, let upper?): return between(lower, upper)
        case (let lower?, nil): return above(lower, target, loads)
        case (nil, let upper?): return below(upper, target, loads)
        case (nil, nil): return min(start, maximum ?? .max)
        }
    }

    /// The geometric mean.
    private func between(_ lower: Int, _ upper: Int) -> Int {
        let mean = (Double(lower) * Double(upper)).squareRoot().rounded()
        return min(max(Int(mean), lower + 1), upper - 1)
    }

    /// Further up, in steps that grow.
    private func above(_ lower: Int, _ target: Target, _ loads: [Int]) -> Int {
        let before = loads.last { $0 < lower && standing($0, target) == .lower }
        let factor = before.map { step(from: $0, to: lower, target) } ?? 2
        // Far from what any frame counter holds.
        let wanted = min(Double(lower) * factor, 1e12)
        return min(max(Int(wanted), lower + 1), maximum ?? .max)
    }

    /// Further down: to what an overload let through, else in steps that grow.
    private func below(_ upper: Int, _ target: Target, _ loads: [Int]) -> Int {
        let loss = byLoad[upper]?.meanLoss ?? 0
        let forwarded = (1 - target.lossRatio) / max(1 - loss, 1 / 64)
        let before = loads.first { load in
            load > upper && standing(load, target) == .upper
                && byLoad[load]?.meanLoss ?? 0 < Self.overload
        }
        let grown = before.map { step(from: upper, to: $0, target) } ?? 1
        let factor = max(forwarded, grown, 1 + 2 * target.width)
        return max(min(Int(Double(upper) / factor), upper - 1), minimum)
    }

    /// The square of the step before, within bounds.
    private func step(from low: Int, to high: Int, _ target: Target) -> Double {
        let ratio = Double(high) / Double(low)
        return min(max(ratio * ratio, 1 + 2 * target.width), Self.longestStep)
    }
}

// MARK: The floor

extension MultipleLossRatioSearch {
    /// Loads up to this are far below capacity; `nil` if no goal is met anywhere.
    private var farBelow: Int? {
        results.compactMap(\.lower).max().map { max($0 / 4, minimum) }
    }

    /// Trials far below the bounds, as long as those that decide, so that the floor is known.
    private func floorRequest(_ loads: [Int]) -> SearchRequest? {
        guard let limit = farBelow, let goal = goals.first else { return nil }
        let seconds = loads.reduce(0) { sum, load in
            load <= limit ? sum + (byLoad[load]?.seconds ?? 0) : sum
        }
        let load = max(limit / 2, minimum)
        guard seconds < goal.sumSeconds / 2, load <= maximum ?? .max else { return nil }
        return SearchRequest(load: load, seconds: goal.finalSeconds)
    }

    package var floor: Double? {
        let limit = farBelow ?? minimum
        var all = LoadTrials()
        // In a fixed order: sums of the same trials must not differ in the last digit.
        for load in byLoad.keys.sorted() where load <= limit {
            for trial in byLoad[load]?.trials ?? [] {
                all.add(seconds: trial.seconds, lossRatio: trial.lossRatio)
            }
        }
        return all.meanLoss
    }
}
