/// Which frames of a run never arrived, by their place in the run.
///
/// Read from the bitmap once the run is over: it costs nothing while frames arrive.
package struct SequenceLosses: Sendable, Hashable {
    /// Frames of the run: their numbers are 0 up to this.
    package var frames: Int
    /// Numbers that never arrived.
    package var lost = 0
    /// Runs of consecutive numbers that never arrived: the loss periods of RFC 3357 section 4.
    package var episodes = 0
    /// Frames of the longest of these.
    package var longest = 0
    /// Lost among the first and among the last 5 % of the run's frames, rounded up to whole frames.
    package var first = 0
    package var last = 0
    /// Frames of each bin: a multiple of 64, so that there are at most 1,000 bins.
    package var binFrames: Int
    /// The bins with losses, ascending.
    package var bins: [Bin] = []

    package struct Bin: Sendable, Hashable {
        /// Number of the bin's first frame.
        package var start: Int
        package var lost: Int

        package init(start: Int, lost: Int) {
            self.start = start
            self.lost = lost
        }
    }

    static let mostBins = 1000

    /// No losses yet of a run of so many frames, at least 1.
    package init(frames: Int) {
        self.frames = frames
        let words = (frames + 63) / 64
        binFrames = 64 * ((words + Self.mostBins - 1) / Self.mostBins)
    }

    /// The length of the first and of the last part of the run that are told apart, in frames.
    package var edge: Int { (frames + 19) / 20 }
}

extension SeenFrames {
    /// The numbers below `frames` that were not seen; `nil` for none at all, or for more than the
    /// bitmap has room for.
    func losses(of frames: Int) -> SequenceLosses? {
        guard frames > 0, UInt64(frames) <= capacity else { return nil }
        var losses = SequenceLosses(frames: frames)
        let (words, binWords) = ((frames + 63) / 64, losses.binFrames / 64)
        // Missing numbers right before the word at hand.
        var run = 0
        for start in stride(from: 0, to: words, by: binWords) {
            var bin = SequenceLosses.Bin(start: start * 64, lost: 0)
            for word in start..<min(start + binWords, words) {
                let missing = missing(word, within: 0..<frames)
                bin.lost += missing.nonzeroBitCount
                let begun = missing & ~(missing << 1 | (run > 0 ? 1 : 0))
                losses.episodes += begun.nonzeroBitCount
                let head = (~missing).trailingZeroBitCount
                losses.longest = max(losses.longest, run + head, missing.longestRun)
                run = missing == .max ? run + 64 : (~missing).leadingZeroBitCount
            }
            losses.lost += bin.lost
            if bin.lost > 0 { losses.bins.append(bin) }
        }
        losses.first = lost(0..<losses.edge)
        losses.last = lost(frames - losses.edge..<frames)
        return losses
    }

    /// How many numbers of a range were not seen.
    private func lost(_ range: Range<Int>) -> Int {
        (range.lowerBound / 64..<(range.upperBound + 63) / 64).reduce(0) {
            $0 + missing($1, within: range).nonzeroBitCount
        }
    }
}

extension UInt64 {
    /// The longest run of ones.
    fileprivate var longestRun: Int {
        var (rest, length) = (self, 0)
        while rest != 0 {
            rest &= rest << 1
            length += 1
        }
        return length
    }
}
