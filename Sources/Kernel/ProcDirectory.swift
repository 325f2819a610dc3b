import Glibc

/// Lists a directory of kernel files, proc(5) and sysfs(5).
package enum ProcDirectory {
    /// The names in the directory at `path`, without `.` and `..`, in the kernel's order.
    ///
    /// Trap: of a process that dies meanwhile the list may be short.
    package static func names(_ path: String) throws(SystemError) -> [String] {
        guard let stream = opendir(path) else {
            throw SystemError(call: "opendir", code: errno, subject: path)
        }
        defer { closedir(stream) }
        return names(in: stream)
    }

    /// The names that an open directory still has to give, without `.` and `..`.
    static func names(in stream: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// The numeric names in the directory at `path`: process ids in `/proc`, thread ids in a
    /// process's `task`.
    package static func numbers(_ path: String) throws(SystemError) -> [Int32] {
        try names(path).compactMap { Int32($0) }
    }

    /// The directory itself, to read files below it by short paths.
    package static func open(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            owning: try systemCall("open", on: path) {
                Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            })
    }
}
