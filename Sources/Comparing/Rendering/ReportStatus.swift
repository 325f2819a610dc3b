/// What a report comes to as a whole, and so the exit status and the headline.
package enum ReportStatus: String, Sendable, CaseIterable {
    /// No deciding comparison is worse, exceeds its limit, or stays open.
    case fine
    /// Some deciding comparison is worse, or exceeds its limit.
    case regression
    /// Some deciding comparison or limit is undecided, or there was nothing to compare.
    case inconclusive

    /// Exploratory comparisons count only where no comparison is primary; controls never do;
    /// findings only where there is nothing else.
    package init(_ report: ComparisonReport) {
        let deciding = report.deciding
        if deciding.contains(where: \.isRegression) {
            self = .regression
        } else if deciding.contains(where: \.isUndecided) {
            self = .inconclusive
        } else if deciding.isEmpty {
            let isOpen = report.findings.contains { $0.outcome == .inconclusive }
            self = report.findings.isEmpty || isOpen ? .inconclusive : .fine
        } else {
            self = .fine
        }
    }
}

extension Comparison {
    /// Beyond its limit, or worse where it has none: who sets a limit says what is too much.
    package var isRegression: Bool { limit.map { $0.outcome == .exceeded } ?? (verdict == .worse) }

    /// Nothing can be said of its limit, or of it where it has none.
    package var isUndecided: Bool {
        limit.map { $0.outcome == .undecided } ?? (verdict == .inconclusive)
    }
}
