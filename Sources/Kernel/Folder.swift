import Glibc

/// An open directory, and files in it by their names: no link in it is ever followed.
///
/// Whoever may write to a directory can put a link in the place of a file or of a directory at any
/// moment. Here that leads nowhere, since each step begins at a descriptor.
package final class Folder {
    /// For messages.
    package let path: String
    private let descriptor: Descriptor

    private init(_ path: String, _ descriptor: consuming Descriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens the directory that somebody named; links on the way to it are followed.
    package convenience init(_ path: String) throws(SystemError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        self.init(
            path, Descriptor(owning: try systemCall("open", on: path) { open(path, flags) }))
    }

    /// What stands at a name.
    package enum Node: Hashable {
        case nothing
        case file
        case directory
        case link
        /// A pipe, a socket or a device.
        case other
    }

    package func entry(_ name: String) throws(SystemError) -> Node {
        var status = stat()
        do throws(SystemError) {
            try systemCall("stat", on: path(of: name)) {
                fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW)
            }
        } catch {
            guard error.isMissing else { throw error }
            return .nothing
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .link
        default: .other
        }
    }

    /// A directory within this one.
    package func folder(_ name: String) throws(SystemError) -> Folder {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = try systemCall("open", on: path(of: name)) {
            openat(descriptor.number, name, flags)
        }
        return Folder(path(of: name), Descriptor(owning: number))
    }

    /// Makes a directory that everybody may read, whatever the umask.
    package func makeFolder(_ name: String) throws(SystemError) -> Folder {
        try systemCall("mkdir", on: path(of: name)) { mkdirat(descriptor.number, name, 0o755) }
        let made = try folder(name)
        try systemCall("chmod", on: made.path) { fchmod(made.descriptor.number, 0o755) }
        return made
    }

    /// Why nothing can be made or removed here; `nil` if it can.
    package var obstacle: SystemError? {
        do throws(SystemError) {
            try systemCall("write", on: path) {
                faccessat(descriptor.number, ".", W_OK | X_OK, AT_EACCESS)
            }
            return nil
        } catch {
            return error
        }
    }

    /// The user whom it belongs to.
    package var owner: UInt32? {
        var status = stat()
        return fstat(descriptor.number, &status) == 0 ? status.st_uid : nil
    }

    /// Makes a file with these bytes under a name that nobody can have put there before; that name.
    ///
    /// Nothing is left of it if this fails.
    package func make(_ bytes: [UInt8], mode: UInt32) throws(SystemError) -> String {
        let name = ".bench-\(String(UInt64.random(in: 0 ... .max), radix: 36)).new"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = Descriptor(
            owning: try systemCall("open", on: path(of: name)) {
                openat(descriptor.number, name, flags, 0o600)
            })
        do throws(SystemError) {
            try writeAll(bytes, to: file.number, path(of: name))
            // Not as open(2) would: the umask of root may hide it from everybody else.
            try systemCall("chmod", on: path(of: name)) { fchmod(file.number, mode) }
            try systemCall("fsync", on: path(of: name)) { fsync(file.number) }
        } catch {
            unlinkat(descriptor.number, name, 0)
            throw error
        }
        return name
    }

    /// Puts a file in the place of another.
    package func rename(_ name: String, to place: String) throws(SystemError) {
        try systemCall("rename", on: path(of: place)) {
            renameat(descriptor.number, name, descriptor.number, place)
        }
    }

    /// Removes a file, or a link itself.
    package func remove(_ name: String) throws(SystemError) {
        try systemCall("unlink", on: path(of: name)) { unlinkat(descriptor.number, name, 0) }
    }

    /// Removes a directory, unless there is something in it.
    package func removeFolder(_ name: String) throws(SystemError) {
        do throws(SystemError) {
            try systemCall("rmdir", on: path(of: name)) {
                unlinkat(descriptor.number, name, AT_REMOVEDIR)
            }
        } catch {
            guard [ENOTEMPTY, EEXIST, ENOENT, ENOTDIR].contains(error.code) else { throw error }
        }
    }

    /// The bytes of a file.
    package func read(_ name: String) throws(SystemError) -> [UInt8] {
        let file = try opened(name)
        var reader = ProcFile()
        return Array(try reader.read(Self.path(of: file)))
    }

    /// SHA-256 of a file, in hexadecimal digits.
    package func checksum(of name: String) throws -> String {
        let file = try opened(name)
        let output = try Command.run(["sha256sum", "--", Self.path(of: file)], within: 120)
        return String(output.text.prefix { $0.isHexDigit })
    }

    private func opened(_ name: String) throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        return Descriptor(
            owning: try systemCall("open", on: path(of: name)) {
                openat(descriptor.number, name, flags)
            })
    }

    /// By which a program that this one starts can open the same file.
    private static func path(of file: borrowing Descriptor) -> String {
        "/proc/\(getpid())/fd/\(file.number)"
    }

    /// The path of something in it, for messages.
    package func path(of name: String) -> String {
        path == "/" ? "/\(name)" : "\(path)/\(name)"
    }
}
