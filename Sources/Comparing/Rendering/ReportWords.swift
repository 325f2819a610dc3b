import Experiment

extension ComparisonReport {
    /// The one line that sums everything up:
    /// `worse 1, better 2, same 3, inconclusive 1; exploratory: …; findings: …`.
    package var sum: String {
        let primary = primary
        let exploratory = exploratory
        var parts: [String] = []
        if !primary.isEmpty { parts.append(VerdictTally(primary).words) }
        if !exploratory.isEmpty {
            let tally = VerdictTally(exploratory)
            parts.append("exploratory: \(primary.isEmpty ? tally.words : tally.shortWords)")
        }
        if !findings.isEmpty { parts.append("findings: \(FindingTally(findings).words)") }
        return parts.isEmpty ? "nothing was compared" : parts.joined(separator: "; ")
    }

    /// What the run could have seen, a sentence for each metric of the deciding comparisons.
    package var power: [String] {
        let deciding = deciding
        var metrics: [ComparedMetric] = []
        for comparison in deciding where !metrics.contains(comparison.metric) {
            metrics.append(comparison.metric)
        }
        return metrics.map { metric in
            Self.power(of: metric, deciding.filter { $0.metric == metric })
        }
    }

    private static func power(of metric: ComparedMetric, _ comparisons: [Comparison]) -> String {
        let known = comparisons.compactMap(\.detectable).filter(\.isFinite).map { abs($0) }
        guard let least = known.min(), let most = known.max() else {
            return "\(metric.title): too few trials to say what this run would have found."
        }
        let range = NumberWords.sizes(least, most, of: metric)
        let start = "\(metric.title): this run would have found a difference of \(range)"
        let coarse = comparisons.filter { comparison in
            (comparison.detectable.map { abs($0) } ?? .infinity) > comparison.smallestEffect
        }
        guard let first = coarse.first else { return start + "." }
        let matters = NumberWords.size(first.smallestEffect, of: metric)
        let share =
            coarse.count == comparisons.count ? "" : " (\(coarse.count) of \(comparisons.count))"
        return "\(start); the smallest that matters is \(matters): more trials are needed\(share)."
    }
}

extension Comparison {
    /// `812 → 331 ns`.
    package var change: String {
        NumberWords.change(from: base.median, to: head.median, of: metric)
    }

    /// `−59.2 % (−61.0 … −57.1 %)`.
    package var effectWords: String {
        NumberWords.effect(effect?.estimate, effect?.interval, of: metric)
    }

    /// Both, or one `-` if neither is known.
    package var numbers: [String] {
        change == "-" && effectWords == "-" ? ["-"] : [change, effectWords]
    }

    /// `15 pairs`, or `n 10, 12` of sides that are not paired.
    package var count: String {
        isPaired ? "\(pairs) \(pairs == 1 ? "pair" : "pairs")" : "n \(base.count), \(head.count)"
    }

    /// `1 and 0 invalid`; `nil` if none was.
    package var invalid: String? {
        base.invalid + head.invalid == 0 ? nil : "\(base.invalid) and \(head.invalid) invalid"
    }

    /// `V3/recv is at most 0.90: met (0.41, at most 0.44)`; `nil` without a limit.
    package var gate: String? {
        guard let limit else { return nil }
        let sides = base.label == head.label ? "head/base" : "\(head.label)/\(base.label)"
        let bound = NumberWords.ratio(limit.atMostRatio)
        let start = "\(sides) is at most \(bound): \(limit.outcome.rawValue)"
        guard metric.scale == .ratio, let effect, effect.estimate.isFinite else { return start }
        let ratio = NumberWords.ratio(1 + effect.estimate)
        guard let interval = effect.interval, interval.upperBound.isFinite else {
            return "\(start) (\(ratio))"
        }
        return switch limit.outcome {
        case .met: "\(start) (\(ratio), at most \(NumberWords.ratio(1 + interval.upperBound)))"
        case .exceeded:
            "\(start) (\(ratio), at least \(NumberWords.ratio(1 + interval.lowerBound)))"
        case .undecided:
            "\(start) (\(ratio), between \(NumberWords.ratio(1 + interval.lowerBound)) and "
                + "\(NumberWords.ratio(1 + interval.upperBound)))"
        }
    }

    /// `7 of 8 machines go the same way: −38.0 % (node3) … −12.1 % (node5)`; `nil` of one machine.
    package var agreement: String? {
        let ordered = machines.sorted { $0.estimate < $1.estimate }
        guard let effect, let first = ordered.first, let last = ordered.last else { return nil }
        let same = ordered.count {
            effect.estimate < 0 ? $0.estimate < 0 : effect.estimate > 0 && $0.estimate > 0
        }
        let range = [first, last].map {
            "\(NumberWords.effect($0.estimate, nil, of: metric)) (\($0.machine))"
        }.joined(separator: " … ")
        guard effect.estimate != 0 else { return "\(ordered.count) machines: \(range)" }
        return "\(same) of \(ordered.count) machines go the same way: \(range)"
    }

    /// What a control's verdict means: two of the same that differ are noise.
    package var controlWord: String {
        switch verdict {
        case .better, .worse: "differs"
        case .same: "same"
        case .inconclusive: "inconclusive"
        }
    }

    /// The warning that a control which differs is.
    package static let controlWarning =
        "The same setting differs from itself: a difference of this size may be noise."
}

extension Finding {
    /// `−59.2 % (−61.0 … −57.1 %)`, or of a value `0.8 % (0.7 % … 1.1 %)`; the detail has the
    /// numbers where this is `-`.
    package var effectWords: String {
        guard isValue else { return NumberWords.effect(estimate, interval, of: metric) }
        let value = NumberWords.value(estimate, of: metric)
        guard let interval else { return value }
        let ends = [interval.lowerBound, interval.upperBound].map {
            NumberWords.value($0, of: metric)
        }
        return "\(value) (\(ends.joined(separator: " … ")))"
    }

    /// `5 blocks`.
    package var count: String { "\(blocks) \(blocks == 1 ? "repetition" : "repetitions")" }
}
