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
    /// The wait itself failed, with this `errno`.
    case refused(CInt)
}

extension SocketWait {
    /// Waits until `socket` has something to read, at most so many milliseconds: poll(2).
    ///
    /// Neither throws nor names anything, because a ring that is kept up with waits for nearly
    /// every frame.
    package static func readable(_ socket: CInt, milliseconds: Int32) -> SocketWait {
        var request = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        let ready = poll(&request, 1, milliseconds)
        if ready > 0 {
            let bad = Int32(request.revents) & (POLLERR | POLLHUP | POLLNVAL)
            return bad == 0 ? .readable : .failed
        }
        if ready == 0 { return .timedOut }
        return errno == EINTR ? .interrupted : .refused(errno)
    }
}
