/// One bin of a histogram of the times between one frame's departure and the next one's.
package struct GapBin: Sendable, Hashable {
    /// The shortest and the longest gap (ns) that fall into the bin, both included.
    package var from: Int64
    package var to: Int64
    /// Gaps counted.
    package var count: Int64

    package init(from: Int64, to: Int64, count: Int64) {
        self.from = from
        self.to = to
        self.count = count
    }
}
