import Kernel

/// An error a socket reported, kept until the frames that came before it have been taken.
///
/// The kernel tells of an interface that went down at once and only once, ahead of frames that are
/// still queued or in a block that the retire timeout has yet to hand over. So the error is told
/// when a whole timeout has passed without a frame.
struct PendingError {
    private let interface: String
    /// Names change; an index stays as long as the interface is there.
    private let index: Int?
    private var code: CInt = 0

    init(interface: String) {
        self.interface = interface
        index = Interface.index(of: interface)
    }

    mutating func note(errno code: CInt) {
        if code != 0 { self.code = code }
    }

    /// Takes the error from the socket, without which poll(2) would return at once for ever.
    mutating func take(from socket: CInt) throws(CaptureError) {
        note(
            errno: try CaptureError.onSystem(interface) { () throws(SystemError) in
                try PacketSocket.takeError(of: socket)
            })
    }

    /// Waits for a socket; past an error, of which it takes note.
    mutating func wait(
        for socket: CInt, milliseconds: Int32
    ) throws(CaptureError) -> SocketWait {
        let outcome = SocketWait.readable(socket, milliseconds: milliseconds)
        switch outcome {
        case .readable, .timedOut, .interrupted: return outcome
        case .failed:
            try take(from: socket)
            return try checked(SocketWait.readable(socket, milliseconds: milliseconds))
        case .refused: return try checked(outcome)
        }
    }

    private func checked(_ outcome: SocketWait) throws(CaptureError) -> SocketWait {
        guard case .refused(let code) = outcome else { return outcome }
        throw CaptureError(
            SystemError(call: "poll", code: code, subject: interface), interface: interface)
    }

    /// Throws what was noted, once: called after a timeout without a frame.
    ///
    /// An interface that comes up again gives frames again.
    mutating func throwIfAny() throws(CaptureError) {
        guard code != 0 else { return }
        defer { code = 0 }
        throw CaptureError(pending: code, interface: interface, index: index)
    }
}
