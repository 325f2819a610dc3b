/// An IPv4 or IPv6 address.
package struct IPAddress: Hashable, Sendable {
    /// The 16 bytes as two numbers; an IPv4 address is the low 4 bytes of `low`.
    package let high: UInt64
    package let low: UInt64
    /// 4 or 6.
    package let version: UInt8

    package init(v4 address: UInt32) {
        (high, low, version) = (0, UInt64(address), 4)
    }

    package init(v6 high: UInt64, _ low: UInt64) {
        (self.high, self.low, version) = (high, low, 6)
    }

    /// Dotted (RFC 791), or groups with the longest run of zeros as `::` (RFC 5952).
    package var text: String {
        var text = TextBuffer(capacity: 64)
        text.address(self)
        return text.string
    }

    /// The 16-bit group of an IPv6 address, 0 the first.
    func group(_ index: Int) -> UInt16 {
        let half = index < 4 ? high : low
        return UInt16(truncatingIfNeeded: half >> UInt64(48 - index % 4 * 16))
    }

    /// The longest run of at least two groups that are 0; the first of several; empty if none.
    var longestZeros: Range<Int> {
        var longest = 0..<0
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, group(end) == 0 { end += 1 }
            if end - index > max(longest.count, 1) { longest = index..<end }
            index = max(end, index + 1)
        }
        return longest
    }
}
