package import Packets

/// One direction of a TCP conversation, as far as a capture shows it.
///
/// Sequence numbers are unwrapped to 64 bits, so that a flow may go round as often as it likes.
package struct TCPFlow: Sendable {
    package private(set) var ledger: SequenceLedger?
    /// Packets of the flow, and bytes of payload in them, however often.
    package private(set) var segments = 0
    package private(set) var bytes: Int64 = 0
    /// Packets that were captured twice: the same one in every field.
    package private(set) var duplicates = 0
    /// Packets whose bytes had all been seen, or some of them: sent again.
    package private(set) var retransmissions = 0
    package private(set) var retransmittedBytes: Int64 = 0
    /// Packets that came after later ones, filling a hole, and were sent before them.
    package private(set) var reordered = 0
    /// Packets that filled a hole and were sent again for it: the first sending is not in the
    /// capture, whoever lost it.
    package private(set) var recovered = 0
    /// Packets that filled a hole, and do not tell which of the two they are.
    package private(set) var late = 0
    /// Holes that opened: what other tools call a lost segment.
    package private(set) var gaps = 0
    package private(set) var keepAlives = 0
    package private(set) var hasSYN = false
    package private(set) var hasFIN = false
    package private(set) var hasReset = false
    /// Highest place that the other side has acknowledged.
    package private(set) var acknowledged: Int64?
    /// The place behind its FIN, where the conversation ends; `nil` before there was one.
    private var ending: Int64?

    /// Newest of the sender's clocks, to tell reordered from sent again.
    private var newestIdentification: UInt16?
    private var newestTimestamp: UInt32?
    /// The last packets, to find those that were captured twice.
    private var recent: [UInt64] = []
    private var nextRecent = 0
    private static let remembered = 16

    package init() {}

    /// Takes note of a segment of this direction.
    package mutating func take(_ segment: Segment) {
        segments += 1
        bytes += Int64(segment.length)
        if segment.flags.contains(.rst) { hasReset = true }
        guard !isCapturedTwice(segment) else {
            duplicates += 1
            return
        }
        let span = self.span(of: segment)
        if segment.flags.contains(.syn) { hasSYN = true }
        if segment.flags.contains(.fin) {
            hasFIN = true
            ending = span.upperBound
        }
        guard !span.isEmpty, !segment.flags.contains(.rst) else { return }
        if isKeepAlive(segment, span) {
            keepAlives += 1
            return
        }
        count(ledger?.add(span) ?? SequenceLedger.Gain(), segment)
        noteClocks(segment)
    }

    /// Takes note of what the other direction acknowledges.
    ///
    /// Bytes that were acknowledged arrived there: if they are not in the capture, it lost them.
    package mutating func take(acknowledgement: UInt32) {
        guard let ledger else { return }
        let place = Self.unwrap(acknowledgement, near: ledger.end)
        // An acknowledgement far ahead is one of another connection.
        guard place > ledger.start, place - ledger.end < Self.window, place <= ending ?? .max
        else { return }
        if place > (acknowledged ?? .min) { acknowledged = place }
    }

    /// Takes note of where this direction begins, as the other side's SYN tells by acknowledging
    /// this one's.
    package mutating func begin(at acknowledgement: UInt32) {
        guard let ledger else {
            self.ledger = SequenceLedger(at: Int64(acknowledgement) + 1 << 32)
            return
        }
        guard !hasSYN else { return }
        let place = Self.unwrap(acknowledgement, near: ledger.start)
        guard ledger.start - place < Self.window else { return }
        self.ledger?.begin(at: place)
    }

    /// Closes the books: what was acknowledged and never seen is missing.
    package mutating func finish() {
        guard let acknowledged else { return }
        // A FIN that was not captured is acknowledged as one more byte.
        guard let end = ledger?.end, acknowledged > end else { return }
        let missing = ledger?.reach(acknowledged) ?? 0
        if missing > 0 { gaps += 1 }
    }

    /// Whether a segment belongs to another conversation between the same endpoints: a SYN of
    /// another number, or anything that this one's FIN or SYN excludes.
    package func isAnother(_ segment: Segment) -> Bool {
        guard let ledger else { return false }
        let place = Self.unwrap(segment.sequence, near: ledger.end)
        if segment.flags.contains(.syn) {
            return hasSYN ? place != ledger.start : place > ledger.start || hasFIN
        }
        guard let ending else { return false }
        return place > ending || hasSYN && place < ledger.start
    }

    /// Missing bytes that the other side has acknowledged: lost by the capture for sure.
    package var missingAcknowledged: Int64 {
        guard let ledger, let acknowledged else { return 0 }
        return ledger.missing(below: acknowledged)
    }

    /// The largest distance between two segments of one conversation: the largest window
    /// (RFC 7323 section 2.3).
    private static let window: Int64 = 1 << 30

    private mutating func span(of segment: Segment) -> Range<Int64> {
        let start: Int64
        if let ledger {
            start = Self.unwrap(segment.sequence, near: ledger.end)
        } else {
            // Far from 0, so that what comes before the first segment has a place, too.
            start = Int64(segment.sequence) + 1 << 32
            ledger = SequenceLedger(at: start)
        }
        return start..<start + Int64(segment.span)
    }

    private mutating func count(_ gain: SequenceLedger.Gain, _ segment: Segment) {
        if gain.opened { gaps += 1 }
        if gain.again > 0 {
            retransmissions += 1
            retransmittedBytes += gain.again
        }
        guard gain.filled > 0 else { return }
        switch isOlder(segment) {
        case true?: reordered += 1
        case false?: recovered += 1
        case nil: late += 1
        }
    }

    /// Whether a segment was sent before the newest one that was seen; `nil` if it does not tell.
    private func isOlder(_ segment: Segment) -> Bool? {
        if let own = segment.identification, let newest = newestIdentification {
            return Int16(bitPattern: own &- newest) < 0
        }
        if let own = segment.timestamp, let newest = newestTimestamp, own != newest {
            return Int32(bitPattern: own &- newest) < 0
        }
        return nil
    }

    private mutating func noteClocks(_ segment: Segment) {
        if let own = segment.identification {
            let isNewer = newestIdentification.map { Int16(bitPattern: own &- $0) > 0 } ?? true
            if isNewer { newestIdentification = own }
        }
        if let own = segment.timestamp {
            let isNewer = newestTimestamp.map { Int32(bitPattern: own &- $0) > 0 } ?? true
            if isNewer { newestTimestamp = own }
        }
    }

    private mutating func isCapturedTwice(_ segment: Segment) -> Bool {
        // Pure acknowledgements look alike without being the same packet; so does a segment sent
        // again whose sender dates nothing (IPv6 without timestamps).
        guard segment.span > 0, segment.isDated else { return false }
        if recent.contains(segment.fingerprint) { return true }
        if recent.count < Self.remembered {
            recent.append(segment.fingerprint)
        } else {
            recent[nextRecent] = segment.fingerprint
            nextRecent = (nextRecent + 1) % Self.remembered
        }
        return false
    }

    /// A byte, or none, of what had been acknowledged, to see whether the other side lives
    /// (RFC 9293 section 3.8.4).
    private func isKeepAlive(_ segment: Segment, _ span: Range<Int64>) -> Bool {
        guard segment.length <= 1, segment.flags.isDisjoint(with: [.syn, .fin]), let ledger else {
            return false
        }
        return span.upperBound == ledger.end && ledger.end > ledger.start
            && (acknowledged ?? .min) >= span.upperBound
    }

    /// The 64-bit place of a 32-bit number that is nearest to another place.
    static func unwrap(_ number: UInt32, near place: Int64) -> Int64 {
        let low = UInt32(truncatingIfNeeded: place)
        return place + Int64(Int32(bitPattern: number &- low))
    }
}
