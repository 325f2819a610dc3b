import Packets

/// An audit's report for machines.
///
/// Bytes are places of sequence space: SYN and FIN take one each. Places are counted from the first
/// one that is known.
package struct AuditJSON: Encodable {
    let file: String
    let packets: Int
    /// Packets that were judged.
    let judged: Int
    /// Why reading ended early; absent if it did not.
    let endedEarly: String?
    let isComplete: Bool
    let flows: [FlowJSON]
    /// Flows that are not among them: of very many, those that miss most are.
    let moreFlows: Int
    let runs: [RunJSON]
    let corruptStamps: Int
    /// Packets that were not judged, by reason.
    let skipped: [String: AuditReport.Skipped]

    private static let mostFlows = 100_000

    struct FlowJSON: Encodable {
        let flow: String
        let segments: Int
        let payloadBytes: Int64
        let seenBytes: Int64
        let missingBytes: Int64
        let missingPlaces: Int
        let missingAcknowledgedBytes: Int64
        /// Missing bytes that arrived and cannot be in packets that were skipped.
        let notCapturedBytes: Int64
        /// Bytes that lack and may be in packets that were skipped.
        let unjudgedBytes: Int64
        let gaps: Int
        let retransmissions: Int
        let retransmittedBytes: Int64
        let capturedTwice: Int
        let reordered: Int
        let recovered: Int
        let late: Int
        let keepAlives: Int
        /// Reordered and recovered segments, by what told them apart.
        let toldByTimestamp: Int
        let toldByIdentification: Int
        /// Acknowledgements far ahead of anything seen, which nothing confirmed.
        let acknowledgementsNotBelieved: Int
        /// What its beginning is known by.
        let beginning: AuditReport.AuditRule?
        let syn: Bool
        let fin: Bool
        let rst: Bool
        /// The first 1,024.
        let missing: [MissingSpan]
    }

    struct MissingSpan: Encodable {
        let offset: Int64
        let sequence: UInt32
        let bytes: Int64
        /// What it is known by.
        let rule: AuditReport.AuditRule
        /// Whether the other side acknowledged all of it.
        let isAcknowledged: Bool
    }

    struct RunJSON: Encodable {
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
        judged = report.judged
        self.endedEarly = endedEarly
        isComplete = report.isComplete
        let (listed, more) =
            report.flows.count <= Self.mostFlows
            ? (Array(report.flows), 0) : report.worst(Self.mostFlows) { _ in true }
        (flows, moreFlows) = (listed.map(FlowJSON.init), more)
        runs = report.runs.map(RunJSON.init)
        corruptStamps = report.corruptStamps
        skipped = Dictionary(
            uniqueKeysWithValues: report.skips.map { ($0.key.rawValue, $0.value) })
    }
}

extension AuditJSON.FlowJSON {
    init(_ found: AuditReport.Flow) {
        let (tcp, events) = (found.flow, found.flow.events)
        flow = found.text
        (segments, payloadBytes) = (tcp.segments, tcp.bytes)
        (seenBytes, missingBytes) = (found.seenBytes, found.missingBytes)
        missingPlaces = found.missingPlaces
        missingAcknowledgedBytes = missingBytes == 0 ? 0 : tcp.missingAcknowledged
        (notCapturedBytes, unjudgedBytes) = (found.lostBytes, found.unjudgedBytes)
        gaps = events.gaps
        retransmissions = events.retransmissions
        retransmittedBytes = events.retransmittedBytes
        capturedTwice = events.duplicates
        (reordered, recovered, late) = (events.reordered, events.recovered, events.late)
        keepAlives = events.keepAlives
        toldByTimestamp = events.toldByTimestamp
        toldByIdentification = events.toldByIdentification
        acknowledgementsNotBelieved = events.unbelieved
        beginning = found.beginning
        (syn, fin, rst) = (tcp.hasSYN, tcp.hasFIN, tcp.hasReset)
        let start = tcp.ledger?.start ?? 0
        missing = found.missing.map { span in
            AuditJSON.MissingSpan(
                offset: span.lowerBound, sequence: found.sequence(span.lowerBound),
                bytes: Int64(span.count), rule: found.rule(span),
                isAcknowledged: start + span.upperBound <= tcp.acknowledged ?? .min)
        }
    }
}

extension AuditJSON.RunJSON {
    init(_ found: AuditReport.Run) {
        runID = found.id
        frames = found.run.frames
        (unique, missing) = (found.run.ledger.seen, found.run.ledger.missing)
        missingPlaces = found.run.ledger.missingSpans
        (duplicates, reordered) = (found.run.duplicates, found.run.reordered)
    }
}
