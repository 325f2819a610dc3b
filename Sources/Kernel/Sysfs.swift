import CLinux
import Glibc

/// The `/sys` of one network namespace, without mounting it anywhere.
package final class Sysfs {
    private let directory: Descriptor

    /// Opens the sysfs of the calling thread's network namespace: fsopen(2), fsmount(2).
    package init() throws(SystemError) {
        directory = Descriptor(owning: try systemCall("fsmount(sysfs)") { clinux_open_sysfs() })
    }

    /// Reads a small file such as `class/net/veth0/threaded`, without its newline.
    package func read(_ path: String) throws(SystemError) -> String {
        let file = try open(path, O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = try systemCall("read", on: "/sys/\(path)") {
            Glibc.read(file.number, &bytes, bytes.count)
        }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    /// Writes a small file.
    package func write(_ text: String, to path: String) throws(SystemError) {
        let file = try open(path, O_WRONLY)
        try systemCall("write", on: "/sys/\(path)") {
            text.withCString { Glibc.write(file.number, $0, strlen($0)) }
        }
    }

    /// The names in a directory such as `class/net/veth0/queues`, in order.
    package func names(_ path: String) throws(SystemError) -> [String] {
        let number = try systemCall("open", on: "/sys/\(path)") {
            openat(directory.number, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw SystemError(call: "fdopendir", code: code, subject: "/sys/\(path)")
        }
        // Closes the descriptor too.
        defer { closedir(stream) }
        return ProcDirectory.names(in: stream).sorted()
    }

    private func open(_ path: String, _ flags: CInt) throws(SystemError) -> Descriptor {
        Descriptor(
            owning: try systemCall("open", on: "/sys/\(path)") {
                openat(directory.number, path, flags | O_CLOEXEC)
            })
    }
}

/// Kernel settings under /proc/sys; those of `net` are the calling thread's network namespace's.
package enum Sysctl {
    /// Sets `net/ipv6/conf/all/disable_ipv6` and the like.
    package static func set(_ name: String, _ text: String) throws(SystemError) {
        let path = "/proc/sys/\(name)"
        let file = Descriptor(
            owning: try systemCall("open", on: path) { open(path, O_WRONLY | O_CLOEXEC) })
        try systemCall("write", on: path) {
            text.withCString { Glibc.write(file.number, $0, strlen($0)) }
        }
    }
}
