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
    /// Units below this one were sent before the capture began, as far as is known: what lacks
    /// there is not missing.
    private(set) var known: Int64
    /// Holes that were closed for want of room; empty before there were any.
    private var closed: [Closed] = []

    /// Holes that were closed, and what is kept of them.
    private struct Closed {
        /// The first ``SequenceLedger/mostListed``.
        var spans: [Span] = []
        var count = 0
        var units: Int64 = 0
        /// Where the last of them ended.
        var end: Int64 = .min
        /// Units that lack below what is known.
        var ignored: Int64 = 0
    }

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
        known = start
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
            let (filled, early) = fill(below)
            gain.filled = filled
            gain.new += early
            gain.again = Int64(below.count) - filled - early
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
        known = min(known, place)
        guard place < start else { return }
        let old = start
        start = place
        insert(place..<old)
    }

    /// Units that are missing between the first and the last seen.
    package var missing: Int64 { missing(below: .max) }
    /// Missing units below a place; of holes that were closed all, once it is above them.
    package func missing(below place: Int64) -> Int64 {
        let old = closed.first.map { $0.end <= place ? $0.units : 0 } ?? 0
        return judged.reduce(old) { sum, hole in
            sum + max(0, min(hole.upperBound, place) - hole.lowerBound)
        }
    }

    /// How many spans are missing.
    package var missingSpans: Int { (closed.first?.count ?? 0) + judged.count }
    /// The missing spans, ascending, at most ``mostListed``.
    package var listed: [Span] {
        let spans = (closed.first?.spans ?? []) + judged
        return Array(spans.sorted { $0.lowerBound < $1.lowerBound }.prefix(Self.mostListed))
    }
    /// Units that were seen at least once.
    package var seen: Int64 {
        let open = holes.reduce(Int64(0)) { $0 + Int64($1.count) }
        return end - start - open - (closed.first.map { $0.units + $0.ignored } ?? 0)
    }

    /// Holes of what is known: none lies across its beginning.
    private var judged: ArraySlice<Span> { holes.drop { $0.lowerBound < known } }

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
        if closed.isEmpty { closed.append(Closed()) }
        guard oldest.lowerBound >= known else {
            closed[0].ignored += Int64(oldest.count)
            return
        }
        closed[0].count += 1
        closed[0].units += Int64(oldest.count)
        closed[0].end = max(closed[0].end, oldest.upperBound)
        if closed[0].spans.count < Self.mostListed { closed[0].spans.append(oldest) }
    }

    /// Takes a span out of the holes; returns how many units of it were in one, and how many in
    /// one below what is known.
    private mutating func fill(_ span: Span) -> (filled: Int64, early: Int64) {
        var (filled, early) = (Int64(0), Int64(0))
        var index = firstHole(endingAfter: span.lowerBound)
        while index < holes.count, holes[index].lowerBound < span.upperBound {
            let hole = holes[index]
            let cut = hole.clamped(to: span)
            if hole.lowerBound >= known {
                filled += Int64(cut.count)
            } else {
                early += Int64(cut.count)
            }
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
        return (filled, early)
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
