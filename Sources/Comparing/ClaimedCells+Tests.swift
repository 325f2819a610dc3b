import Experiment
import Results
import Statistics

extension ClaimedCells {
    /// The head has less, or more, of the metric than the base: one number a block, the mean of its
    /// pairs.
    ///
    /// Reproduced if the interval lies on the claimed side and the effect matters; refuted if an
    /// effect on that side that matters is ruled out.
    func difference(
        _ base: String, _ head: String, _ direction: Hypothesis.Expectation
    ) -> Result {
        let all = CellPairs.between(
            cells.filter { $0.series == base }, cells.filter { $0.series == head })
        let pairs = all.filter(isComparable)
        var result = Result()
        if pairs.count < all.count {
            result.detail.append(
                "\(all.count - pairs.count) of \(all.count) points left out, where loss differs by"
                    + " more than \(DecimalText.rounded(VerdictRule.mostLossDifference, places: 1))"
                    + " point")
        }
        guard !pairs.isEmpty else {
            if all.isEmpty { result.detail.append("no point that both have") }
            return result
        }
        let rows = completeBlocks(pairs.flatMap { [$0.base, $0.head] })
        let differences = rows.map { row in
            stride(from: 0, to: row.values.count, by: 2).map {
                row.values[$0 + 1] - row.values[$0]
            }
        }
        guard note(differences.count, &result) else { return result }
        let means = zip(rows, differences).map {
            (machine: $0.machine, value: $1.reduce(0, +) / Double($1.count))
        }
        guard let test = ShiftTest(paired: means),
            let interval = test.interval(confidence: Findings.confidence)
        else { return result }
        result.estimate = told(test.estimate)
        result.interval = told(interval.lowerBound)...told(interval.upperBound)
        let sign: Double = direction == .less ? 1 : -1
        let ends = [sign * interval.lowerBound, sign * interval.upperBound]
        let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        let estimate = sign * test.estimate
        if high < 0, estimate <= -workingLeast {
            result.outcome = .reproduced
        } else if low > -workingLeast {
            result.outcome = .refuted
        }
        result.needed =
            estimate <= -workingLeast
            ? telling(low...high, from: -estimate, differences.count)
            : Power.repetitions(
                differences.count, telling: estimate - low, for: estimate + workingLeast)
        result.detail.append(directions(differences, pairs.count))
        result.note(test, machines(means))
        return result
    }

    /// Blocks with which a difference of this size, which has this interval now, would be found with
    /// a probability of 80 %; `nil` if no number would do.
    func telling(_ interval: ClosedRange<Double>, from difference: Double, _ blocks: Int) -> Int? {
        let found = Power.detectable(interval, confidence: Findings.confidence)
        return Power.repetitions(blocks, telling: found, for: difference)
    }

    /// How many points show it, each by the median of its blocks.
    private func directions(_ differences: [[Double]], _ points: Int) -> String {
        guard points > 1 else { return "1 point" }
        let medians = (0..<points).compactMap { point in
            Sample(differences.map { $0[point] })?.median
        }
        let less = medians.count { $0 <= -workingLeast }
        let more = medians.count { $0 >= workingLeast }
        return "less at \(less) of \(points) points, more at \(more)"
    }

    /// How many machines show it, each by its own estimate; `nil` of one machine.
    private func machines(_ means: [(machine: String?, value: Double)]) -> String? {
        let groups = means.grouped { $0.machine ?? "" }
        guard groups.count > 1 else { return nil }
        let estimates = groups.compactMap { SignedRank($0.map(\.value))?.estimate }
        let less = estimates.count { $0 <= -workingLeast }
        let more = estimates.count { $0 >= workingLeast }
        return "less on \(less) of \(groups.count) machines, more on \(more)"
    }

    private func isComparable(_ pair: CellPair) -> Bool {
        guard metric.needsEqualLoss else { return true }
        guard let base = Self.loss(pair.base), let head = Self.loss(pair.head) else { return true }
        return abs(base - head) <= VerdictRule.mostLossDifference
    }

    static func loss(_ cell: Cell) -> Double? {
        Sample(cell.trials.values.compactMap(\.loss))?.median
    }

    /// At every point it is at most, or at least, this: one number a block, that of the worst point.
    func bound(_ limit: Double, isUpper: Bool) -> Result {
        let columns = cells.map { $0.values(place) }
        var result = Result()
        guard let first = columns.first else { return result }
        let blocks = columns.dropFirst().reduce(Set(first.keys)) { $0.intersection($1.keys) }
        guard note(blocks.count, &result) else { return result }
        let worst = blocks.sorted().compactMap { block -> (machine: String?, value: Double)? in
            let values = columns.compactMap { $0[block] }
            return (isUpper ? values.max() : values.min()).map {
                (cells[0].trials[block]?.machine, $0)
            }
        }
        guard let (estimate, interval) = middle(worst) else { return result }
        result.estimate = estimate
        result.interval = interval
        result.isValue = true
        if isUpper ? interval.upperBound <= limit : interval.lowerBound >= limit {
            result.outcome = .reproduced
        } else if isUpper ? interval.lowerBound > limit : interval.upperBound < limit {
            result.outcome = .refuted
        }
        let (low, median, high) = (interval.lowerBound, estimate, interval.upperBound)
        result.needed = Power.repetitions(
            blocks.count, telling: median > limit ? median - low : high - median,
            for: abs(median - limit))
        let bound = NumberWords.value(limit, of: metric)
        result.detail.append(
            "the \(isUpper ? "highest" : "lowest") of \(cells.count) points in each repetition,"
                + " claimed to be at \(isUpper ? "most" : "least") \(bound)")
        if let cell = extreme(isUpper), cells.count > 1 {
            result.detail.append("\(isUpper ? "highest" : "lowest") at \(words(cell))")
        }
        let medians = Self.medians(worst)
        if medians.count > 1 {
            let within = medians.count { isUpper ? $0.value <= limit : $0.value >= limit }
            result.detail.append("within it on \(within) of \(medians.count) machines")
            // Repetitions do not tell what other machines would show.
            result.needed = nil
        }
        return result
    }

    /// The median of these values with its interval; of several machines the mean of their medians.
    private func middle(
        _ values: [(machine: String?, value: Double)]
    ) -> (estimate: Double, interval: ClosedRange<Double>)? {
        let medians = Self.medians(values)
        guard medians.count > 1 else {
            return Sample(values.map(\.value)).map {
                ($0.median, $0.medianInterval(confidence: Findings.confidence))
            }
        }
        return AcrossGroups(medians.map(\.value)).map {
            ($0.estimate, $0.interval(confidence: Findings.confidence))
        }
    }

    private static func medians(
        _ values: [(machine: String?, value: Double)]
    ) -> [(machine: String, value: Double)] {
        values.grouped { $0.machine ?? "" }.compactMap { group in
            Sample(group.map(\.value)).map { (group[0].machine ?? "", $0.median) }
        }
    }

    /// The cell with the highest, or lowest, median.
    private func extreme(_ isHighest: Bool) -> Cell? {
        let medians = cells.compactMap { cell in
            Sample(cell.values(place).values).map { (cell, $0.median) }
        }
        return (isHighest ? medians.max { $0.1 < $1.1 } : medians.min { $0.1 < $1.1 })?.0
    }
}
