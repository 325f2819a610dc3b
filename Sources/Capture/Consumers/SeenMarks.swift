import Kernel

/// The numbers that a worker has seen, a bit each, as of the end of its run.
package struct SeenMarks: Sendable {
    /// Word `i` has the numbers from `64 * i` on; what lies beyond was not seen.
    var words: [UInt64]

    /// Whether a number that was not seen is a frame that was lost: not of frames that are alike, and
    /// not of segments, which are sent again.
    private let tellsLosses: Bool

    package init(words: [UInt64] = [], tellsLosses: Bool = true) {
        (self.words, self.tellsLosses) = (words, tellsLosses)
    }

    /// Adds what another worker has seen.
    ///
    /// - Returns: how many numbers both have seen: each of the two counted them as unique.
    package mutating func join(_ other: SeenMarks) -> Int {
        if other.words.count > words.count {
            words += repeatElement(0, count: other.words.count - words.count)
        }
        var shared = 0
        for (index, word) in other.words.enumerated() {
            shared += (words[index] & word).nonzeroBitCount
            words[index] |= word
        }
        return shared
    }

    /// The numbers below `frames` that nobody has seen; `nil` for none at all, or if they tell nothing.
    package func losses(of frames: Int) -> SequenceLosses? {
        guard tellsLosses, frames > 0, let seen = try? SeenFrames(marks: words, room: frames) else {
            return nil
        }
        return seen.losses(of: frames)
    }
}
