/// One of several equal parts of the repetitions of an experiment: `3/8` is the third eighth.
///
/// A repetition is a block, and a block is never divided. So the parts together are the whole run:
/// the same trials, in the same order, with the same numbers.
package struct BlockPart: Sendable, Hashable {
    /// From 1.
    package let number: Int
    package let count: Int

    /// Reads `3/8`.
    ///
    /// - Throws: for other texts, and for a part beyond the last.
    package init(_ text: String) throws(PlanError) {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        let digits = ends.allSatisfy { !$0.isEmpty && $0.allSatisfy { "0123456789".contains($0) } }
        guard ends.count == 2, digits, let number = Int(ends[0]), let count = Int(ends[1]),
            number >= 1, number <= count
        else {
            throw PlanError(
                "--blocks: “\(text)” is no part of the repetitions (allowed: K/N, such as 3/8, the "
                    + "third of eight parts; K from 1 to N)")
        }
        (self.number, self.count) = (number, count)
    }

    package var text: String { "\(number)/\(count)" }

    /// The blocks of this part.
    ///
    /// - Throws: if there are fewer repetitions than parts, so that some would have none.
    package func blocks(of repetitions: Int) throws(PlanError) -> ClosedRange<Int> {
        guard repetitions >= count else {
            throw PlanError(
                "--blocks \(text): the experiment has \(repetitions) "
                    + (repetitions == 1 ? "repetition" : "repetitions")
                    + ", which cannot be divided into \(count) parts: use at most \(repetitions), "
                    + "or more --repetitions")
        }
        // A product could overflow; this is the same, since each part has as many or one more.
        let (size, more) = repetitions.quotientAndRemainder(dividingBy: count)
        func end(_ part: Int) -> Int {
            let (high, low) = part.multipliedFullWidth(by: more)
            return part * size + count.dividingFullWidth((high, low)).quotient
        }
        return end(number - 1) + 1...end(number)
    }
}

extension Plan {
    /// The same plan with the blocks of one part only.
    ///
    /// Trials keep their numbers. Each traffic's baseline is in every part, since it says something
    /// of the machine that measures the part; it stands before the traffic's first trial there.
    package func part(_ part: BlockPart) throws(PlanError) -> Plan {
        let blocks = try part.blocks(of: repetitions)
        var baselines: [String: PlannedTrial] = [:]
        for trial in trials where trial.isBaseline { baselines[trial.point.trafficID] = trial }
        var kept: [PlannedTrial] = []
        for trial in trials where !trial.isBaseline && blocks.contains(trial.block) {
            if let baseline = baselines.removeValue(forKey: trial.point.trafficID) {
                kept.append(baseline)
            }
            kept.append(trial)
        }
        return Plan(
            name: name, seed: seed, isQuick: isQuick, repetitions: repetitions, points: points,
            trials: kept)
    }
}
