import Frames
import Kernel
import Settings

extension Engine {
    /// send(2) on packet sockets: one call and one errno for every frame, and its own time.
    static let send = Engine(
        component: Component(
            name: "send",
            summary: "paced send(2) on a packet socket, one call per frame; works without root",
            settings: [FrameOption.qdiscBypass.spec]),
        preference: 5, formats: PacedSession.formats,
        open: { request throws(TrafficError) in
            PacedSession(request, outlet: try SendOutlet(request))
        })
}

/// One frame in memory, sent with send(2).
struct SendOutlet: FrameOutlet {
    private let sender: FrameSender
    private let batch: FrameBatch
    private let frame: UnsafeMutableRawPointer
    private var length = 0

    init(_ request: TrafficRequest) throws(TrafficError) {
        sender = try opened { () throws(SystemError) in
            try FrameSender(
                interface: request.interface, sendBufferBytes: SendmmsgOutlet.sendBufferBytes,
                bypassesQdisc: FrameOption.bypassesQdisc(request))
        }
        batch = FrameBatch(capacity: 1, frameBytes: request.sizes.largest.apiLength)
        frame = batch.memory
    }

    var capacity: Int { 1 }
    var granted: [String: String] { ["send_buffer_bytes": "\(sender.sendBufferBytes)"] }
    var places: [UnsafeMutableRawPointer] { [frame] }

    func room(for count: Int) -> Int { count }

    @inline(__always)
    func place(of index: Int) -> UnsafeMutableRawPointer { frame }

    @inline(__always)
    mutating func setLength(_ length: Int, of index: Int) { self.length = length }

    func send(from first: Int, count: Int) throws(SystemError) -> FrameSender.Sent {
        try sender.send(frame, length: length)
    }

    func takeBack(from first: Int, count: Int) {}
}
