import Glibc

/// Descriptors that are waited for together, again and again: poll(2) without an allocation.
package struct PollSet: ~Copyable {
    private var entries: [pollfd]

    /// - Parameter numbers: descriptors, which must stay open as long as this is used.
    package init(_ numbers: [CInt]) {
        entries = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }

    /// Waits until one of them can be read or has an error, at most so many milliseconds.
    ///
    /// - Returns: whether one has; not after a timeout or an interrupting signal.
    package mutating func wait(milliseconds: Int32) -> Bool {
        poll(&entries, nfds_t(entries.count), milliseconds) > 0
    }

    /// Whether the descriptor of this place had an error pending at the last wait.
    package func hasFailed(_ index: Int) -> Bool {
        Int32(entries[index].revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
    }
}
