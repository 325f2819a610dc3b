package import Packets

/// Takes a capture packet by packet, and keeps account of every flow in it.
///
/// Memory is bounded for each flow; a capture of any length is one pass.
package struct CaptureAudit: Sendable {
    private let decoder: PacketDecoder
    /// Directions of conversations, in the order of their first packets.
    private var flows: [Direction] = []
    private var places: [FlowKey: Int] = [:]
    private var runs: [UInt32: StampedRun] = [:]
    private var runOrder: [UInt32] = []
    private(set) var packets = 0
    private(set) var skips: [Skip: Int] = [:]
    /// Stamped frames whose stamp does not agree with itself.
    private(set) var corruptStamps = 0

    /// One direction of one conversation.
    private struct Direction {
        let key: FlowKey
        var flow = TCPFlow()
        /// Place of the other direction; -1 while there is none.
        var peer = -1
    }

    /// What its packets begin with.
    package var link: LinkType { decoder.link }

    package init(link: LinkType) {
        decoder = PacketDecoder(link: link)
    }

    /// Takes note of a packet.
    ///
    /// - Parameters:
    ///   - bytes: what was captured of it.
    ///   - length: bytes that it had on the wire.
    package mutating func take(_ bytes: ByteView, length: Int) {
        packets += 1
        switch decoder.decode(bytes, length: max(length, bytes.count)) {
        case .segment(let segment): take(segment)
        case .stamp(let offset): take(stampAt: offset, bytes)
        case .skipped(let skip): skips[skip, default: 0] += 1
        }
    }

    private mutating func take(_ segment: Segment) {
        let place = self.place(of: segment)
        flows[place].flow.take(segment)
        if segment.flags.isSuperset(of: [.syn, .ack]) { begin(the: segment) }
        guard segment.flags.contains(.ack) else { return }
        let peer = flows[place].peer
        if peer >= 0 { flows[peer].flow.take(acknowledgement: segment.acknowledgement) }
    }

    /// A SYN that acknowledges another says where the other direction begins, captured or not.
    private mutating func begin(the segment: Segment) {
        let key = segment.flow.reversed
        let known = places[key].flatMap { flows[$0].flow.hasFIN ? nil : $0 }
        let place = known ?? append(key)
        flows[place].flow.begin(at: segment.acknowledgement)
    }

    /// The direction a segment belongs to: a new one for the first of a conversation.
    private mutating func place(of segment: Segment) -> Int {
        if let place = places[segment.flow], !flows[place].flow.isAnother(segment) { return place }
        return append(segment.flow)
    }

    private mutating func append(_ key: FlowKey) -> Int {
        let place = flows.count
        flows.append(Direction(key: key))
        places[key] = place
        if let peer = places[key.reversed], isOpen(flows[peer]) {
            flows[place].peer = peer
            flows[peer].peer = place
        }
        return place
    }

    /// Whether a direction has no other yet, or one that is over: it may be answered.
    private func isOpen(_ direction: Direction) -> Bool {
        guard direction.peer >= 0 else { return true }
        let other = flows[direction.peer].flow
        return !(other.hasFIN || other.hasReset)
            || !(direction.flow.hasFIN || direction.flow.hasReset)
    }

    private mutating func take(stampAt offset: Int, _ bytes: ByteView) {
        guard let stamp = FrameStamp(bytes, at: offset) else {
            skips[.notTCP, default: 0] += 1
            return
        }
        guard stamp.isWhole else {
            corruptStamps += 1
            return
        }
        if runs[stamp.runID] == nil {
            runs[stamp.runID] = StampedRun()
            runOrder.append(stamp.runID)
        }
        runs[stamp.runID]?.take(stamp)
    }

    /// What became of everything.
    package func report() -> AuditReport {
        AuditReport(
            packets: packets,
            flows: flows.map { direction in
                var flow = direction.flow
                flow.finish()
                return AuditReport.Flow(key: direction.key, flow: flow)
            },
            runs: runOrder.compactMap { id in runs[id].map { AuditReport.Run(id: id, run: $0) } },
            skips: skips, corruptStamps: corruptStamps)
    }
}
