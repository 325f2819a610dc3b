/// The frame loss rate from the highest load down in steps of 10 %.
///
/// Ends when two successive trials lose nothing. Source: RFC 2544, section 26.3.
package struct FrameLossStaircase: LoadSearch {
    private let seconds: Double
    private let steps: [Int]
    /// What became of each step so far.
    private var outcomes: [SearchOutcome] = []
    /// Whether the engine could not offer this step once: a disturbance may look like a limit.
    private var isDoubted = false
    private var failures = 0

    /// - Parameters:
    ///   - maximum: the first load, in frames a second, at least 1.
    ///   - seconds: how long each trial lasts.
    package init(maximum: Int, seconds: Double) {
        self.seconds = seconds
        var steps: [Int] = []
        for tenth in stride(from: 10, through: 1, by: -1) {
            let load = max(1, Int((Double(maximum) * Double(tenth) / 10).rounded()))
            if steps.last != load { steps.append(load) }
        }
        self.steps = steps
    }

    package func next() -> SearchRequest? {
        guard failures < mostFailures, outcomes.count < steps.count, !isEnded else { return nil }
        return SearchRequest(load: steps[outcomes.count], seconds: seconds)
    }

    package mutating func note(_ outcome: SearchOutcome) {
        guard next() != nil else { return }
        switch outcome {
        case .invalid: failures += 1
        case .beyondEngine where !isDoubted: isDoubted = true
        case .beyondEngine, .measured:
            failures = 0
            isDoubted = false
            outcomes.append(outcome)
        }
    }

    /// Whether the last two trials lost nothing.
    private var isEnded: Bool {
        outcomes.count >= 2 && outcomes.suffix(2).allSatisfy { $0 == .measured(lossRatio: 0) }
    }

    package var results: [SearchResult] {
        let lossless = outcomes.indices.filter { outcomes[$0] == .measured(lossRatio: 0) }
        // Only where nothing below it loses either.
        let lower = lossless.first { first in
            outcomes[first...].allSatisfy { $0 == .measured(lossRatio: 0) }
        }
        let lossy = outcomes.indices.filter { isLossy(outcomes[$0]) }.last
        let end: SearchEnd =
            if next() == nil && failures < mostFailures {
                lower == nil ? .atMost : lossy == nil ? .atLeast : .width
            } else {
                .irregular
            }
        return [
            SearchResult(
                lossRatio: 0, lower: lower.map { steps[$0] }, upper: lossy.map { steps[$0] },
                conditional: lower.map { Double(steps[$0]) }, end: end,
                remark: failures < mostFailures
                    ? nil : "\(failures) trials in a row were invalid")
        ]
    }

    private func isLossy(_ outcome: SearchOutcome) -> Bool {
        if case .measured(let ratio) = outcome { return ratio > 0 }
        return false
    }

    /// The staircase goes no further down than it must.
    package var floor: Double? { nil }
}
