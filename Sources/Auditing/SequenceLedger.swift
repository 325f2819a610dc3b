/// Which part of a stream of numbered units (bytes of a TCP flow, frames of a stamped run) was seen.
///
/// Memory is bounded: a fixed number of holes stays open to be filled; when there are more, the
/// oldest is closed for good and counts as missing from then on.
package struct SequenceLedger: Sendable {
    /// Units, from the first one to the one after the last.
    package typealias Span = Range<Int64>

    /// The first unit that is expected.
    package private(set) var start: Int64
    /// One more than the highest unit seen.
    package private(set) var end: Int64
    /// Holes below ``end`` that may still be filled, ascending and apart.
    private(set) var holes: [Span] = []
    /// Holes that were closed for want of room, the first ``mostListed`` of them.
    private var closed: [Span] = []
    private var closedCount = 0
    private var closedUnits: Int64 = 0
    /// Where the last of them ended.
    private var closedEnd: Int64 = .min

    /// Holes that stay open.
    static let mostHoles = 1024
    /// Missing spans that are listed; all are counted.
    static let mostListed = 1024

    /// What a span added to what was seen.
    struct Gain: Equatable {
        /// Units beyond everything seen before.
        var new: Int64 = 0
        /// Units that filled a hole.
        var filled: Int64 = 0
        /// Units that had been seen.
        var again: Int64 = 0
        /// Whether a hole opened in front of it.
        var opened = false
    }

    init(at start: Int64) {
        self.start = start
        end = start
    }

    /// Takes note of units that were seen.
    mutating func add(_ span: Span) -> Gain {
        var gain = Gain()
        guard !span.isEmpty else { return gain }
        let first = start
        if span.lowerBound < start { gain.new += extendDown(span) }
        if span.upperBound > end {
            if span.lowerBound > end {
                gain.opened = true
                open(end..<span.lowerBound)
            }
            gain.new += span.upperBound - max(span.lowerBound, end)
        }
        // What lies between the old ends: in a hole, or seen.
        let low = max(span.lowerBound, first)
        let below = low..<max(low, min(span.upperBound, end))
        if span.upperBound > end { end = span.upperBound }
        if !below.isEmpty {
            gain.filled = fill(below)
            gain.again = Int64(below.count) - gain.filled
        }
        return gain
    }

    /// Notes that the stream goes on to here although it was not seen, as an acknowledgement tells.
    ///
    /// - Returns: units that are missing because of that.
    mutating func reach(_ limit: Int64) -> Int64 {
        guard limit > end else { return 0 }
        let missing = limit - end
        open(end..<limit)
        end = limit
        return missing
    }

    /// Notes that the stream began here, below everything that was seen.
    mutating func begin(at place: Int64) {
        guard place < start else { return }
        insert(place..<start)
        start = place
    }

    /// Units that are missing between the first and the last seen.
    package var missing: Int64 { holes.reduce(closedUnits) { $0 + Int64($1.count) } }
    /// Missing units below a place; of holes that were closed all, once it is above them.
    package func missing(below place: Int64) -> Int64 {
        holes.reduce(closedEnd <= place ? closedUnits : 0) { sum, hole in
            sum + max(0, min(hole.upperBound, place) - hole.lowerBound)
        }
    }

    /// How many spans are missing.
    package var missingSpans: Int { closedCount + holes.count }
    /// The missing spans, ascending, at most ``mostListed``.
    package var listed: [Span] {
        Array((closed + holes).sorted { $0.lowerBound < $1.lowerBound }.prefix(Self.mostListed))
    }
    /// Units that were seen at least once.
    package var seen: Int64 { end - start - missing }

    /// Units before the first that was expected: the stream began earlier than what came first.
    private mutating func extendDown(_ span: Span) -> Int64 {
        let top = min(span.upperBound, start)
        let old = start
        start = span.lowerBound
        if top < old { insert(top..<old) }
        return top - span.lowerBound
    }

    private mutating func open(_ hole: Span) {
        holes.append(hole)
        trim()
    }

    private mutating func insert(_ hole: Span) {
        let place = holes.firstIndex { $0.lowerBound > hole.lowerBound } ?? holes.count
        holes.insert(hole, at: place)
        trim()
    }

    private mutating func trim() {
        guard holes.count > Self.mostHoles else { return }
        let oldest = holes.removeFirst()
        closedCount += 1
        closedUnits += Int64(oldest.count)
        closedEnd = max(closedEnd, oldest.upperBound)
        if closed.count < Self.mostListed { closed.append(oldest) }
    }

    /// Takes a span out of the holes; returns how many units of it were in one.
    private mutating func fill(_ span: Span) -> Int64 {
        var filled: Int64 = 0
        var index = firstHole(endingAfter: span.lowerBound)
        while index < holes.count, holes[index].lowerBound < span.upperBound {
            let hole = holes[index]
            let cut = hole.clamped(to: span)
            filled += Int64(cut.count)
            let left = hole.lowerBound..<cut.lowerBound
            let right = cut.upperBound..<hole.upperBound
            switch (left.isEmpty, right.isEmpty) {
            case (true, true):
                holes.remove(at: index)
            case (false, true):
                holes[index] = left
                index += 1
            case (true, false):
                holes[index] = right
                index += 1
            case (false, false):
                holes[index] = left
                holes.insert(right, at: index + 1)
                index += 2
            }
        }
        trim()
        return filled
    }

    /// The first hole that ends above a unit, by bisection.
    private func firstHole(endingAfter unit: Int64) -> Int {
        var (low, high) = (0, holes.count)
        while low < high {
            let middle = (low + high) / 2
            if holes[middle].upperBound > unit { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
