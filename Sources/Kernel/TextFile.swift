import Glibc

/// Small files written whole, and who they belong to.
package enum TextFile {
    /// Writes `text` to `path`, replacing what was there.
    package static func write(_ text: String, to path: String) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        let file = Descriptor(
            owning: try systemCall("open", on: path) { open(path, flags, 0o644) })
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = try systemCall("write", on: path) {
                rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes a directory of files (no directories within).
    package static func removeDirectory(_ path: String) {
        for name in (try? ProcDirectory.names(path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

/// Under sudo, what bench writes belongs to the user who typed the command.
package enum Ownership {
    /// The user and group to hand files to; `nil` unless this is root under sudo(8).
    package static var invoker: (user: UInt32, group: UInt32)? {
        guard geteuid() == 0, let user = number("SUDO_UID"), let group = number("SUDO_GID") else {
            return nil
        }
        return (user, group)
    }

    /// Hands a file, or a directory and all in it, to the invoking user, if there is one.
    package static func handOver(_ path: String) {
        guard let invoker else { return }
        lchown(path, invoker.user, invoker.group)
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
        for name in (try? ProcDirectory.names(path)) ?? [] { handOver("\(path)/\(name)") }
    }

    private static func number(_ name: String) -> UInt32? {
        getenv(name).flatMap { UInt32(String(cString: $0)) }
    }
}

/// Directories.
package enum Directory {
    /// Makes a directory and those above it that are missing.
    package static func make(_ path: String) throws(SystemError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? part : "/" + part
            if mkdir(made, 0o755) != 0 && errno != EEXIST {
                throw SystemError(call: "mkdir", code: errno, subject: made)
            }
        }
    }
}
