import CLinux
import Frames
import Kernel
import Settings

extension Engine {
    /// A TCP connection between the two ends: one segment for each send(2).
    static let tcp = Engine(
        component: Component(
            name: "tcp",
            summary:
                "a TCP connection between the namespaces, one segment a call; frame_format tcp4",
            settings: []),
        preference: 1, formats: [FrameFormat.tcp4.name],
        objection: objection,
        open: { request throws(TrafficError) in
            PacedSession(request, outlet: try TCPOutlet(request))
        })

    private static func objection(to task: TrafficTask) -> String? {
        switch task.path {
        case .napi: return "GRO would merge the segments; use veth-inline or veth-outgoing"
        case .steered:
            return "TCP's own work would be on the capture CPU; use veth-inline or veth-outgoing"
        case .device: return "needs the namespaces of both ends; use veth-inline or veth-outgoing"
        case .inline: break
        }
        guard case .fixed = task.sizes else { return "sends frames of one size only" }
        return nil
    }
}

/// One segment in memory, sent with send(2); what arrives is thrown away between sends.
struct TCPOutlet: FrameOutlet {
    /// Segments after which the receiving end is emptied: far fewer than its buffer holds.
    private static let untilDiscard = 32
    /// How long what was sent may take to be acknowledged (ns).
    private static let longestSettling: Int64 = 1_000_000_000

    private let connection: TCPConnection
    private let payload: FrameBatch
    private let bytes: UnsafeMutableRawPointer
    private let payloadLength: Int
    private var sinceDiscard = 0
    private var before: TCPConnection.TCPCounts

    init(_ request: TrafficRequest) throws(TrafficError) {
        guard let peer = request.peer else {
            throw .unsupported("engine tcp works in a sweep only: it needs both namespaces")
        }
        guard case .fixed(let size) = request.sizes else {
            throw .unsupported("engine tcp sends frames of one size only")
        }
        payloadLength = size.apiLength - FrameFormat.tcp4.headerBytes
        connection = try opened { () throws(SystemError) in
            try TCPConnection(
                from: .init(
                    address: TestAddress.generator.rawValue, port: FrameFormat.tcpSourcePort),
                to: .init(address: TestAddress.capture.rawValue, port: FrameFormat.tcpTargetPort),
                peer: peer)
        }
        payload = FrameBatch(capacity: 1, frameBytes: size.apiLength)
        bytes = payload.memory
        before = try opened { [connection] () throws(SystemError) in try connection.counts() }
        let next = try opened { [connection] () throws(SystemError) in
            try connection.nextSequence()
        }
        granted = [TrafficGrant.nextSequence: "\(next)", "payload_bytes": "\(payloadLength)"]
    }

    let granted: [String: String]
    var capacity: Int { 1 }
    var places: [UnsafeMutableRawPointer] { [bytes] }

    func room(for count: Int) -> Int { count }

    @inline(__always)
    func place(of index: Int) -> UnsafeMutableRawPointer { bytes }

    func setLength(_ length: Int, of index: Int) {}

    mutating func send(from first: Int, count: Int) throws(SystemError) -> FrameSender.Sent {
        sinceDiscard += 1
        if sinceDiscard == Self.untilDiscard {
            connection.discard()
            sinceDiscard = 0
        }
        return try connection.send(bytes, count: payloadLength) ? .sent(1) : .sendBufferFull
    }

    func takeBack(from first: Int, count: Int) {}

    /// Waits until everything is acknowledged, and sees that each send was a segment.
    mutating func settle(_ report: inout TrafficReport) throws(SystemError) {
        let deadline = MonotonicClock.now() + Self.longestSettling
        var after = try connection.counts()
        while !after.isSettled && MonotonicClock.now() < deadline {
            connection.discard()
            after = try connection.counts()
        }
        let again = Int(after.retransmitted &- before.retransmitted)
        let segments = Int(after.segments &- before.segments)
        report.retransmitted = again
        report.nextSequence = try connection.nextSequence()
        before = after
        guard after.isSettled else {
            report.failure = .unsupported("TCP did not get everything acknowledged within 1 s")
            return
        }
        guard segments == report.offered + again else {
            report.failure = .unsupported(
                "TCP made \(segments) segments of \(report.offered) sends, \(again) sent again")
            return
        }
    }
}
