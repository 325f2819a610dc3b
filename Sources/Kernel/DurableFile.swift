import Glibc

/// Small files that are there whole, or not at all, whatever happens: fsync(2), rename(2).
package enum DurableFile {
    /// Puts `text` in the place of what was at `path`, on disk when it returns.
    package static func replace(_ path: String, with text: String) throws(SystemError) {
        // A name that nobody can have put there before.
        let new = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).new"
        do throws(SystemError) {
            try TextFile.create(new, text)
            try sync(new, O_RDONLY)
            try systemCall("rename", on: path) { rename(new, path) }
        } catch {
            // A full disk leaves half of it under that name.
            unlink(new)
            throw error
        }
        try sync(folderOf: path)
    }

    /// Removes a file; one that is not there is removed already.
    package static func remove(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            try systemCall("unlink", on: path) { unlink(path) }
        } catch {
            guard error.code == ENOENT else { throw error }
        }
        try sync(folderOf: path)
    }

    /// Brings the folder in which `path` stands to the disk: that it has the name, or not any more.
    static func sync(folderOf path: String) throws(SystemError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try sync(folder, O_RDONLY | O_DIRECTORY)
    }

    static func sync(_ path: String, _ flags: CInt) throws(SystemError) {
        let file = Descriptor(
            owning: try systemCall("open", on: path) { open(path, flags | O_CLOEXEC) })
        try systemCall("fsync", on: path) { fsync(file.number) }
    }
}
