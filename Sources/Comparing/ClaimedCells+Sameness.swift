import Experiment
import Results
import Statistics

extension ClaimedCells {
    /// It is the same for all values of an axis.
    ///
    /// Reproduced if every two values surely differ by less than what matters; refuted if the values
    /// differ (Friedman's test, by permutation within blocks) and two of them by as much as matters.
    func sameness(across key: String) -> Result {
        var result = Result()
        let kept = comparable()
        if kept.count < cells.count {
            result.detail.append(
                "\(cells.count - kept.count) of \(cells.count) points left out, where loss is more"
                    + " than \(DecimalText.rounded(VerdictRule.mostLossDifference, places: 1))"
                    + " point above the lowest")
        }
        let (values, rows) = averaged(kept, by: key)
        guard values.count > 1 else {
            result.blocks = rows.count
            result.detail.append("fewer than two values of \(key) to compare")
            return result
        }
        guard values.count <= Self.mostValues else {
            result.blocks = rows.count
            result.detail.append("more than \(Self.mostValues) values of \(key): narrow the claim")
            return result
        }
        guard note(rows.count, &result) else { return result }
        guard let pairs = differences(rows, values.count),
            let friedman = WithinBlocks(Self.byMachine(rows)),
            let worst = pairs.max(by: { abs($0.estimate) < abs($1.estimate) })
        else { return result }
        result.estimate = told(worst.estimate)
        result.interval = told(worst.interval.lowerBound)...told(worst.interval.upperBound)
        let p = friedman.pValue
        let machines = Set(rows.map(\.machine)).count
        if pairs.allSatisfy({
            $0.interval.lowerBound > -workingLeast && $0.interval.upperBound < workingLeast
        }) {
            result.outcome = .reproduced
        } else if p < VerdictRule.significance, abs(worst.estimate) >= workingLeast {
            result.outcome = .refuted
        }
        result.needed =
            abs(worst.estimate) >= workingLeast
            ? telling(worst.interval, from: abs(worst.estimate), rows.count)
            : needed(pairs, rows.count)
        result.detail.append(
            "\(values.count) values of \(key), farthest apart \(values[worst.second]) against"
                + " \(values[worst.first]); Friedman's p \(DecimalText.rounded(p, places: 4))")
        if machines > 1 {
            result.detail.append("\(machines) machines")
            result.needed = nil
        }
        return result
    }

    /// Of several machines each one's means, since a machine has one vote; else the repetitions.
    private static func byMachine(_ rows: [FindingRow]) -> [[Double]] {
        let groups = rows.grouped { $0.machine ?? "" }
        guard groups.count > 1 else { return rows.map(\.values) }
        return groups.map { group in
            group[0].values.indices.map { place in
                group.reduce(0) { $0 + $1.values[place] } / Double(group.count)
            }
        }
    }

    /// Blocks with which every interval would fit below what matters; `nil` if no number would do.
    private func needed(_ pairs: [Difference], _ blocks: Int) -> Int? {
        let all = pairs.flatMap { pair in
            [
                Power.repetitions(
                    blocks, telling: pair.interval.upperBound - pair.estimate,
                    for: workingLeast - pair.estimate),
                Power.repetitions(
                    blocks, telling: pair.estimate - pair.interval.lowerBound,
                    for: workingLeast + pair.estimate),
            ]
        }
        let known = all.compactMap { $0 }
        return known.count == all.count ? known.max() : nil
    }

    /// Every two are compared; more would take minutes and say nothing.
    private static let mostValues = 100

    /// How two values of the axis differ.
    private struct Difference {
        let first: Int
        let second: Int
        /// Second less first, on the working scale.
        let estimate: Double
        let interval: ClosedRange<Double>
    }

    /// Every two values; `nil` where there are too few blocks.
    private func differences(_ rows: [FindingRow], _ count: Int) -> [Difference]? {
        var all: [Difference] = []
        for second in 1..<count {
            for first in 0..<second {
                let own = rows.map {
                    (machine: $0.machine, value: $0.values[second] - $0.values[first])
                }
                guard let test = ShiftTest(paired: own),
                    let interval = test.interval(confidence: Findings.confidence)
                else { return nil }
                all.append(
                    Difference(
                        first: first, second: second, estimate: test.estimate, interval: interval))
            }
        }
        return all
    }

    /// The values of the axis, and for each block the metric at each of them.
    ///
    /// Where the points vary in something else, too, each combination of the rest is taken less its
    /// own mean, and their mean counts; a combination that lacks a value of the axis is left out.
    private func averaged(_ cells: [Cell], by key: String) -> (values: [String], rows: [FindingRow])
    {
        let values = Set(cells.compactMap { $0.text(of: key) }).sorted(by: ValueOrder.precedes)
        var groups: [[String?]: [String: Cell]] = [:]
        for cell in cells {
            guard let value = cell.text(of: key) else { continue }
            groups[rest(of: cell, without: key), default: [:]][value] = cell
        }
        let whole = groups.values.compactMap { group -> [Cell]? in
            let row = values.compactMap { group[$0] }
            return row.count == values.count ? row : nil
        }
        guard !whole.isEmpty else { return ([], []) }
        let rows = completeBlocks(whole.flatMap { $0 }).map { row in
            var sums = [Double](repeating: 0, count: values.count)
            for group in whole.indices {
                let part = row.values[group * values.count..<(group + 1) * values.count]
                let mean = part.reduce(0, +) / Double(values.count)
                for (place, value) in part.enumerated() { sums[place] += value - mean }
            }
            return FindingRow(machine: row.machine, values: sums.map { $0 / Double(whole.count) })
        }
        return (values, rows)
    }

    /// Everything that tells a cell from others but one key.
    private func rest(of cell: Cell, without key: String) -> [String?] {
        let settings = cell.sample.settings.filter { $0.key != key }
            .map { "\($0.key)=\($0.value)" }.sorted()
        let slots = key == "ring_frames" ? nil : cell.text(of: "ring_frames")
        let size = key == "frame_size" || key == "sizes" ? nil : cell.text(of: "sizes")
        let load = key == "rate" || key == "load" ? nil : cell.text(of: "rate")
        let streams = key == "streams" ? nil : cell.text(of: "streams")
        let format = key == "frame_format" ? nil : cell.text(of: "frame_format")
        return cell.stratum + [slots, size, load, streams, format] + settings
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
