package import Packets

/// What an audit found.
package struct AuditReport: Sendable {
    package let packets: Int
    /// Packets that were fragments of segments, beyond the first of each.
    package let joined: Int
    /// In the order of their first packets.
    package let flows: Flows
    package let runs: [Run]
    package let skips: [Skip: Skipped]
    /// Stamped frames whose stamp does not agree with itself.
    package let corruptStamps: Int

    /// Packets that were not judged, for one reason.
    package struct Skipped: Sendable, Hashable, Encodable {
        package var packets = 0
        /// That they had on the wire; of fragments, payload.
        package var bytes: Int64 = 0
    }

    /// One direction of a TCP conversation.
    package struct Flow: Sendable {
        package let key: FlowKey
        /// Tags and tunnels, from outside to inside; empty if there are none.
        package let wrapping: String
        package let flow: TCPFlow
        /// Bytes of packets that were skipped and may be of this flow.
        package let doubtfulBytes: Int64

        /// `10.0.0.1:4000 > 10.0.0.2:80 in vlan 10, vxlan 42`.
        package var text: String { wrapping.isEmpty ? key.text : "\(key.text) in \(wrapping)" }
        private var lacking: Int64 { flow.ledger?.missing ?? 0 }
        /// Bytes that lack and may all be in packets that were skipped: nobody lost them for sure.
        package var unjudgedBytes: Int64 { lacking <= doubtfulBytes ? lacking : 0 }
        package var missingBytes: Int64 { lacking - unjudgedBytes }
        /// Missing bytes that arrived, and are in no packet of the capture.
        package var lostBytes: Int64 {
            missingBytes == 0 ? 0 : max(0, flow.missingAcknowledged - doubtfulBytes)
        }
        package var seenBytes: Int64 { flow.ledger?.seen ?? 0 }
        package var missingPlaces: Int { missingBytes == 0 ? 0 : flow.ledger?.missingSpans ?? 0 }
        /// The first missing spans, counted from the first place of the conversation that is known:
        /// that of its SYN, or of the lowest byte seen.
        package var missing: [Range<Int64>] {
            guard missingBytes > 0, let ledger = flow.ledger else { return [] }
            return ledger.listed.map { span in
                span.lowerBound - ledger.start..<span.upperBound - ledger.start
            }
        }

        /// The sequence number, as it stands in packets, of a place counted from the first one.
        package func sequence(_ place: Int64) -> UInt32 {
            UInt32(truncatingIfNeeded: (flow.ledger?.start ?? 0) + place)
        }

        /// What a missing span is known by.
        package func rule(_ span: Range<Int64>) -> AuditRule {
            guard let ledger = flow.ledger, flow.isReached else { return .hole }
            return span.upperBound == ledger.end - ledger.start ? .acknowledged : .hole
        }
    }

    /// What a finding rests on; the table in docs/sniff-and-audit.md explains each.
    package enum AuditRule: String, Sendable, Encodable {
        /// Where the flow begins: its SYN, the answer to it, or the first byte seen.
        case syn
        case answer
        case firstByte = "first-byte"
        /// Bytes on both sides of a missing place were seen.
        case hole
        /// The other side acknowledged what was never seen.
        case acknowledged
    }

    /// Frames of one run of bench's own.
    package struct Run: Sendable {
        package let id: UInt32
        package let run: StampedRun
    }

    /// Packets that were judged: segments, their fragments, and stamped frames.
    package var judged: Int {
        flows.reduce(joined + corruptStamps) { $0 + $1.flow.segments }
            + runs.reduce(0) { $0 + $1.run.frames }
    }
    /// At most `limit` flows, those that miss most first, and how many more there are.
    func worst(_ limit: Int, where isMeant: (Flow) -> Bool) -> (flows: [Flow], more: Int) {
        // Places, not flows: there may be millions.
        var chosen: [(place: Int, missing: Int64)] = []
        for (place, flow) in flows.enumerated() where isMeant(flow) {
            chosen.append((place, flow.missingBytes))
        }
        chosen.sort { ($1.missing, $0.place) < ($0.missing, $1.place) }
        return (chosen.prefix(limit).map { flows[$0.place] }, max(0, chosen.count - limit))
    }

    /// Bytes that may or may not be in packets that were skipped.
    package var unjudgedBytes: Int64 { flows.reduce(0) { $0 + $1.unjudgedBytes } }

    /// Whether nothing was judged, or something that was not judged may be missing.
    package var isUncertain: Bool { judged == 0 || unjudgedBytes > 0 || skips[.surplus] != nil }

    /// Whether nothing is missing.
    package var isComplete: Bool {
        flows.allSatisfy { $0.missingBytes == 0 } && runs.allSatisfy { $0.run.ledger.missing == 0 }
    }
}

extension AuditReport.Flow {
    /// What its beginning is known by; `nil` if no byte of it was seen or acknowledged.
    package var beginning: AuditReport.AuditRule? {
        guard flow.ledger != nil else { return nil }
        return flow.hasSYN ? .syn : flow.isBegun ? .answer : .firstByte
    }
}
