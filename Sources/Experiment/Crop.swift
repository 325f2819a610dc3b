/// Which sampling intervals of a trial count for its CPU figures.
package enum Crop: Sendable, Hashable {
    /// Only this many full intervals in the middle of the traffic.
    case middle(Int)
    /// Every full interval.
    case all
}

extension Crop {
    /// Reads `middle 3` or `all`; `nil` if it is neither.
    package init?(text: String) {
        if text == "all" {
            self = .all
            return
        }
        let words = text.split(separator: " ")
        guard words.count == 2, words[0] == "middle",
            let count = Int(words[1]), (1...IntervalSchedule.mostIntervals).contains(count)
        else { return nil }
        self = .middle(count)
    }

    /// The canonical text, which ``init(text:)`` reads back.
    package var text: String {
        switch self {
        case .middle(let count): "middle \(count)"
        case .all: "all"
        }
    }
}
