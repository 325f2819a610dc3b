package import Histogram

/// One bin of a histogram of times: from one departure to the next, or from sending to delivery.
package struct TimeBin: Sendable, Hashable {
    /// The shortest and the longest time (ns) that fall into the bin, both included.
    package var from: Int
    package var to: Int
    /// Times counted.
    package var count: Int

    package init(from: Int, to: Int, count: Int) {
        self.from = from
        self.to = to
        self.count = count
    }
}

extension TimeBin {
    /// The bins of a histogram of nanoseconds that are not empty, ascending.
    package static func all(of histogram: Histogram<UInt64>) -> [TimeBin] {
        histogram.recordedValues().map { bin in
            let range = histogram.equivalentRangeForValue(bin.value)
            return TimeBin(
                from: Int(range.lowerBound), to: Int(range.upperBound), count: Int(bin.count))
        }
    }
}
