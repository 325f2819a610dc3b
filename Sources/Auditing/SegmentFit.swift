import Packets

/// Whether a segment can belong to a conversation, by what both of its directions have shown.
struct SegmentFit {
    let segment: Segment
    /// The direction of the segment, and the other; `nil` before it had a packet.
    let own: FlowStanding?
    let other: FlowStanding?
    /// Whether the conversation was reset.
    let isReset: Bool

    /// Numbers so far ahead are at home in a window, so far behind in a recovery.
    private static let window: Int64 = 1 << 20
    private static let behind: Int64 = 1 << 16

    // MARK: - SYN

    /// RFC 9293 sections 3.5 and 3.10.7.
    var syn: Bool {
        let isAnswer = segment.flags.contains(.ack)
        if let own, own.hasSYN {
            // With another number it is another conversation, unless it is a second answer to the
            // same SYN: which one counts shows later.
            if own.firstNumber == segment.sequence { return isAnswer || !isReset }
            return isAnswer && !isReset && own.isOnlySYN && other?.hasSYN == true
                && acknowledgesOther
        }
        if let own, let distance = own.distance(of: segment.sequence) {
            if distance.fromStart == -1 { return !isReset }
            // A SYN that comes late has few segments in front of it.
            return -Self.behind...0 ~= distance.fromStart && own.segments <= 8 && !own.hasFIN
                && !own.isBegun && !isReset
        }
        if isReset { return false }
        guard isAnswer else {
            return other == nil || other?.places == nil || other?.isOnlySYN == true
        }
        return acknowledgesOther
    }

    /// Whether it acknowledges what the other direction has sent, from its SYN on.
    private var acknowledgesOther: Bool {
        guard let distance = other?.distance(of: segment.acknowledgement) else { return true }
        let least = other?.hasSYN == true ? 1 : other?.isBegun == true ? 0 : -Self.behind
        return distance.fromStart >= least && distance.fromEnd <= 0
    }

    // MARK: - RST

    /// RFC 5961 section 3: a RST of another conversation resets nothing.
    var reset: Bool {
        let isAcknowledged: Bool? =
            segment.flags.contains(.ack)
            ? other?.distance(of: segment.acknowledgement).map {
                $0.fromStart >= 0 && $0.fromEnd <= Self.window
            } : nil
        guard let distance = own?.distance(of: segment.sequence) else {
            return isAcknowledged ?? true
        }
        if segment.sequence == 0, isAcknowledged == true { return true }
        return distance.fromStart >= -1 && distance.fromEnd <= Self.window
    }

    // MARK: - Everything else

    /// Both numbers are where they are expected.
    var isExact: Bool { isOwnExact && isOtherExact && !isImpossible }

    /// Nothing excludes it, and one of the numbers is near what was seen.
    var isLoose: Bool { !isReset && !isImpossible && !(isOwnFar && isOtherFar) }

    /// What SYN and FIN exclude.
    private var isImpossible: Bool {
        if let own, own.excludes(segment.sequence, span: segment.span) { return true }
        if let own, own.isBegun, let distance = own.distance(of: segment.sequence),
            distance.fromStart < -1, !mayBeSecondSYN(own, segment.sequence)
        {
            return true
        }
        guard saysAcknowledgement, let other, other.isBegun,
            let distance = other.distance(of: segment.acknowledgement)
        else { return false }
        return distance.fromStart < 0 && !mayBeSecondSYN(other, segment.acknowledgement)
    }

    /// Whether the number goes on from a second SYN that was not chosen yet.
    private func mayBeSecondSYN(_ flow: FlowStanding, _ number: UInt32) -> Bool {
        guard let second = flow.otherSYN, flow.isOnlySYN else { return false }
        return number &- second <= UInt32(Self.window)
    }

    private var isOwnExact: Bool {
        guard let own, let distance = own.distance(of: segment.sequence) else {
            // After a reset what comes from a side that had sent nothing begins something new.
            return !(isReset && segment.span > 0)
        }
        return distance.fromStart >= (own.isBegun ? -1 : -Self.behind)
            && distance.fromEnd <= Self.window
    }

    private var isOtherExact: Bool {
        guard saysAcknowledgement else { return true }
        guard let other, let distance = other.distance(of: segment.acknowledgement) else {
            return own?.distanceFromSent(segment.acknowledgement).map { $0 <= TCPFlow.near } ?? true
        }
        // The answer to a SYN acknowledges nothing else (section 3.10.7.3).
        let isOpening = other.isOnlySYN && own?.places == nil
        return distance.fromStart >= (other.isBegun ? 0 : -Self.behind)
            && distance.fromEnd <= (isOpening ? 0 : Self.window)
    }

    private var isOwnFar: Bool {
        own?.distance(of: segment.sequence).map { abs($0.fromEnd) > TCPFlow.near } ?? false
    }

    private var isOtherFar: Bool {
        guard saysAcknowledgement else { return false }
        if let distance = other?.distance(of: segment.acknowledgement) {
            return abs(distance.fromEnd) > TCPFlow.near
        }
        return own?.distanceFromSent(segment.acknowledgement).map { $0 > TCPFlow.near } ?? false
    }

    /// 0 is what senders and tools write that have nothing to say.
    private var saysAcknowledgement: Bool {
        segment.flags.contains(.ack) && segment.acknowledgement != 0
    }
}
