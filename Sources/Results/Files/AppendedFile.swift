import Glibc

/// A file that rows are appended to, each on the disk before the next one begins.
///
/// The file never keeps half a row: if a row cannot be written whole, what was written of it is
/// cut off again. Closed when its owner goes away.
package struct AppendedFile: ~Copyable {
    /// `write(2)`; tests put a disk that fills up in its place.
    typealias Write = @Sendable (CInt, UnsafeRawBufferPointer) -> Int

    private let file: OpenFile

    /// Opens a file, makes it if need be, and gives an empty one its header.
    package init(path: String, header: [UInt8]) throws(FileError) {
        try self.init(path: path, header: header) { Glibc.write($0, $1.baseAddress, $1.count) }
    }

    init(path: String, header: [UInt8], write: @escaping Write) throws(FileError) {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let file = OpenFile(
            descriptor: try call("open", path) { open(path, flags, 0o644) }, path: path,
            write: write)
        if !header.isEmpty, try file.size() == 0 { try file.append(header) }
        self.file = file
    }

    /// Appends one row and waits until the disk has it (`fsync(2)`).
    /// - Throws: the first call that failed, `ENOSPC` included; the row is then not in the file.
    package func append(_ row: [UInt8]) throws(FileError) {
        try file.append(row)
    }

    /// Cuts a file at `length` bytes.
    package static func cut(path: String, to length: Int) throws(FileError) {
        let number = try call("open", path) { open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW) }
        defer { close(number) }
        try call("ftruncate", path) { ftruncate(number, off_t(length)) }
    }
}

/// The open file behind an ``AppendedFile``.
///
/// A class, because a private noncopyable struct within a package one has metadata that a release
/// build of another module cannot link to.
private final class OpenFile {
    let descriptor: CInt
    let path: String
    let write: AppendedFile.Write

    init(descriptor: CInt, path: String, write: @escaping AppendedFile.Write) {
        self.descriptor = descriptor
        self.path = path
        self.write = write
    }

    deinit {
        close(descriptor)
    }

    func append(_ row: [UInt8]) throws(FileError) {
        let start = try size()
        do throws(FileError) {
            try writeWhole(row)
            try call("fsync", path) { fsync(descriptor) }
        } catch {
            // What cannot be cut off either stays for `RunDirectory.repairTail`; the first error
            // is the one to report.
            ftruncate(descriptor, off_t(start))
            throw error
        }
    }

    private func writeWhole(_ row: [UInt8]) throws(FileError) {
        var written = 0
        while written < row.count {
            written += try call("write", path) {
                row.withUnsafeBytes { bytes in
                    write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]))
                }
            }
        }
    }

    func size() throws(FileError) -> Int {
        var status = stat()
        try call("fstat", path) { fstat(descriptor, &status) }
        return Int(status.st_size)
    }
}

/// Runs one call, again if a signal came in between, and reads `errno` before anything else.
@discardableResult
private func call<Result: FixedWidthInteger & SignedInteger>(
    _ operation: String, _ path: String, _ body: () -> Result
) throws(FileError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = errno
        guard code == EINTR else { throw FileError(operation: operation, path: path, code: code) }
    }
}

/// A file operation that failed: which, on what path, and why.
///
/// Reads as “write to results/ringsize/…/trials.csv: No space left on device” would.
package struct FileError: Error, Hashable, CustomStringConvertible {
    /// The call: `open`, `write`, `fsync`, `ftruncate`.
    package let operation: String
    package let path: String
    /// The C library's `errno` at once after the call.
    package let code: CInt

    package init(operation: String, path: String, code: CInt) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// Whether the disk, or the user's quota, is full.
    package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    package var description: String {
        "\(operation) on \(path): \(String(cString: strerror(code)))"
    }
}
