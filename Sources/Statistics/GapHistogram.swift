package import Frames

/// A histogram of the times between departures of frames: any number of bins, of any width.
///
/// What is said of it is exact for the bins: a percentile is the upper end of the bin that it
/// falls into.
package struct GapHistogram: Sendable, Hashable {
    /// Ascending, no two with the same bounds, none empty.
    package let bins: [TimeBin]
    /// Gaps in all bins.
    package let count: Int

    /// In any order; bins with the same bounds are one.
    package init(_ bins: some Sequence<TimeBin>) {
        var merged: [TimeBin] = []
        for bin in bins.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) where bin.count > 0 {
            if let last = merged.indices.last, merged[last].from == bin.from,
                merged[last].to == bin.to
            {
                merged[last].count &+= bin.count
            } else {
                merged.append(bin)
            }
        }
        self.bins = merged
        count = merged.reduce(0) { $0 &+ $1.count }
    }

    /// The gap (ns) that at least a share `p` (above 0, up to 1) of all gaps do not exceed: the
    /// nearest rank, rounded up to the end of its bin; `nil` without gaps.
    package func percentile(_ p: Double) -> Int? {
        guard count > 0 else { return nil }
        let rank = min(max(1, Int(min((p * Double(count)).rounded(.up), 0x1p62))), count)
        var seen = 0
        for bin in bins {
            seen &+= bin.count
            if seen >= rank { return bin.to }
        }
        return nil
    }

    /// The share of gaps of exactly 0: frames that left together with the one before.
    package var shareTogether: Double {
        guard count > 0, let first = bins.first, first.to == 0 else { return 0 }
        return Double(first.count) / Double(count)
    }

    /// The complementary cumulative distribution: for each bin above 0, the share of all gaps that
    /// are at least as long as its lower end.
    package var longerShares: [(gap: Int, share: Double)] {
        var left = count
        var shares: [(gap: Int, share: Double)] = []
        for bin in bins {
            if bin.to > 0 { shares.append((bin.from, Double(left) / Double(count))) }
            left -= bin.count
        }
        return shares
    }
}
