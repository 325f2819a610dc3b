package import Histogram

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
