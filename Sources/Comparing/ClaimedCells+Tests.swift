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
        _ base: String, _ head: String, _ direction: Hypothesis.Direction
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
            stride(from: 0, to: row.count, by: 2).map { row[$0 + 1] - row[$0] }
        }
        result.blocks = differences.count
        if let shortage = shortage(differences.count) {
            result.detail.append(shortage)
            return result
        }
        let means = differences.map { $0.reduce(0, +) / Double($0.count) }
        guard let test = SignedRank(means),
            let interval = test.interval(confidence: Findings.confidence)
        else { return result }
        result.estimate = told(test.estimate)
        result.interval = told(interval.lowerBound)...told(interval.upperBound)
        let sign: Double = direction == .less ? 1 : -1
        let ends = [sign * interval.lowerBound, sign * interval.upperBound]
        let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        if high < 0, sign * test.estimate <= -workingLeast {
            result.outcome = .reproduced
        } else if low > -workingLeast {
            result.outcome = .refuted
        }
        result.detail.append(directions(differences, pairs.count))
        return result
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

    private func isComparable(_ pair: CellPair) -> Bool {
        guard metric.needsEqualLoss else { return true }
        guard let base = Self.loss(pair.base), let head = Self.loss(pair.head) else { return true }
        return abs(base - head) <= VerdictRule.mostLossDifference
    }

    private static func loss(_ cell: Cell) -> Double? {
        Sample(cell.trials.values.compactMap(\.loss))?.median
    }

    /// At every point it is at most, or at least, this: one number a block, that of the worst point.
    func bound(_ limit: Double, isUpper: Bool) -> Result {
        let columns = cells.map { $0.values(place) }
        var result = Result()
        guard let first = columns.first else { return result }
        let blocks = columns.dropFirst().reduce(Set(first.keys)) { $0.intersection($1.keys) }
        result.blocks = blocks.count
        if let shortage = shortage(blocks.count) {
            result.detail.append(shortage)
            return result
        }
        let worst = blocks.compactMap { block in
            let values = columns.compactMap { $0[block] }
            return isUpper ? values.max() : values.min()
        }
        guard let sample = Sample(worst) else { return result }
        let interval = sample.medianInterval(confidence: Findings.confidence)
        result.estimate = sample.median
        result.interval = interval
        if isUpper ? interval.upperBound <= limit : interval.lowerBound >= limit {
            result.outcome = .reproduced
        } else if isUpper ? interval.lowerBound > limit : interval.upperBound < limit {
            result.outcome = .refuted
        }
        let bound = DecimalText.rounded(limit, places: 3)
        result.detail.append(
            "the \(isUpper ? "highest" : "lowest") of \(cells.count) points in each block, claimed"
                + " to be at \(isUpper ? "most" : "least") \(bound)")
        if let cell = extreme(isUpper), cells.count > 1 {
            result.detail.append("\(isUpper ? "highest" : "lowest") at \(words(cell))")
        }
        return result
    }

    /// The cell with the highest, or lowest, median.
    private func extreme(_ isHighest: Bool) -> Cell? {
        let medians = cells.compactMap { cell in
            Sample(cell.values(place).values).map { (cell, $0.median) }
        }
        return (isHighest ? medians.max { $0.1 < $1.1 } : medians.min { $0.1 < $1.1 })?.0
    }

    /// It is the same for all values of an axis.
    ///
    /// Reproduced if every value's deviation from its block's mean is surely smaller than what
    /// matters; refuted if the values differ (Friedman's test, by permutation within blocks) and one
    /// deviates by as much as matters.
    func sameness(across key: String) -> Result {
        var result = Result()
        let kept = comparable()
        if kept.count < cells.count {
            result.detail.append(
                "\(cells.count - kept.count) of \(cells.count) points left out, where loss is more"
                    + " than \(DecimalText.rounded(VerdictRule.mostLossDifference, places: 1))"
                    + " point above the lowest")
        }
        let rows = completeBlocks(kept)
        result.blocks = rows.count
        guard kept.count > 1 else {
            result.detail.append("only one value of \(key)")
            return result
        }
        if let shortage = shortage(rows.count) {
            result.detail.append(shortage)
            return result
        }
        let deviations = kept.indices.map { column in
            rows.map { row in row[column] - row.reduce(0, +) / Double(row.count) }
        }
        let tests = deviations.compactMap { SignedRank($0) }
        let intervals = tests.compactMap { $0.interval(confidence: Findings.confidence) }
        guard intervals.count == kept.count, let friedman = WithinBlocks(rows),
            let worst = tests.indices.max(by: {
                abs(tests[$0].estimate) < abs(tests[$1].estimate)
            })
        else { return result }
        let interval = intervals[worst]
        result.estimate = told(tests[worst].estimate)
        result.interval = told(interval.lowerBound)...told(interval.upperBound)
        let isWithin = intervals.allSatisfy {
            $0.lowerBound > -workingLeast && $0.upperBound < workingLeast
        }
        if isWithin {
            result.outcome = .reproduced
        } else if friedman.pValue < VerdictRule.significance,
            abs(tests[worst].estimate) >= workingLeast
        {
            result.outcome = .refuted
        }
        let p = DecimalText.rounded(friedman.pValue, places: 4)
        result.detail.append(
            "\(kept.count) values of \(key), farthest from the mean at \(words(kept[worst]));"
                + " Friedman's p \(p)")
        return result
    }

    /// Cells whose loss is near the lowest: CPU times of the others mean something else.
    private func comparable() -> [Cell] {
        guard metric.needsEqualLoss else { return cells }
        let losses = cells.map(Self.loss)
        guard let lowest = losses.compactMap({ $0 }).min() else { return cells }
        return zip(cells, losses).filter { _, loss in
            loss.map { $0 <= lowest + VerdictRule.mostLossDifference } ?? true
        }.map(\.0)
    }
}
