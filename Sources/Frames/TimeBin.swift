/// One bin of a histogram of times: from one departure to the next, or from sending to delivery.
package struct TimeBin: Sendable, Hashable {
    /// The shortest and the longest time (ns) that fall into the bin, both included.
    package var from: Int64
    package var to: Int64
    /// Times counted.
    package var count: Int64

    package init(from: Int64, to: Int64, count: Int64) {
        self.from = from
        self.to = to
        self.count = count
    }
}
