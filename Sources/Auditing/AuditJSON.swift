import Packets

/// An audit's report for machines.
///
/// Bytes are places of sequence space: SYN and FIN take one each. Places are counted from the first
/// one that is known.
package struct AuditJSON: Encodable {
    let file: String
    let packets: Int
    /// Why reading ended early; absent if it did not.
    let endedEarly: String?
    let isComplete: Bool
    let flows: [Flow]
    let runs: [Run]
    let corruptStamps: Int
    let skipped: [String: Int]

    struct Flow: Encodable {
        let flow: String
        let segments: Int
        let payloadBytes: Int64
        let seenBytes: Int64
        let missingBytes: Int64
        let missingPlaces: Int
        let missingAcknowledgedBytes: Int64
        let gaps: Int
        let retransmissions: Int
        let retransmittedBytes: Int64
        let capturedTwice: Int
        let reordered: Int
        let recovered: Int
        let late: Int
        let keepAlives: Int
        let syn: Bool
        let fin: Bool
        let rst: Bool
        /// The first 1,024.
        let missing: [Place]
    }

    struct Place: Encodable {
        let offset: Int64
        let sequence: UInt32
        let bytes: Int64
    }

    struct Run: Encodable {
        let runID: UInt32
        let frames: Int
        let unique: Int64
        let missing: Int64
        let missingPlaces: Int
        let duplicates: Int
        let reordered: Int
    }

    package init(_ report: AuditReport, file: String, endedEarly: String?) {
        self.file = file
        packets = report.packets
        self.endedEarly = endedEarly
        isComplete = report.isComplete
        flows = report.flows.map(Flow.init)
        runs = report.runs.map(Run.init)
        corruptStamps = report.corruptStamps
        skipped = Dictionary(
            uniqueKeysWithValues: report.skips.map { ($0.key.rawValue, $0.value) })
    }
}

extension AuditJSON.Flow {
    init(_ found: AuditReport.Flow) {
        let tcp = found.flow
        flow = found.key.text
        (segments, payloadBytes) = (tcp.segments, tcp.bytes)
        (seenBytes, missingBytes) = (found.seenBytes, found.missingBytes)
        missingPlaces = found.missingPlaces
        missingAcknowledgedBytes = tcp.missingAcknowledged
        gaps = tcp.gaps
        (retransmissions, retransmittedBytes) = (tcp.retransmissions, tcp.retransmittedBytes)
        capturedTwice = tcp.duplicates
        (reordered, recovered, late) = (tcp.reordered, tcp.recovered, tcp.late)
        keepAlives = tcp.keepAlives
        (syn, fin, rst) = (tcp.hasSYN, tcp.hasFIN, tcp.hasReset)
        missing = found.missing.map { span in
            AuditJSON.Place(
                offset: span.lowerBound, sequence: found.sequence(span.lowerBound),
                bytes: Int64(span.count))
        }
    }
}

extension AuditJSON.Run {
    init(_ found: AuditReport.Run) {
        runID = found.id
        frames = found.run.frames
        (unique, missing) = (found.run.ledger.seen, found.run.ledger.missing)
        missingPlaces = found.run.ledger.missingSpans
        (duplicates, reordered) = (found.run.duplicates, found.run.reordered)
    }
}
