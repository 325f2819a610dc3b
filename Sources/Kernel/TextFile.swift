import Glibc

/// Small files written whole.
package enum TextFile {
    /// Writes `text` to `path`, replacing what was there.
    ///
    /// - Parameter follows: whether a symbolic link at the path's end is followed, and a pipe or a
    ///   device will do; otherwise they are errors (ELOOP, ENXIO), since nobody knows who put them
    ///   there.
    package static func write(
        _ text: String, to path: String, follows: Bool = false
    ) throws(SystemError) {
        let flags =
            O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW | O_NONBLOCK)
        let file = Descriptor(
            owning: try systemCall("open", on: path) { open(path, flags, 0o644) })
        var status = stat()
        fstat(file.number, &status)
        guard follows || status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(call: "open", code: ENXIO, subject: path)
        }
        try writeAll(text, to: file.number, path)
    }

    /// Makes a file with this text that was not there before.
    static func create(_ path: String, _ text: String) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = Descriptor(
            owning: try systemCall("open", on: path) { open(path, flags, 0o644) })
        try writeAll(text, to: file.number, path)
    }

    /// Removes these files of a directory (all, if none are named), and the directory if nothing else
    /// is in it; links are not followed.
    package static func removeDirectory(_ path: String, of names: [String]? = nil) {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = open(path, flags)
        guard number >= 0 else { return }
        let directory = Descriptor(owning: number)
        let all = names ?? (try? ProcDirectory.names("/proc/self/fd/\(number)")) ?? []
        for name in all { unlinkat(directory.number, name, 0) }
        rmdir(path)
    }
}

/// Directories.
package enum Directory {
    /// Makes a directory and those above it that are missing.
    package static func make(_ path: String) throws(SystemError) {
        for (_, part) in parts(of: path) where mkdir(part, 0o755) != 0 && errno != EEXIST {
            throw SystemError(call: "mkdir", code: errno, subject: part)
        }
    }

    /// Makes a directory and those above it that are missing, with the rights of whoever typed the
    /// command.
    ///
    /// Under sudo the user may lack the right in a folder that is root's alone, such as one that a
    /// script made: there nobody else can plant anything, so root makes it and gives it away.
    package static func makeForInvoker(_ path: String) throws(SystemError) {
        for (above, part) in parts(of: path) {
            let code = Invoker.files { mkdir(part, 0o755) == 0 ? 0 : errno }
            if code == 0 || code == EEXIST { continue }
            guard code == EACCES, let user = Invoker.user, isRootsAlone(above),
                give(part, to: user)
            else { throw SystemError(call: "mkdir", code: code, subject: part) }
        }
    }

    /// Each directory of a path with the one above it, from the top.
    private static func parts(of path: String) -> [(above: String, path: String)] {
        var made = path.hasPrefix("/") ? "/" : ""
        return path.split(separator: "/").map { part in
            let above = made.isEmpty ? "." : made
            made += made.isEmpty || made == "/" ? part : "/" + part
            return (above, made)
        }
    }

    private static func isRootsAlone(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_uid == 0 && status.st_mode & 0o022 == 0
    }

    /// Makes a directory as root and gives it away, by its descriptor.
    private static func give(_ path: String, to user: Invoker.User) -> Bool {
        guard mkdir(path, 0o755) == 0 else { return false }
        let number = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { return false }
        let directory = Descriptor(owning: number)
        return fchown(directory.number, user.user, user.group) == 0
    }

    /// The user that a file or directory belongs to, links not followed; `nil` if there is none.
    package static func owner(of path: String) -> UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_uid : nil
    }
}

extension Directory {
    /// Makes a directory that only this user may enter, and that was not there.
    package static func makePrivate(_ path: String) throws(SystemError) {
        try systemCall("mkdir", on: path) { mkdir(path, 0o700) }
    }

    /// Removes a directory if nothing is in it.
    package static func removeEmpty(_ path: String) { rmdir(path) }
}
