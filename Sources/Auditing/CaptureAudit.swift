package import Packets

/// Takes a capture packet by packet, and keeps account of every flow in it.
///
/// Memory is bounded for each flow; a capture of any length is one pass.
package struct CaptureAudit: Sendable {
    private var conversations = Conversations()
    private var fragments = Fragments()
    private var runs: [UInt32: StampedRun] = [:]
    private var runOrder: [UInt32] = []
    private(set) var packets = 0
    /// Packets that were parts of segments, beyond the first part of each.
    private var joined = 0
    private var skips = Skips()
    /// Stamped frames whose stamp does not agree with itself.
    private(set) var corruptStamps = 0

    package init() {}

    /// - Parameter most: how many conversations are kept.
    init(most: Int) {
        conversations = Conversations(most: most)
    }

    /// Takes note of a packet.
    ///
    /// - Parameters:
    ///   - bytes: what was captured of it.
    ///   - length: bytes that it had on the wire.
    ///   - link: what it begins with; `nil` if that is not known.
    package mutating func take(_ bytes: ByteView, length: Int, link: LinkType?) {
        packets += 1
        let length = max(length, bytes.count)
        guard let link else { return skips.note(.link, length, nil) }
        switch PacketDecoder(link: link).decode(bytes, length: length) {
        case .segment(let segment): conversations.take(segment)
        case .piece(let piece): take(piece)
        case .stamp(let offset): take(stampAt: offset, bytes, length)
        case .skipped(let skip, let hosts): skips.note(skip, length, hosts)
        }
    }

    private mutating func take(_ piece: Piece) {
        switch fragments.take(piece) {
        case .whole(let segment, let count):
            joined += count - 1
            conversations.take(segment)
        case .waiting(let parts): if let parts { giveUp(parts) }
        }
    }

    /// Of a packet that is not whole, the first part tells where it belongs.
    private mutating func giveUp(_ parts: Fragments.Parts) {
        var (count, bytes) = (parts.count, parts.bytes)
        if let first = parts.first {
            conversations.take(first)
            (count, bytes) = (count - 1, bytes - Int64(first.length))
            // Those that are not here may have been captured as what is skipped: nobody knows.
        }
        skips.note(.fragment, count, max(0, bytes), parts.hosts)
    }

    private mutating func take(stampAt offset: Int, _ bytes: ByteView, _ length: Int) {
        guard let stamp = FrameStamp(bytes, at: offset) else {
            return skips.note(.notTCP, length, nil)
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
        var rest = self
        for parts in rest.fragments.rest { rest.giveUp(parts) }
        return rest.settled()
    }

    private func settled() -> AuditReport {
        var counts = skips.counts
        if conversations.surplus.packets > 0 {
            counts[.surplus] = AuditReport.Skipped(
                packets: conversations.surplus.packets, bytes: conversations.surplus.bytes)
        }
        return AuditReport(
            packets: packets, joined: joined,
            flows: Flows(conversations: conversations, skips: skips),
            runs: runOrder.compactMap { id in runs[id].map { AuditReport.Run(id: id, run: $0) } },
            skips: counts, corruptStamps: corruptStamps)
    }
}

/// The flows of a report, in the order of their first packets.
///
/// Each is made when it is asked for: there may be millions.
package struct Flows: RandomAccessCollection, Sendable {
    let conversations: Conversations
    let skips: Skips

    package var startIndex: Int { 0 }
    package var endIndex: Int { conversations.directions.count }

    package subscript(index: Int) -> AuditReport.Flow {
        let direction = conversations.directions[index]
        var flow = direction.flow
        flow.finish()
        let key = conversations.key(of: direction)
        let hosts = AddressPair(source: key.source.address, destination: key.destination.address)
        return AuditReport.Flow(
            key: key, wrapping: conversations.wrapping(of: direction), flow: flow,
            doubtfulBytes: skips.doubtful(hosts))
    }
}

/// Packets that are not judged, and which flows may have bytes in them.
struct Skips: Sendable {
    private(set) var counts: [Skip: AuditReport.Skipped] = [:]
    private var byHosts: [AddressPair: Int64] = [:]
    /// Bytes of packets of which nobody knows whose they are.
    private var anybody: Int64 = 0
    private static let mostHosts = 1 << 16

    mutating func note(_ skip: Skip, _ length: Int, _ hosts: AddressPair?) {
        count(skip, 1, Int64(length))
        // No segment has less than two headers of 20 bytes.
        doubt(skip, Int64(max(0, length - 40)), hosts)
    }

    /// - Parameter bytes: of payload.
    mutating func note(_ skip: Skip, _ packets: Int, _ bytes: Int64, _ hosts: AddressPair) {
        count(skip, packets, bytes)
        doubt(skip, bytes, hosts)
    }

    private mutating func count(_ skip: Skip, _ packets: Int, _ bytes: Int64) {
        guard packets > 0 else { return }
        counts[skip, default: AuditReport.Skipped()].packets += packets
        counts[skip, default: AuditReport.Skipped()].bytes += bytes
    }

    private mutating func doubt(_ skip: Skip, _ bytes: Int64, _ hosts: AddressPair?) {
        guard bytes > 0 else { return }
        if let hosts, byHosts[hosts] != nil || byHosts.count < Self.mostHosts {
            byHosts[hosts, default: 0] += bytes
        } else if skip.mayBeTCP {
            anybody += bytes
        }
    }

    /// Bytes that may be those of a flow between these hosts.
    func doubtful(_ hosts: AddressPair) -> Int64 { anybody + (byHosts[hosts] ?? 0) }
}

extension Skip {
    /// Whether a packet of which nothing else is known may have been a segment.
    fileprivate var mayBeTCP: Bool {
        switch self {
        case .notIP, .notTCP, .surplus: false
        case .fragment, .link, .short, .malformed: true
        }
    }
}
