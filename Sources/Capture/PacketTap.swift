import Glibc
import Kernel
import Settings

/// What all captures through a packet socket share: the socket, its filter and its counters.
///
/// Made in two steps, so that a ring fits in between: everything is set up before the socket is
/// bound, and not a frame arrives until then.
final class PacketTap: RingTap {
    let socket: PacketSocket
    let settings: CaptureSettings
    /// Bytes of the longest frame that the interface carries in one piece.
    let longestFrame: Int
    let request: CaptureRequest
    /// The number of the group that the socket is in; `nil` if it has its frames for itself.
    private(set) var fanoutGroup: UInt16?
    /// How it shares frames; `nil` if it does not.
    private let fanout: Fanout?
    /// The filter that it has once all of its group have joined.
    private let filter: SocketFilter?
    private(set) var wakeUps: UInt64 = 0
    /// An error to be told once the frames before it have been taken.
    var pending: PendingError
    private var total = PacketTotal()
    private var shadow: ShadowTap?

    /// Opens the socket and attaches the filter.
    ///
    /// - Parameter cutsFrames: whether the filter also does the cutting to `snaplen`; a reader that
    ///   gives recv(2) a short buffer must not have it, or the length on the wire is lost.
    init(_ request: CaptureRequest, cutsFrames: Bool) throws(CaptureError) {
        let interface = request.interface
        let socket = try CaptureError.onSystem(interface) { () throws(SystemError) in
            let socket = try PacketSocket(interface: interface)
            if request.direction == .incoming { try socket.ignoreOutgoing() }
            return socket
        }
        self.socket = socket
        self.request = request
        settings = CaptureSettings(request.settings)
        pending = PendingError(interface: interface)
        longestFrame = try CaptureError.onSystem(interface) { () throws(SystemError) in
            try Interface.longestFrame(of: interface)
        }
        // Merged segments are longer than what the interface carries.
        let mayCut = cutsFrames && settings.cuts(longest: max(longestFrame, 65_535))
        let kept = mayCut ? settings.snaplen : CaptureSettings.wholeFrames
        let expression = request.filter(settings.filter)
        filter = try Self.filter(expression, keeping: kept, on: interface)
        fanout = CaptureSettings.group(request.settings)
        // Between binding and joining the others every frame would come to each socket.
        if let first = fanout == nil ? filter : .keeping(0) {
            try CaptureError.onSystem(interface) { () throws(SystemError) in
                try self.socket.attach(first)
            }
        }
    }

    private static func filter(
        _ expression: String?, keeping snaplen: Int, on interface: String
    ) throws(CaptureError) -> SocketFilter? {
        if let expression {
            return try SocketFilter(compiling: expression, snaplen: snaplen, on: interface)
        }
        return snaplen < CaptureSettings.wholeFrames ? .keeping(snaplen) : nil
    }

    /// Zeroes the kernel's counters and binds: from here on frames arrive, but for a socket that shares
    /// them, to which they come from ``admit()`` on.
    func start() throws(CaptureError) {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            if settings.isPromiscuous { try socket.joinPromiscuous() }
            _ = try socket.readStatistics()
            try socket.bind()
        }
        if let fanout {
            fanoutGroup = try request.join(fanout, socket.descriptor.number)
        } else {
            try openShadow()
        }
        try pending.take(from: socket.descriptor.number)
        try pending.throwIfAny()
    }

    /// Counts what the filter rejects, of all workers.
    ///
    /// After the capture's own socket: the tap bound last is asked first and so holds the shared
    /// reference, and the capture need not clone the frame.
    private func openShadow() throws(CaptureError) {
        if settings.filter != nil, request.worker.isFirst { shadow = try .open(request) }
    }

    /// All of the group have joined: from here on frames arrive.
    func admit() throws(CaptureError) {
        guard fanout != nil else { return }
        try openShadow()
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            guard let filter else {
                return try PacketSocket.detachFilter(
                    of: socket.descriptor.number, on: socket.interface)
            }
            try socket.attach(filter)
        }
    }

    /// Waits for frames, at most so many milliseconds.
    func wait(milliseconds: Int32) throws(CaptureError) -> SocketWait {
        wakeUps &+= 1
        return try pending.wait(for: socket.descriptor.number, milliseconds: milliseconds)
    }

    func look() throws(CaptureError) {
        try pending.take(from: socket.descriptor.number)
    }

    /// Counts one waiting call that was made elsewhere.
    func countWakeUp() {
        wakeUps &+= 1
    }

    /// Lets no more frames in; those that are there stay, and so do the counters.
    func close() throws(CaptureError) {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            try shadow?.close()
            try socket.attach(.keeping(0))
        }
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        try CaptureError.onSystem(socket.interface) { () throws(SystemError) in
            total.add(try socket.readStatistics())
            return CaptureCounters(
                received: total.packets, drops: total.drops,
                filtered: try shadow?.filtered(passed: total.packets) ?? 0)
        }
    }

    /// Times a V3 ring was full, as of the last ``counters()``.
    var freezes: UInt64 { total.freezes }
}

/// A socket's counters, added up over readings that each zero them.
struct PacketTotal {
    private(set) var packets: UInt64 = 0
    private(set) var drops: UInt64 = 0
    private(set) var freezes: UInt64 = 0

    mutating func add(_ statistics: PacketStatistics) {
        packets += UInt64(statistics.packets)
        drops += UInt64(statistics.drops)
        freezes += UInt64(statistics.freezes)
    }
}
