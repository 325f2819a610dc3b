import CLinux
import Glibc

/// A network namespace held by a descriptor: anonymous, gone when the last holder goes.
///
/// Nothing appears under /run/netns, so nothing can be left there. See network_namespaces(7).
package final class NetworkNamespace: Sendable {
    private let descriptor: Descriptor

    /// Makes a new, empty namespace; the calling thread stays where it is.
    package init() throws(SystemError) {
        let home = try Self.current()
        try systemCall("unshare(CLONE_NEWNET)") { clinux_unshare_net() }
        // Whatever happens next, the thread goes home.
        defer { _ = clinux_setns_net(home.number) }
        descriptor = try Self.current()
    }

    /// Holds the namespace that the calling thread is in.
    package init(ofCaller: Void) throws(SystemError) {
        descriptor = try Self.current()
    }

    /// Holds the namespace at a path, such as that of another process' descriptor.
    package init(at path: String) throws(SystemError) {
        descriptor = Descriptor(
            owning: try systemCall("open", on: path) { open(path, O_RDONLY | O_CLOEXEC) })
    }

    /// A path by which other programs run by this user can name the namespace while we hold it.
    package var path: String { "/proc/\(getpid())/fd/\(descriptor.number)" }

    /// Runs `body` with the calling thread inside the namespace, and comes back.
    ///
    /// Processes spawned by `body` start inside. Threads must not be started by it.
    package func enter<Value>(
        _ body: () throws(SystemError) -> Value
    ) throws(SystemError) -> Value {
        let home = try Self.current()
        try systemCall("setns(CLONE_NEWNET)") { clinux_setns_net(descriptor.number) }
        defer { _ = clinux_setns_net(home.number) }
        return try body()
    }

    private static func current() throws(SystemError) -> Descriptor {
        let path = "/proc/thread-self/ns/net"
        return Descriptor(
            owning: try systemCall("open", on: path) { open(path, O_RDONLY | O_CLOEXEC) })
    }
}
