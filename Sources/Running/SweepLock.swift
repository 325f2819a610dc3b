package import Kernel

/// One sweep per machine: two would be each other's foreign load.
///
/// The lock is on the kernel's own file of the time namespace (namespaces(7)). That file is the same
/// in every network, mount and user namespace, so the lock holds between containers as well. Nothing
/// is left behind, no permission stands in the way of another user, and the kernel releases it with
/// the process.
package final class SweepLock {
    private static let mark = "BENCH_LOCK"
    /// The second one where the kernel has no time namespaces (before 5.6).
    private static let files = ["/proc/self/ns/time", "/proc/self/ns/uts"]
    private let lock: FileLock

    /// Takes the lock, or the one that was passed on; `nil` if another sweep holds it.
    package init?() throws(SystemError) {
        if let number = ProcessInfo.environment(Self.mark).flatMap({ Int32($0) }) {
            lock = FileLock(inherited: number)
            return
        }
        let file = Self.files.first { ProcFile.exists($0) } ?? Self.files[0]
        guard let lock = try FileLock(path: file) else { return nil }
        self.lock = lock
    }

    /// Keeps the lock through the next `execve`.
    package func passOn() {
        ProcessInfo.setEnvironment(Self.mark, "\(lock.passOn())")
    }
}
