import Experiment

extension ComparisonReport {
    /// What was found, in one sentence: the answer to what was asked.
    ///
    /// Of the comparisons that decide; of claims where there are none. Up to four are named, more
    /// are counted.
    package var answer: String {
        let deciding = deciding
        guard !deciding.isEmpty else { return answerOfFindings }
        guard deciding.count <= 4 else {
            return "Of \(deciding.count) comparisons \(VerdictTally(deciding).words)."
        }
        var names: [String] = []
        for comparison in deciding where !names.contains(comparison.name) {
            names.append(comparison.name)
        }
        let clauses = names.map { name in
            let own = deciding.filter { $0.name == name }.map(\.answer)
            return "\(name): \(own.joined(separator: ", "))"
        }
        return clauses.joined(separator: "; ") + "."
    }

    private var answerOfFindings: String {
        guard !findings.isEmpty else { return "Nothing could be compared." }
        guard findings.count <= 4 else { return "Of the claims: \(FindingTally(findings).words)." }
        let clauses = findings.map { finding in
            let condition = finding.condition.isEmpty ? "" : " (\(finding.condition))"
            return "“\(finding.claim)”\(condition) is \(finding.outcome.words)"
        }
        return clauses.joined(separator: "; ") + "."
    }
}

extension Comparison {
    /// `loss is the same`, `CPU per frame is better (−37.0 %)`.
    fileprivate var answer: String {
        let size = effect.map { NumberWords.effect($0.estimate, nil, of: metric) }
        let told = size.map { " (\($0))" } ?? ""
        return switch verdict {
        case .better, .worse: "\(metric.title) is \(verdict.rawValue)\(told)"
        case .same: "\(metric.title) is the same"
        case .inconclusive: "\(metric.title) is undecided"
        }
    }
}

extension Finding.ClaimAnswer {
    fileprivate var words: String {
        switch self {
        case .reproduced: "reproduced"
        case .refuted: "refuted"
        case .inconclusive: "undecided"
        }
    }
}
