import Kernel

/// One sweep per machine: two would be each other's foreign load.
package final class SweepLock {
    private let socket: AbstractSocket

    /// Takes the lock; `nil` if another sweep holds it.
    ///
    /// A name in the abstract socket namespace (unix(7)): no file, so nothing is left behind, no
    /// permissions stand in the way of another user, and the kernel releases it with the process.
    package init?() {
        guard let socket = AbstractSocket(name: "bench.sweep") else { return nil }
        self.socket = socket
    }
}
