import Glibc

/// A folder of new files that is there whole, or not at all: written beside its place, then renamed.
///
/// What is left of one that is not finished goes with its owner.
package final class NewFolder {
    private let place: String
    private let path: String
    private var files: [String: Int32] = [:]
    private var isFinished = false

    /// Makes the folder beside the place where it is to be.
    ///
    /// - Throws: if that cannot be made, or if something is at the place already.
    package init(at place: String) throws(SystemError) {
        self.place = place
        var status = stat()
        guard lstat(place, &status) != 0 else {
            throw SystemError(call: "mkdir", code: EEXIST, subject: place)
        }
        // A name that nobody can have put there before.
        let path = "\(place).\(String(UInt64.random(in: 0 ... .max), radix: 36)).new"
        try systemCall("mkdir", on: path) { mkdir(path, 0o755) }
        self.path = path
    }

    deinit {
        for number in files.values { close(number) }
        guard !isFinished else { return }
        for name in files.keys { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Appends to a file, which is made by the first bytes.
    package func append(_ bytes: [UInt8], to name: String) throws(SystemError) {
        try writeAll(bytes, to: try file(name), "\(place)/\(name)")
    }

    private func file(_ name: String) throws(SystemError) -> Int32 {
        if let number = files[name] { return number }
        let path = "\(path)/\(name)"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let number = try systemCall("open", on: path) { open(path, flags, 0o644) }
        files[name] = number
        return number
    }

    /// Brings all files to the disk, and the folder to its place.
    package func finish() throws(SystemError) {
        for (name, number) in files {
            try systemCall("fsync", on: "\(place)/\(name)") { fsync(number) }
        }
        try DurableFile.sync(path, O_RDONLY | O_DIRECTORY)
        // An empty folder that came there meanwhile is replaced, and nothing else.
        try systemCall("rename", on: place) { rename(path, place) }
        isFinished = true
        try DurableFile.sync(folderOf: place)
    }
}
