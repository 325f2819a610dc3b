import Glibc

/// A regular file that is read from its beginning to its end.
///
/// Closed when its owner goes away.
final class ReadFile {
    let path: String
    private let descriptor: CInt

    /// - Returns: `nil` if it cannot be opened, or is no regular file.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// - Returns: how many bytes were read; 0 at the end of the file.
    func read(into memory: UnsafeMutableRawBufferPointer) throws(ResultsError) -> Int {
        while true {
            let count = Glibc.read(descriptor, memory.baseAddress, memory.count)
            if count >= 0 { return count }
            let code = errno
            guard code == EINTR else {
                throw ResultsError(
                    file: path, problem: "cannot be read: \(FileProblem.words(errno: Int(code)))")
            }
        }
    }
}
