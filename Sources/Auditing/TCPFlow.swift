import Packets

/// One direction of a TCP conversation, as far as a capture shows it.
///
/// Sequence numbers are unwrapped to 64 bits, so that a flow may go round as often as it likes.
/// It is small, since a capture may have millions: what most flows do not need is in ``rare``.
package struct TCPFlow: Sendable {
    package private(set) var ledger: SequenceLedger?
    /// Packets of the flow, and bytes of payload in them, however often.
    package private(set) var segments = 0
    package private(set) var bytes: Int64 = 0
    private var rare: [Events] = []
    /// Highest place that the other side has acknowledged; before there is one, `Int64.min`.
    private var acknowledgedPlace = Int64.min
    /// The place behind its FIN, where the conversation ends; `Int64.max` before there was one.
    private var ending = Int64.max
    // Those of 4 bytes, of 1 and of 2, in an order without holes.
    /// Payload of the newest segment.
    private var newestLength: UInt32 = 0
    private var numbers = SparseNumbers()
    private var marks: FlowMarks = []
    /// Newest of the sender's clocks, to tell reordered from sent again; 0 if there is none.
    private var newestIdentification: UInt16 = 0

    /// How often something happened that is not simply the next segment.
    package struct Events: Sendable {
        /// Packets that were captured twice: the same one in every field that a second sending
        /// changes.
        package var duplicates = 0
        /// Packets whose bytes had all been seen, or some of them: sent again.
        package var retransmissions = 0
        package var retransmittedBytes: Int64 = 0
        /// Packets that came after later ones, filling a hole, and were sent before them.
        package var reordered = 0
        /// Packets that filled a hole and were sent again for it: the first sending is not in the
        /// capture, whoever lost it.
        package var recovered = 0
        /// Packets that filled a hole, and do not tell which of the two they are.
        package var late = 0
        /// Packets of the two before whose timestamps told, and whose IP identifications told.
        package var toldByTimestamp = 0
        package var toldByIdentification = 0
        /// Holes that opened: what other tools call a lost segment.
        package var gaps = 0
        package var keepAlives = 0
        /// Acknowledgements far ahead of anything seen, which nothing else confirmed.
        package var unbelieved = 0
        /// The last of them, its packet, and whether it tells itself from a copy.
        var far: (place: Int64, packet: UInt64, isDated: Bool)?
        /// Number of a second SYN of this direction, before it is known which one counts.
        var otherSYN: UInt32?
    }

    private struct FlowMarks: OptionSet {
        let rawValue: UInt8
        static let syn = FlowMarks(rawValue: 1)
        static let fin = FlowMarks(rawValue: 2)
        static let reset = FlowMarks(rawValue: 4)
        /// Its first place is known: by its SYN, or by what acknowledged that.
        static let begun = FlowMarks(rawValue: 8)
        /// Its IP identifications do not count up.
        static let randomIdentifications = FlowMarks(rawValue: 16)
        /// What is missing at the end is known by an acknowledgement only.
        static let reached = FlowMarks(rawValue: 32)
    }

    package init() {}

    package var events: Events { rare.first ?? Events() }
    package var hasSYN: Bool { marks.contains(.syn) }
    package var hasFIN: Bool { marks.contains(.fin) }
    package var hasReset: Bool { marks.contains(.reset) }
    /// Whether its first place is known: by its SYN, or by what acknowledged that.
    package var isBegun: Bool { marks.contains(.begun) }
    /// Whether the last missing place is known by an acknowledgement only.
    package var isReached: Bool { marks.contains(.reached) }
    /// Highest place that the other side has acknowledged.
    package var acknowledged: Int64? { acknowledgedPlace == .min ? nil : acknowledgedPlace }

    private mutating func note(_ change: (inout Events) -> Void) {
        if rare.isEmpty { rare.append(Events()) }
        change(&rare[0])
    }

    // MARK: - What it takes

    /// Counts a segment that tells nothing about the stream: one of an older conversation.
    mutating func takeStray(_ segment: Segment) {
        segments += 1
        bytes += Int64(segment.length)
        if segment.flags.contains(.rst) { marks.insert(.reset) }
    }

    /// Counts a packet that was captured before.
    mutating func takeCopy(_ segment: Segment) {
        takeStray(segment)
        note { $0.duplicates += 1 }
    }

    /// Takes note of a segment of this direction.
    mutating func take(_ segment: Segment) {
        takeStray(segment)
        if segment.flags.contains(.ack) { numbers[.sent] = segment.acknowledgement }
        guard !segment.flags.contains(.rst) else { return }
        if isKeepAlive(segment) {
            note { $0.keepAlives += 1 }
            return
        }
        guard segment.span > 0 else {
            if ledger == nil, numbers[.hint] == nil { numbers[.hint] = segment.sequence }
            return
        }
        guard !isOtherSYN(segment) else {
            note { $0.retransmissions += 1 }
            return
        }
        let span = self.span(of: segment)
        if segment.flags.contains(.syn) { marks.formUnion([.syn, .begun]) }
        if segment.flags.contains(.fin) {
            marks.insert(.fin)
            ending = span.upperBound
        }
        let gain = ledger?.add(span) ?? SequenceLedger.Gain()
        count(gain, segment)
        noteClocks(segment, isNew: gain.new > 0)
        if span.upperBound == ledger?.end { newestLength = UInt32(clamping: segment.length) }
    }

    /// Takes note of what the other direction acknowledges.
    ///
    /// Bytes that were acknowledged arrived there: if they are not in the capture, it lost them.
    /// An acknowledgement far ahead of everything else needs a second one.
    mutating func take(acknowledgementOf packet: Segment, isOpening: Bool) {
        let number = packet.acknowledgement
        numbers[.got] = number
        choose(number &- 1, isExact: true)
        guard let ledger else { return }
        let place = Self.unwrap(number, near: ledger.end)
        guard place > ledger.start, place <= ending else { return }
        let far = rare.first?.far
        let trusted = max(ledger.end, acknowledgedPlace) + (isOpening ? 0 : Self.believed)
        if place > trusted {
            let isCopy = far.map { $0.isDated && $0.packet == packet.fingerprint } ?? false
            guard let far, place >= far.place, !isCopy else {
                let news = (place, packet.fingerprint, packet.isDated)
                note {
                    if !isCopy { $0.unbelieved += 1 }
                    $0.far = news
                }
                return
            }
            note { $0.unbelieved -= 1 }
        }
        if far != nil { note { $0.far = nil } }
        acknowledgedPlace = max(acknowledgedPlace, place)
    }

    /// Takes note of where this direction begins, as the other side's SYN tells by acknowledging
    /// this one's.
    mutating func begin(at acknowledgement: UInt32) {
        guard !isBegun else { return }
        guard let ledger else {
            self.ledger = SequenceLedger(at: Int64(acknowledgement) + 1 << 32)
            marks.insert(.begun)
            return
        }
        let place = Self.unwrap(acknowledgement, near: ledger.start)
        guard ledger.start - place < Self.near else { return }
        self.ledger?.begin(at: place)
        marks.insert(.begun)
    }

    /// Closes the books: what was acknowledged and never seen is missing.
    mutating func finish() {
        // A FIN that was not captured is acknowledged as one more byte.
        guard let end = ledger?.end, acknowledgedPlace > end else { return }
        let missing = ledger?.reach(acknowledgedPlace) ?? 0
        guard missing > 0 else { return }
        marks.insert(.reached)
        note { $0.gaps += 1 }
    }

    /// Missing bytes that the other side has acknowledged.
    package var missingAcknowledged: Int64 {
        guard let ledger, let acknowledged else { return 0 }
        return ledger.missing(below: acknowledged)
    }

    // MARK: - Where it stands

    /// So far a single acknowledgement is believed beyond everything else: four of the largest
    /// segments of IPv4.
    static let believed: Int64 = 1 << 18
    /// Numbers that are further apart are not taken for those of one conversation without other
    /// evidence.
    static let near: Int64 = 1 << 24

    /// Whether only its SYN was seen.
    var isOnlySYN: Bool { hasSYN && ledger.map { $0.end - $0.start == 1 } ?? false }

    /// Number of its SYN, or of the first place that is known.
    var firstNumber: UInt32? { ledger.map { UInt32(truncatingIfNeeded: $0.start) } }

    /// What a segment is compared with.
    var standing: FlowStanding {
        FlowStanding(
            places: ledger.map { $0.start..<$0.end }, ending: ending, segments: segments,
            hasSYN: hasSYN, hasFIN: hasFIN, isBegun: isBegun,
            acknowledgementSent: numbers[.sent],
            otherSYN: rare.isEmpty ? nil : rare[0].otherSYN)
    }

    // MARK: - How it counts

    private mutating func span(of segment: Segment) -> Range<Int64> {
        choose(segment.sequence &- 1, isExact: false)
        if ledger == nil { found(segment) }
        let start = Self.unwrap(segment.sequence, near: ledger?.end ?? 0)
        if segment.flags.contains(.syn) { ledger?.begin(at: start) }
        return start..<start + Int64(segment.span)
    }

    /// Begins with the first segment that has data, or SYN.
    ///
    /// A segment without data told the next number, or, if it was a keep-alive, the one before.
    private mutating func found(_ segment: Segment) {
        // Far from 0, so that what comes before the first segment has a place, too.
        let start = Int64(segment.sequence) + 1 << 32
        let skipped = numbers[.hint].map { Int64(Int32(bitPattern: segment.sequence &- $0)) } ?? 0
        let isHole =
            skipped > 1 && skipped < Self.near && !segment.flags.contains(.syn)
        ledger = SequenceLedger(at: isHole ? start - skipped : start)
    }

    /// Whether it is a second SYN with another number, of which one will count: RFC 9293
    /// section 3.5, an old duplicate that was answered.
    private mutating func isOtherSYN(_ segment: Segment) -> Bool {
        guard segment.flags.contains(.syn), hasSYN, segment.sequence != firstNumber else {
            return false
        }
        note { $0.otherSYN = segment.sequence }
        return true
    }

    /// Takes the second SYN for the first one's if what follows goes on from it.
    private mutating func choose(_ number: UInt32, isExact: Bool) {
        guard let other = rare.first?.otherSYN, let first = firstNumber, isOnlySYN else { return }
        let (ahead, old) = (number &- other, number &- first)
        guard isExact ? ahead == 0 : ahead < 1 << 20 && ahead < old else {
            if old == 0 { note { $0.otherSYN = nil } }
            return
        }
        ledger = SequenceLedger(at: Int64(other) + 1 << 32)
        _ = ledger?.add(Int64(other) + 1 << 32..<Int64(other) + 1 << 32 + 1)
        acknowledgedPlace = .min
        note { $0.otherSYN = nil }
    }

    private mutating func count(_ gain: SequenceLedger.Gain, _ segment: Segment) {
        if gain.opened { note { $0.gaps += 1 } }
        if gain.again > 0 {
            note {
                $0.retransmissions += 1
                $0.retransmittedBytes += gain.again
            }
        }
        guard gain.filled > 0 else { return }
        let (isOlder, isByTimestamp) = order(segment)
        note {
            switch isOlder {
            case true?: $0.reordered += 1
            case false?: $0.recovered += 1
            case nil: $0.late += 1
            }
            guard isOlder != nil else { return }
            if isByTimestamp { $0.toldByTimestamp += 1 } else { $0.toldByIdentification += 1 }
        }
    }

    /// Whether a segment was sent before the newest one that was seen; `nil` if it does not tell.
    ///
    /// Timestamps never go back (RFC 7323 section 4). Identifications tell where they count up;
    /// RFC 6864 does not ask for that.
    private func order(_ segment: Segment) -> (isOlder: Bool?, isByTimestamp: Bool) {
        if let own = segment.timestamp, let newest = numbers[.timestamp], own != newest {
            return (Int32(bitPattern: own &- newest) < 0, true)
        }
        guard let own = segment.identification, newestIdentification != 0,
            !marks.contains(.randomIdentifications)
        else { return (nil, false) }
        let step = Int16(bitPattern: own &- newestIdentification)
        return (abs(Int(step)) <= Self.longestStep ? step < 0 : nil, false)
    }

    /// The longest step between identifications that count up.
    private static let longestStep = 4096

    private mutating func noteClocks(_ segment: Segment, isNew: Bool) {
        if let own = segment.identification {
            let step = Int(Int16(bitPattern: own &- newestIdentification))
            if newestIdentification != 0, isNew, abs(step) > Self.longestStep {
                marks.insert(.randomIdentifications)
            }
            if newestIdentification == 0 || step > 0 { newestIdentification = own }
        }
        if let own = segment.timestamp {
            let isNewer = numbers[.timestamp].map { Int32(bitPattern: own &- $0) > 0 } ?? true
            if isNewer { numbers[.timestamp] = own }
        }
    }

    /// The last byte again, or none in its place, of what had been acknowledged, to see whether the
    /// other side lives or has room (RFC 9293 sections 3.8.4 and 3.8.6.1).
    private func isKeepAlive(_ segment: Segment) -> Bool {
        guard segment.length <= 1, segment.flags.isDisjoint(with: [.syn, .fin]) else {
            return false
        }
        guard let ledger, ledger.end > ledger.start else {
            return segment.length == 0 && segment.sequence &+ 1 == numbers[.got]
        }
        let place = Self.unwrap(segment.sequence, near: ledger.end)
        guard place == ledger.end - 1 else { return false }
        if let acknowledged { return acknowledged >= ledger.end }
        if numbers[.got] != nil { return false }
        // Nobody answers in this capture: a segment that is sent again begins where it began.
        return segment.length == 0 || newestLength != 1 || hasSYN && place == ledger.start
    }

    /// The 64-bit place of a 32-bit number that is nearest to another place.
    static func unwrap(_ number: UInt32, near place: Int64) -> Int64 {
        let low = UInt32(truncatingIfNeeded: place)
        return place + Int64(Int32(bitPattern: number &- low))
    }
}
