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

/// A pid namespace for what a trial starts.
///
/// When its first process ends, everything in it is killed by the kernel, grandchildren too: see
/// pid_namespaces(7).
///
/// The first process reads a pipe that this process alone can write to, so it ends when the owner
/// does, however that comes about. While the owner lives, every process the calling thread spawns
/// starts inside; the thread cannot start threads meanwhile.
package final class ProcessNamespace {
    private let home: Descriptor
    private let first: ChildProcess
    private var hasEnded = false

    /// Makes the namespace and starts its first process.
    ///
    /// - Parameter executable: path of this program, which becomes the first process.
    package init(executable: String) throws(SystemError) {
        let path = "/proc/self/ns/pid"
        home = Descriptor(
            owning: try systemCall("open", on: path) { open(path, O_RDONLY | O_CLOEXEC) })
        try systemCall("unshare(CLONE_NEWPID)") { clinux_unshare_pid() }
        do {
            first = try ChildProcess(
                executable, [CLINUX_ENTER_WORD, "deathsig", "init", "--", "none"],
                streams: .init(input: .pipe, output: .null, error: .inherit))
        } catch {
            _ = clinux_setns_pid(home.number)
            throw error
        }
    }

    /// Ends the first process, and so all the others; returns when none is left.
    ///
    /// Call it on the thread that made it, after the direct children inside have been waited for:
    /// their zombies keep the namespace alive, and its first process with it. That is given up
    /// after 5 s.
    package func end() {
        guard !hasEnded else { return }
        hasEnded = true
        _ = clinux_setns_pid(home.number)
        first.closeInput()
        first.kill()
        let deadline = MonotonicClock.now() + 5_000_000_000
        while MonotonicClock.now() < deadline {
            if (try? first.poll()) != nil { return }
            Poll.sleep(until: MonotonicClock.now() + 500_000)
        }
        first.abandon()
    }

    deinit {
        end()
    }
}
