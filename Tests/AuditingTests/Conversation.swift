@testable import Auditing
@testable import Packets

/// A conversation between C (10.0.0.1:4000) and S (10.0.0.2:80), packet by packet.
struct Conversation {
    var audit = CaptureAudit()
    var client = PacketMaker()
    private var identification: UInt16 = 0

    enum Side { case c, s }

    /// The next packet; each has an identification of its own, unless one is given.
    mutating func send(
        _ side: Side, _ sequence: UInt32, _ length: Int = 0, a: UInt32? = nil,
        _ flags: Segment.Flags = [], id: UInt16? = nil, timestamp: UInt32? = nil
    ) {
        audit.take(
            frame(side, sequence, length, a: a, flags, id: id, timestamp: timestamp))
    }

    mutating func frame(
        _ side: Side, _ sequence: UInt32, _ length: Int = 0, a: UInt32? = nil,
        _ flags: Segment.Flags = [], id: UInt16? = nil, timestamp: UInt32? = nil
    ) -> [UInt8] {
        var maker = side == .c ? client : client.answer
        identification += 1
        maker.identification = id ?? identification
        maker.options = timestamp.map(PacketMaker.timestamp) ?? []
        return maker.tcp(
            sequence, length: length, flags: a == nil ? flags : flags.union(.ack),
            acknowledgement: a ?? 0)
    }

    /// C SYN 1000, S SYN,ACK 5000 a1001, C ACK a5001.
    mutating func handshake() {
        send(.c, 1000, .syn)
        send(.s, 5000, a: 1001, .syn)
        send(.c, 1001, a: 5001)
    }

    mutating func send(_ side: Side, _ sequence: UInt32, a: UInt32? = nil, _ flags: Segment.Flags) {
        send(side, sequence, 0, a: a, flags)
    }
    mutating func send(_ side: Side, _ sequence: UInt32, _ flags: Segment.Flags) {
        send(side, sequence, 0, a: nil, flags)
    }

    var report: AuditReport { audit.report() }
}

extension AuditReport {
    var missing: Int64 { flows.reduce(0) { $0 + $1.missingBytes } }
    var acknowledged: Int64 { flows.reduce(0) { $0 + $1.flow.missingAcknowledged } }
    func sum(_ path: KeyPath<TCPFlow.Events, Int>) -> Int {
        flows.reduce(0) { $0 + $1.flow.events[keyPath: path] }
    }
}
