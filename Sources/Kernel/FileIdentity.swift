import Glibc

/// Which file stands at a path, and in which state: it changes when the file is replaced or written.
package struct FileIdentity: Sendable, Hashable {
    private let device: UInt
    private let inode: UInt
    package let size: Int
    private let changed: Int64

    /// `nil` if there is no file.
    package init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        size = Int(status.st_size)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }

    /// Whether a regular file, no link, belongs to this user, and nobody else may write it.
    package static func isOwnAlone(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }
}
