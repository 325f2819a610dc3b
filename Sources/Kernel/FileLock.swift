import CLinux
import Glibc

/// An advisory lock on a file or directory, held until its owner goes away.
///
/// Source: flock(2). Programs that are started meanwhile do not hold it.
package final class FileLock {
    private let descriptor: Descriptor

    /// Locks what is at the path; `nil` if somebody has it already.
    ///
    /// - Parameter makesIt: whether a file that is not there is made, for its owner alone.
    package init?(path: String, makesIt: Bool = false) throws(SystemError) {
        let flags = makesIt ? O_RDWR | O_CREAT | O_NOFOLLOW : O_RDONLY
        descriptor = Descriptor(
            owning: try systemCall("open", on: path) { open(path, flags | O_CLOEXEC, 0o600) })
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            guard code == EWOULDBLOCK else {
                throw SystemError(call: "flock", code: code, subject: path)
            }
            return nil
        }
    }

    /// Takes over a lock on this file that the program held before it executed itself; `nil` if the
    /// descriptor is none.
    package init?(inherited number: Int32, of path: String) {
        var (own, file) = (stat(), stat())
        guard number > 2, fstat(number, &own) == 0, stat(path, &file) == 0,
            own.st_dev == file.st_dev, own.st_ino == file.st_ino,
            // Who holds it already succeeds again.
            flock(number, LOCK_EX | LOCK_NB) == 0
        else { return nil }
        descriptor = Descriptor(owning: number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// Lets the lock live on in the program that this process executes next; its number.
    package func passOn() -> Int32 {
        _ = fcntl(descriptor.number, F_SETFD, 0)
        return descriptor.number
    }

    /// The process that holds the lock on a file; `nil` if nobody does, or nobody of whom /proc knows.
    ///
    /// Source: `/proc/locks`, proc_locks(5).
    package static func holder(of path: String) -> (process: Int32, user: UInt32)? {
        var file = stat()
        guard stat(path, &file) == 0, let text = try? ProcFile.text("/proc/locks") else {
            return nil
        }
        // As the kernel prints it: lock_get_status.
        let device = UInt64(file.st_dev)
        let number = "\(hex(clinux_device_major(device))):\(hex(clinux_device_minor(device)))"
        let name = "\(number):\(file.st_ino)"
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", let process = Int32(words[4]),
                process > 0, words[5] == name[...]
            else { continue }
            var status = stat()
            guard stat("/proc/\(process)", &status) == 0 else { continue }
            return (process, status.st_uid)
        }
        return nil
    }

    /// At least two digits.
    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }
}
