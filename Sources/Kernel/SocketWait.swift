import Glibc

/// How a wait for a socket ended.
package enum SocketWait: Sendable {
    /// There may be something to read: look.
    case readable
    /// The time passed.
    case timedOut
    /// A signal arrived.
    case interrupted
    /// The socket has an error pending, which stays until it is asked for.
    case failed
}

extension SocketWait {
    /// Waits until `socket` has something to read, at most so many milliseconds.
    package static func readable(
        _ socket: CInt, milliseconds: Int32
    ) throws(SystemError) -> SocketWait {
        var request = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        let ready: CInt
        do throws(SystemError) {
            ready = try systemCall("poll", interruptible: true) { poll(&request, 1, milliseconds) }
        } catch {
            guard error.code == EINTR else { throw error }
            return .interrupted
        }
        if ready == 0 { return .timedOut }
        return Int32(request.revents) & (POLLERR | POLLHUP | POLLNVAL) == 0 ? .readable : .failed
    }
}
