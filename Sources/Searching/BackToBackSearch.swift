/// The longest burst at the highest rate of which nothing is lost.
///
/// A binary search to one frame, several times over; a burst that loses is sent again before it
/// counts, since a stall is no full queue. Source: RFC 9004, section 5; loss verification: ETSI GS
/// NFV-TST 009, 12.3.3.
package struct BackToBackSearch: LoadSearch {
    private let longest: Int
    private let repeats: Int
    private let seconds: Double
    /// The longest bursts without loss, one for each repeat so far.
    private var found: [Int] = []
    /// The longest lossless burst of this repeat, and the shortest lossy one.
    private var lower = 0
    private var upper: Int?
    /// Whether the burst that is asked for lost frames once.
    private var isSuspect = false
    private var failures = 0

    private static let first = 64

    /// - Parameters:
    ///   - longest: the most frames of a burst, at least 1.
    ///   - repeats: how often the search is made, at least 1.
    ///   - seconds: how long a trial lasts, which may hold several bursts.
    package init(longest: Int, repeats: Int, seconds: Double) {
        self.longest = longest
        self.repeats = repeats
        self.seconds = seconds
    }

    package func next() -> SearchRequest? {
        guard failures < mostFailures, found.count < repeats else { return nil }
        return SearchRequest(load: burst, seconds: seconds)
    }

    /// Frames of the next burst.
    private var burst: Int {
        guard let upper else {
            if lower == 0 { return min(max(1, found.last ?? Self.first), longest) }
            // What an earlier repeat found is not far.
            let wanted = found.isEmpty ? lower * 2 : lower + max(1, lower / 8)
            return min(wanted, longest)
        }
        if lower == 0, let before = found.last, upper > 8, upper > before / 2 {
            return upper - max(1, upper / 8)
        }
        return (lower + upper) / 2
    }

    package mutating func note(_ outcome: SearchOutcome) {
        guard next() != nil else { return }
        guard case .measured(let lossRatio) = outcome else {
            failures += 1
            return
        }
        failures = 0
        let burst = burst
        if lossRatio <= 0 {
            isSuspect = false
            lower = burst
        } else if isSuspect {
            isSuspect = false
            upper = burst
        } else {
            isSuspect = true
        }
        guard lower >= longest || upper.map({ $0 - lower <= 1 }) == true else { return }
        found.append(lower)
        lower = 0
        upper = nil
    }

    package var results: [SearchResult] {
        // Before the first search is over, there are bounds at least.
        let least = found.min() ?? (lower > 0 ? lower : nil)
        let most = found.max().flatMap { $0 < longest ? $0 + 1 : nil }
        let mean =
            found.isEmpty ? nil : Double(found.reduce(0, +)) / Double(found.count)
        return [
            SearchResult(
                lossRatio: 0, lower: least, upper: found.isEmpty ? upper : most,
                conditional: mean, end: end,
                remark: failures < mostFailures
                    ? nil : "\(failures) trials in a row were invalid")
        ]
    }

    private var end: SearchEnd {
        guard found.count >= repeats else { return .irregular }
        if found.min() == longest { return .atLeast }
        return found.max() == 0 ? .atMost : .width
    }

    package var floor: Double? { nil }
}
