/// A trial that a search asks for.
package struct SearchRequest: Sendable, Hashable {
    /// Frames a second; frames in a burst where bursts are searched.
    package let load: Int
    /// How long traffic is to flow.
    package let seconds: Double

    package init(load: Int, seconds: Double) {
        self.load = load
        self.seconds = seconds
    }
}

/// What became of a trial that a search asked for.
package enum SearchOutcome: Sendable, Hashable {
    /// Lost frames as a share of those offered.
    case measured(lossRatio: Double)
    /// The engine cannot offer this load; with the frames a second that it did offer, if known.
    case beyondEngine(offered: Double?)
    /// The trial says nothing.
    case invalid
}

/// Looks for a load by asking for one trial after the other.
///
/// Neither clock nor chance is in it: the same outcomes lead to the same requests, so that a
/// search that was interrupted goes on after its outcomes were noted again. Outcomes that are
/// ``SearchOutcome/invalid`` may be left out then: they change nothing but when it gives up.
package protocol LoadSearch: Sendable {
    /// The trial that is needed next; `nil` if the search has ended.
    func next() -> SearchRequest?
    /// Takes the outcome of the trial that ``next()`` asked for.
    mutating func note(_ outcome: SearchOutcome)
    /// What was found, for each goal in their order; also before the end.
    var results: [SearchResult] { get }
    /// Share that was lost at loads far below the bounds; `nil` if no such load was tried.
    var floor: Double? { get }
}

/// How often a search asks for a trial in a row that turns out invalid, before it gives up.
let mostFailures = 5

/// What a search found for one goal.
package struct SearchResult: Sendable, Hashable {
    /// The loss that was allowed.
    package let lossRatio: Double
    /// Relevant Lower Bound: the highest load below ``upper`` that meets the goal; `nil` if none.
    ///
    /// Of bursts: the shortest of the longest bursts found.
    package let lower: Int?
    /// Relevant Upper Bound: the smallest load that does not meet the goal; `nil` if none.
    package let upper: Int?
    /// Conditional Throughput: what is forwarded at ``lower``; of bursts the mean of the repeats.
    package let conditional: Double?
    package let end: SearchEnd
    /// What a reader should know; `nil` if nothing.
    package let remark: String?

    init(
        lossRatio: Double, lower: Int?, upper: Int?, conditional: Double?, end: SearchEnd,
        remark: String? = nil
    ) {
        self.lossRatio = lossRatio
        self.lower = lower
        self.upper = upper
        self.conditional = conditional
        self.end = end
        self.remark = remark
    }
}

/// Why a search ended for a goal.
package enum SearchEnd: String, Sendable, CaseIterable {
    /// Both bounds are known, and near enough to each other.
    case width
    /// The goal is met up to the highest load that could be offered: there is no upper bound.
    case atLeast = "at-least"
    /// The goal is not met at the lowest load allowed: there is no lower bound.
    case atMost = "at-most"
    /// It ended before the bounds were near enough: invalid trials, or too many of them.
    case irregular
}
