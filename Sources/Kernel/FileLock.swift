import Glibc

/// An advisory lock on a file or directory that exists, held until its owner goes away.
///
/// Source: flock(2). Programs that are started meanwhile do not hold it.
package final class FileLock {
    private let descriptor: Descriptor

    /// Locks what is at the path; `nil` if somebody has it already.
    package init?(path: String) throws(SystemError) {
        descriptor = Descriptor(
            owning: try systemCall("open", on: path) { open(path, O_RDONLY | O_CLOEXEC) })
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            guard code == EWOULDBLOCK else {
                throw SystemError(call: "flock", code: code, subject: path)
            }
            return nil
        }
    }

    /// Takes over a lock that this program held before it executed itself.
    package init(inherited number: Int32) {
        descriptor = Descriptor(owning: number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// Lets the lock live on in the program that this process executes next; its number.
    package func passOn() -> Int32 {
        _ = fcntl(descriptor.number, F_SETFD, 0)
        return descriptor.number
    }
}
