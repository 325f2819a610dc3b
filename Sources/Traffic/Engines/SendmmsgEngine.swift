import Frames
import Kernel
import Settings

extension Engine {
    /// sendmmsg(2) on packet sockets: the reference engine, what became of every frame known.
    static let sendmmsg = Engine(
        component: Component(
            name: "sendmmsg",
            summary: "paced sendmmsg(2) on a packet socket; works without root",
            settings: [SendmmsgOutlet.batch.spec, FrameOption.qdiscBypass.spec]),
        preference: 10, formats: PacedSession.formats,
        open: { request throws(TrafficError) in
            PacedSession(request, outlet: try SendmmsgOutlet(request))
        })
}

/// Frames side by side in memory, sent with sendmmsg(2).
struct SendmmsgOutlet: FrameOutlet {
    /// Twice the deepest queue on the path: about 2,000 frames of a full backlog.
    static let sendBufferBytes = 8 << 20

    static let batch = Setting.integer(
        "batch", 1...64, default: 32, "most frames in one system call; never more than are due")

    let capacity: Int
    private let sender: FrameSender
    private let batch: FrameBatch
    private let memory: UnsafeMutableRawPointer
    private let stride: Int

    init(
        _ request: TrafficRequest, sendBufferBytes: Int = sendBufferBytes
    ) throws(TrafficError) {
        sender = try opened { () throws(SystemError) in
            try FrameSender(
                interface: request.interface, sendBufferBytes: sendBufferBytes,
                bypassesQdisc: FrameOption.bypassesQdisc(request))
        }
        capacity = request.settings[Self.batch]
        batch = FrameBatch(capacity: capacity, frameBytes: request.sizes.largest.apiLength)
        memory = batch.memory
        stride = batch.stride
    }

    var granted: [String: String] { ["send_buffer_bytes": "\(sender.sendBufferBytes)"] }
    var places: [UnsafeMutableRawPointer] { (0..<capacity).map(place) }

    func room(for count: Int) -> Int { count }

    @inline(__always)
    func place(of index: Int) -> UnsafeMutableRawPointer { memory + index &* stride }

    @inline(__always)
    func setLength(_ length: Int, of index: Int) { batch.setLength(length, of: index) }

    func send(from first: Int, count: Int) throws(SystemError) -> FrameSender.Sent {
        try sender.send(batch, from: first, count: count)
    }

    func takeBack(from first: Int, count: Int) {}
}

/// An option of every engine that sends through a packet socket.
enum FrameOption {
    // Without a default, so that points of before it was there keep their names.
    static let qdiscBypass = Setting.flag(
        "qdisc_bypass",
        "frames go to the driver past the queueing discipline (PACKET_QDISC_BYPASS); if not set, "
            + "false")

    static func bypassesQdisc(_ request: TrafficRequest) -> Bool {
        request.settings[qdiscBypass] ?? false
    }
}

/// Runs what opens an outlet.
func opened<Value>(_ body: () throws(SystemError) -> Value) throws(TrafficError) -> Value {
    do throws(SystemError) {
        return try body()
    } catch {
        throw .system(error)
    }
}
