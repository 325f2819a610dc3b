import Glibc

/// Reads small kernel files whole, proc(5) and sysfs(5), into one buffer used again and again.
///
/// Trap: the answer shares the buffer. Let it go before the next read, or that read copies.
package struct ProcFile: ~Copyable {
    private var buffer: [UInt8]

    /// A reader whose first buffer has `capacity` bytes; it grows when a file needs more.
    package init(capacity: Int = 16_384) {
        buffer = [UInt8](repeating: 0, count: max(capacity, 1))
    }

    /// The content of the file at `path`.
    ///
    /// - Throws: the call that failed with `path` as its subject; `ENOENT` and `ESRCH` are a
    ///   process or thread that has gone.
    package mutating func read(_ path: String) throws(SystemError) -> ArraySlice<UInt8> {
        try read(path, below: AT_FDCWD)
    }

    /// The content of the file at `path`, below an open directory such as `/proc`.
    package mutating func read(
        _ path: String, in directory: borrowing Descriptor
    ) throws(SystemError) -> ArraySlice<UInt8> {
        try read(path, below: directory.number)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The content of the file at `path` as text, without the line feed at its end.
    package static func text(_ path: String) throws(SystemError) -> String {
        var file = ProcFile(capacity: 4096)
        var bytes = try file.read(path)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func read(
        _ path: String, below directory: CInt
    ) throws(SystemError) -> ArraySlice<UInt8> {
        let number = try systemCall("open", on: path) {
            openat(directory, path, O_RDONLY | O_CLOEXEC)
        }
        let descriptor = Descriptor(owning: number)
        var count = 0
        while true {
            if count == buffer.count { grow() }
            let more = try fill(from: count, descriptor, path)
            if more == 0 { return buffer[..<count] }
            count += more
        }
    }

    /// Kernel files may answer in pieces (a page each), so only 0 means the end.
    private mutating func fill(
        from count: Int, _ descriptor: borrowing Descriptor, _ path: String
    ) throws(SystemError) -> Int {
        let number = descriptor.number
        return try systemCall("read", on: path) {
            buffer.withUnsafeMutableBytes { bytes in
                Glibc.read(number, bytes.baseAddress?.advanced(by: count), bytes.count - count)
            }
        }
    }

    private mutating func grow() {
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
}
