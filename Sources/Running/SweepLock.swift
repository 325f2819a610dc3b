package import Kernel

/// One sweep per machine: two would be each other's foreign load.
///
/// The lock is on the kernel's own file of the time namespace (namespaces(7)). That file is the same
/// in every network, mount and user namespace, so the lock holds between containers as well. Nothing
/// is left behind, no permission stands in the way of another user, and the kernel releases it with
/// the process.
///
/// But any user can hold that one. Root's sweeps also have a lock that only root can hold, and go on
/// where an ordinary user holds the other.
package final class SweepLock {
    private static let mark = "BENCH_LOCK"
    /// The second one where the kernel has no time namespaces (before 5.6).
    private static let files = ["/proc/self/ns/time", "/proc/self/ns/uts"]
    private static let folder = "/run/bench"
    /// `nil` where an ordinary user holds it and this is root.
    private let lock: FileLock?
    /// Root's own; `nil` for everybody else.
    private let rootLock: FileLock?

    /// Takes the lock, or the one that was passed on; `nil` if another sweep holds it.
    package init?() throws(SystemError) {
        let file = Self.file
        let number = ProcessInfo.environment(Self.mark).flatMap { Int32($0) }
        // Programs that are started from now on have no business with it.
        ProcessInfo.unsetEnvironment(Self.mark)
        if let inherited = number.flatMap({ FileLock(inherited: $0, of: file) }) {
            (lock, rootLock) = (inherited, nil)
            return
        }
        let isRoot = ProcessInfo.isRoot && !Privilege.isRootless
        var rootLock: FileLock?
        // Where /run cannot be written, only the other one is left.
        if isRoot, (try? Directory.make(Self.folder)) != nil {
            do {
                rootLock = try FileLock(path: Self.folder + "/lock", makesIt: true)
                if rootLock == nil { return nil }
            } catch {
                rootLock = nil
            }
        }
        self.rootLock = rootLock
        lock = try FileLock(path: file)
        if lock == nil {
            guard isRoot, let holder = FileLock.holder(of: file), holder.user != 0 else {
                return nil
            }
            passedOver = Self.words(holder)
        }
    }

    /// The ordinary user's process that holds the lock of all, where root goes on all the same.
    package private(set) var passedOver: String?

    /// Who holds it, for a message: `process 1234 of user 1000`; `nil` if that is not to be seen.
    package static var holder: String? {
        let files = [Self.folder + "/lock", file]
        return files.lazy.compactMap { FileLock.holder(of: $0) }.first.map(words)
    }

    private static func words(_ holder: (process: Int32, user: UInt32)) -> String {
        "process \(holder.process) of user \(holder.user)"
    }

    private static var file: String { files.first { ProcFile.exists($0) } ?? files[0] }

    /// Keeps the lock through the next `execve`.
    package func passOn() {
        if let lock { ProcessInfo.setEnvironment(Self.mark, "\(lock.passOn())") }
    }
}
