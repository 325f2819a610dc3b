/// Frame sizes and how often each occurs.
///
/// Shape: at least one size, ascending, all different; weights are whole parts, at least 1, without
/// a common factor. So the same distribution has one form however it was written.
package struct WeightedSizes: Sendable, Hashable {
    /// One size and its part of the total.
    package struct Entry: Sendable, Hashable {
        package let size: FrameSize
        package let weight: Int
    }

    package let entries: [Entry]
    /// The sum of the weights.
    package let total: Int

    /// The largest weight that may be given.
    package static let largestWeight = 1_000_000_000
    /// The most sizes that may be given: there are no more between the smallest and the largest.
    package static let mostSizes = 9_000

    /// Sizes in any order with their weights; a size of weight 0 does not occur.
    ///
    /// - Throws: what is wrong, in words that follow the sizes' name.
    package init(_ pairs: [(size: Int, weight: Int)]) throws(SizeError) {
        guard (1...Self.mostSizes).contains(pairs.count) else {
            throw SizeError("needs 1 to \(Self.mostSizes) sizes")
        }
        for (size, weight) in pairs {
            guard (1...65_535).contains(size) else { throw SizeError("\(size) is no frame size") }
            guard (0...Self.largestWeight).contains(weight) else {
                throw SizeError("\(weight) is not a weight from 0 to \(Self.largestWeight)")
            }
        }
        if let twin = Self.twin(pairs.map(\.size)) { throw SizeError("has \(twin) twice") }
        let occurring = pairs.filter { $0.weight > 0 }.sorted { $0.size < $1.size }
        let factor = occurring.reduce(0) { Self.commonFactor($0, $1.weight) }
        guard factor > 0 else { throw SizeError("has no weight above 0") }
        let entries = occurring.map {
            Entry(size: FrameSize($0.size), weight: $0.weight / factor)
        }
        let total = entries.reduce(0) { $0 + $1.weight }
        for entry in entries where entry.weight * SizeDistribution.tableLength < total {
            throw SizeError(
                "would never send \(entry.size.bytes): its weight is less than 1 in"
                    + " \(SizeDistribution.tableLength)")
        }
        self.entries = entries
        self.total = total
    }

    /// The mean size in bytes, FCS included.
    package var meanBytes: Double {
        entries.reduce(0) { $0 + Double($1.size.bytes) * Double($1.weight) } / Double(total)
    }

    /// The sizes in a random order, each as often as its weight says.
    ///
    /// Where the proportions are no whole number of the ``SizeDistribution/tableLength`` entries,
    /// the largest remainders are rounded up (Hamilton's method).
    func table(seed: UInt64) -> [FrameSize] {
        let length = SizeDistribution.tableLength
        var counts = entries.map { $0.weight * length / total }
        let remainders = entries.map { $0.weight * length % total }
        let order = entries.indices.sorted {
            (remainders[$1], $0) < (remainders[$0], $1)
        }
        for index in order.prefix(length - counts.reduce(0, +)) { counts[index] += 1 }
        let sizes = zip(entries, counts).flatMap { Array(repeating: $0.size, count: $1) }
        var random = SplitMix64(seed: seed)
        return random.shuffled(sizes)
    }

    /// `64x7,594x4,1518x1`.
    var text: String {
        entries.map { "\($0.size.bytes)x\($0.weight)" }.joined(separator: ",")
    }

    /// Reads ``text``, of which the parts need not be in their canonical form.
    init(text: Substring) throws(SizeError) {
        var pairs: [(size: Int, weight: Int)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let numbers = part.split(separator: "x", omittingEmptySubsequences: false)
            guard numbers.count == 2, let size = Int(numbers[0]), let weight = Int(numbers[1])
            else {
                throw SizeError("has “\(part)”, which is not SIZExWEIGHT")
            }
            pairs.append((size, weight))
        }
        try self.init(pairs)
    }

    private static func twin(_ sizes: [Int]) -> Int? {
        var seen: Set<Int> = []
        return sizes.first { !seen.insert($0).inserted }
    }

    /// Euclid's algorithm; the other number if one is 0.
    private static func commonFactor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
