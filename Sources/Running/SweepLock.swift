package import Kernel

/// One sweep per machine: two would be each other's foreign load.
///
/// A name in the abstract socket namespace (unix(7)): no file, so nothing is left behind, no
/// permissions stand in the way of another user, and the kernel releases it with the process. Such
/// names belong to a network namespace, so the lock is taken before a rootless sweep leaves the
/// machine's own, and carried along.
package final class SweepLock {
    private static let mark = "BENCH_LOCK"
    private let socket: AbstractSocket

    /// Takes the lock, or the one that was passed on; `nil` if another sweep holds it.
    package init?() throws(SystemError) {
        if let number = ProcessInfo.environment(Self.mark).flatMap({ Int32($0) }) {
            socket = AbstractSocket(inherited: number)
        } else if let socket = try AbstractSocket(name: "bench.sweep") {
            self.socket = socket
        } else {
            return nil
        }
    }

    /// Keeps the lock through the next `execve`.
    package func passOn() {
        ProcessInfo.setEnvironment(Self.mark, "\(socket.passOn())")
    }
}
