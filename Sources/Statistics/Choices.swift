/// Counts the choices of so many of the ranks, by their sum.
struct Choices {
    private let count: Int
    /// Ascending.
    private let ranks: [Int]
    /// Sums of the first 0, 1, … ranks.
    private let sums: [Int]

    init(_ count: Int, of ranks: [Int]) {
        self.count = count
        self.ranks = ranks
        sums = ranks.reduce(into: [0]) { sums, rank in sums.append(sums[sums.count - 1] + rank) }
    }

    /// For each sum from 0 on, how many choices have it.
    func counted() -> [Double] {
        let width = sums[ranks.count] - sums[ranks.count - count] + 1
        // One row of sums for each number of ranks chosen so far.
        var rows = [Double](repeating: 0, count: (count + 1) * width)
        rows[0] = 1
        rows.withUnsafeMutableBufferPointer { rows in
            for (place, rank) in ranks.enumerated() {
                for chosen in chosen(before: place).reversed() {
                    let from = chosen * width
                    let to = from + width + rank
                    // Least and most that so many of the ranks before this can come to.
                    for sum in sums[chosen]...(sums[place] - sums[place - chosen]) {
                        rows[to + sum] += rows[from + sum]
                    }
                }
            }
        }
        return Array(rows.suffix(width))
    }

    /// How many ranks may have been chosen before this one is, so that enough of them are left.
    private func chosen(before place: Int) -> ClosedRange<Int> {
        max(0, count - (ranks.count - place))...min(place, count - 1)
    }
}
