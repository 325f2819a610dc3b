package import Packets

/// What an audit found.
package struct AuditReport: Sendable {
    package let packets: Int
    /// In the order of their first packets.
    package let flows: [Flow]
    package let runs: [Run]
    package let skips: [Skip: Int]
    /// Stamped frames whose stamp does not agree with itself.
    package let corruptStamps: Int

    /// One direction of a TCP conversation.
    package struct Flow: Sendable {
        package let key: FlowKey
        package let flow: TCPFlow

        package var missingBytes: Int64 { flow.ledger?.missing ?? 0 }
        package var seenBytes: Int64 { flow.ledger?.seen ?? 0 }
        package var missingPlaces: Int { flow.ledger?.missingSpans ?? 0 }
        /// The first missing spans, counted from the first place of the conversation that is known:
        /// that of its SYN, or of the lowest byte seen.
        package var missing: [Range<Int64>] {
            guard let ledger = flow.ledger else { return [] }
            return ledger.listed.map { span in
                span.lowerBound - ledger.start..<span.upperBound - ledger.start
            }
        }

        /// The sequence number, as it stands in packets, of a place counted from the first one.
        package func sequence(_ place: Int64) -> UInt32 {
            UInt32(truncatingIfNeeded: (flow.ledger?.start ?? 0) + place)
        }
    }

    /// Frames of one run of bench's own.
    package struct Run: Sendable {
        package let id: UInt32
        package let run: StampedRun
    }

    /// Whether nothing is missing.
    package var isComplete: Bool {
        flows.allSatisfy { $0.missingBytes == 0 } && runs.allSatisfy { $0.run.ledger.missing == 0 }
    }
}
