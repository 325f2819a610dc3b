extension ComparisonReport {
    /// Declared comparisons, as declared.
    package var primary: [Comparison] { comparisons.filter { $0.standing == .primary } }

    /// The same setting twice.
    package var controls: [Comparison] { comparisons.filter { $0.standing == .control } }

    /// Everything else: worse first, then better, inconclusive, same; else as found.
    package var exploratory: [Comparison] {
        Verdict.byUrgency.flatMap { verdict in
            comparisons.filter { $0.standing == .exploratory && $0.verdict == verdict }
        }
    }

    /// The comparisons that decide what becomes of the whole: the primary ones; all but the
    /// controls where nothing was declared.
    package var deciding: [Comparison] {
        let primary = primary
        return primary.isEmpty ? exploratory : primary
    }
}

extension Verdict {
    /// What needs a reader's eyes first.
    package static let byUrgency: [Verdict] = [.worse, .better, .inconclusive, .same]
}

/// How many of each verdict.
package struct VerdictTally: Sendable, Hashable, Encodable {
    package private(set) var worse = 0
    package private(set) var better = 0
    package private(set) var same = 0
    package private(set) var inconclusive = 0

    package init(_ comparisons: [Comparison]) {
        for comparison in comparisons {
            switch comparison.verdict {
            case .worse: worse += 1
            case .better: better += 1
            case .same: same += 1
            case .inconclusive: inconclusive += 1
            }
        }
    }

    /// `worse 1, better 2, same 3, inconclusive 1`.
    package var words: String {
        "worse \(worse), better \(better), same \(same), inconclusive \(inconclusive)"
    }

    /// The same without what there is none of: `worse 1, same 3`.
    package var shortWords: String {
        let counts = [
            ("worse", worse), ("better", better), ("same", same), ("inconclusive", inconclusive),
        ]
        return counts.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

/// How many claims came to what.
package struct FindingTally: Sendable, Hashable, Encodable {
    package private(set) var reproduced = 0
    package private(set) var refuted = 0
    package private(set) var inconclusive = 0

    package init(_ findings: [Finding]) {
        for finding in findings {
            switch finding.outcome {
            case .reproduced: reproduced += 1
            case .refuted: refuted += 1
            case .inconclusive: inconclusive += 1
            }
        }
    }

    /// `reproduced 2, refuted 1, inconclusive 1`.
    package var words: String {
        "reproduced \(reproduced), refuted \(refuted), inconclusive \(inconclusive)"
    }
}
